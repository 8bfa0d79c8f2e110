import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { LanguageChoice, PasswordChange, PhoneBinding } from './account.dto.js';
import { OwnAccount, OwnAccountService } from './own-account.service.js';
import { PasswordService } from './password.service.js';
import { PhoneBindingService } from './phone-binding.service.js';
import { CodeRequest } from './sign-in.dto.js';

/** What people do to the own account. */
@Controller('api/v1/accounts/me')
@AllowSignedIn('self')
export class OwnAccountController {
  constructor(
    private readonly account: OwnAccountService,
    private readonly passwords: PasswordService,
    private readonly phones: PhoneBindingService,
  ) {}

  @Get()
  own(@Asker() actor: Actor): Promise<OwnAccount> {
    return this.account.one(actor);
  }

  @Put('password')
  @HttpCode(204)
  changePassword(@Asker() actor: Actor, @Body() choice: PasswordChange): Promise<void> {
    return this.passwords.change(actor, choice);
  }

  @Put('language')
  @HttpCode(204)
  chooseLanguage(@Asker() actor: Actor, @Body() { language }: LanguageChoice): Promise<void> {
    return this.account.chooseLanguage(actor, language);
  }

  @Post('phone-codes')
  @HttpCode(202)
  async sendCode(@Asker() actor: Actor, @Body() { phone }: CodeRequest): Promise<{ seconds: number }> {
    await this.phones.sendCode(actor, phone);
    return { seconds: 60 };
  }

  @Put('phone')
  @HttpCode(204)
  bind(@Asker() actor: Actor, @Body() { phone, code }: PhoneBinding): Promise<void> {
    return this.phones.bind(actor, phone, code);
  }
}
