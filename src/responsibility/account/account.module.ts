import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActorSource } from '../../foundation/access/actor-source.port.js';
import { Account } from './account.entity.js';
import { AccountController } from './account.controller.js';
import { AccountRepository } from './account.repository.js';
import { OwnAccountController } from './own-account.controller.js';
import { PhoneBindingService } from './phone-binding.service.js';
import { DivisionModule } from '../division/division.module.js';
import { AccountsPage } from './accounts.page.js';
import { OwnAccountPage } from './own-account.page.js';
import { SignInPage } from './sign-in.page.js';
import { SlipPage } from './slip.page.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { ApiTokenAccess } from './api-token.access.js';
import { ApiTokenController, OwnApiTokenController } from './api-token.controller.js';
import { ApiTokenPage, OwnApiTokenPage } from './api-token.page.js';
import { ApiTokenRepository } from './api-token.repository.js';
import { ApiTokenService } from './api-token.service.js';
import { ApiTokenPages } from './api-token.view.js';
import { AccountScope } from './account.scope.js';
import { AccountService } from './account.service.js';
import { Assignment } from './assignment.entity.js';
import { AssignmentService } from './assignment.service.js';
import { Attempts } from './attempts.js';
import { CodeController } from './code.controller.js';
import { CodeMessages } from './code-messages.js';
import { PhoneCodes } from './phone-codes.js';
import { PhoneSignInService } from './phone-sign-in.service.js';
import { RegisterAccounts } from './register-accounts.js';
import { SecondFactorCheck } from './second-factor-check.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecondFactorPage } from './second-factor.page.js';
import { SecondFactorRepository } from './second-factor.repository.js';
import { SecondFactorService } from './second-factor.service.js';
import { SignInTickets } from './sign-in-ticket.js';
import { SlipController } from './slip.controller.js';
import { SlipService } from './slip.service.js';
import { EntryService } from './entry.service.js';
import { FirstAdministratorService } from './first-administrator.service.js';
import { OwnAccountService } from './own-account.service.js';
import { PasswordService } from './password.service.js';
import { SignInActorSource } from './sign-in.actor-source.js';
import { SignInCode } from './sign-in-code.entity.js';
import { SignInController } from './sign-in.controller.js';
import { SignIn } from './sign-in.entity.js';
import { SignInRepository } from './sign-in.repository.js';
import { SignInSweepProcessor } from './sign-in-sweep.processor.js';
import { SignInService } from './sign-in.service.js';

/** Global, because the guard of every route asks its {@link ActorSource} who is there. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature([Account, Assignment, SignIn, SignInCode]),
    DivisionModule,
    OrganizationModule,
  ],
  controllers: [
    OwnApiTokenController,
    ApiTokenController,
    OwnApiTokenPage,
    ApiTokenPage,
    OwnAccountController,
    AccountController,
    SignInController,
    CodeController,
    SlipController,
    SecondFactorController,
    SecondFactorPage,
    SignInPage,
    OwnAccountPage,
    AccountsPage,
    SlipPage,
  ],
  providers: [
    AccountRepository,
    ApiTokenAccess,
    ApiTokenPages,
    ApiTokenRepository,
    ApiTokenService,
    AccountScope,
    AccountService,
    AssignmentService,
    Attempts,
    EntryService,
    FirstAdministratorService,
    OwnAccountService,
    CodeMessages,
    PasswordService,
    PhoneBindingService,
    PhoneCodes,
    PhoneSignInService,
    RegisterAccounts,
    SecondFactorCheck,
    SecondFactorRepository,
    SecondFactorService,
    SignInTickets,
    SlipService,
    SignInRepository,
    SignInService,
    SignInSweepProcessor,
    { provide: ActorSource, useClass: SignInActorSource },
  ],
  exports: [ActorSource, AccountService, AssignmentService],
})
export class AccountModule {}
