import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActorSource } from '../../foundation/access/actor-source.port.js';
import { Account } from './account.entity.js';
import { AccountScope } from './account.scope.js';
import { AccountService } from './account.service.js';
import { Assignment } from './assignment.entity.js';
import { AssignmentService } from './assignment.service.js';
import { Attempts } from './attempts.js';
import { EntryService } from './entry.service.js';
import { PasswordService } from './password.service.js';
import { SignInActorSource } from './sign-in.actor-source.js';
import { SignInCode } from './sign-in-code.entity.js';
import { SignInController } from './sign-in.controller.js';
import { SignIn } from './sign-in.entity.js';
import { SignInRepository } from './sign-in.repository.js';
import { SignInService } from './sign-in.service.js';

/** Global, because the guard of every route asks its {@link ActorSource} who is there. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Account, Assignment, SignIn, SignInCode])],
  controllers: [SignInController],
  providers: [
    AccountScope,
    AccountService,
    AssignmentService,
    Attempts,
    EntryService,
    PasswordService,
    SignInRepository,
    SignInService,
    { provide: ActorSource, useClass: SignInActorSource },
  ],
  exports: [ActorSource, AccountService, AssignmentService],
})
export class AccountModule {}
