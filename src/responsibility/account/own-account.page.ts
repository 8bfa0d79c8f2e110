import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { LanguageChoice, PasswordChange, PhoneBinding } from './account.dto.js';
import { OwnAccountService } from './own-account.service.js';
import { passwordLength } from './password.rules.js';
import { PasswordService } from './password.service.js';
import { SecondFactorService } from './second-factor.service.js';
import { PhoneBindingService } from './phone-binding.service.js';
import { clearSignInCookie } from './sign-in.cookie.js';
import { AssignmentChoice, CodeRequest } from './sign-in.dto.js';
import { SignInService } from './sign-in.service.js';

/** The own account: roles, devices, password, phone, language. */
@Controller('account')
@AllowSignedIn('self')
export class OwnAccountPage {
  constructor(
    private readonly account: OwnAccountService,
    private readonly signIns: SignInService,
    private readonly passwords: PasswordService,
    private readonly phones: PhoneBindingService,
    private readonly secondFactors: SecondFactorService,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Page('responsibility/account/own')
  async own(@Asker() actor: Actor): Promise<object> {
    const [account, assignments, signIns, secondFactor] = await Promise.all([
      this.account.one(actor),
      this.signIns.ownAssignments(actor),
      this.signIns.own(actor),
      this.secondFactors.state(actor),
    ]);
    return {
      account,
      secondFactor,
      signIns,
      assignments: assignments.map((assignment) => ({
        ...assignment,
        current: assignment.id === actor.assignmentId,
      })),
    };
  }

  @Post('assignment')
  @Page('responsibility/account/own')
  async switchTo(@Asker() actor: Actor, @Body() choice: AssignmentChoice): Promise<Redirect> {
    await this.signIns.switchTo(actor, choice.assignmentId);
    return redirect('/', { notice: 'account.own.switched' });
  }

  @Post('language')
  @Page('responsibility/account/own')
  async chooseLanguage(
    @Asker() actor: Actor,
    @Body() { language }: LanguageChoice,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    await this.account.chooseLanguage(actor, language);
    reply.setCookie('language', language, {
      path: '/',
      maxAge: 31_536_000,
      httpOnly: true,
      sameSite: 'lax',
      secure: this.configuration.secure,
    });
    return redirect('/account', { notice: 'account.own.languageChosen' });
  }

  @Post('sign-ins/end')
  @Page('responsibility/account/own')
  async endAll(@Asker() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<Redirect> {
    clearSignInCookie(reply, this.configuration);
    await this.signIns.endAll(actor, actor.accountId);
    return redirect('/sign-in', { notice: 'account.own.endedAll' });
  }

  @Post('sign-ins/:id/end')
  @Page('responsibility/account/own')
  async end(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect> {
    await this.signIns.end(actor, id);
    return redirect('/account', { notice: 'account.own.ended' });
  }

  @Get('password')
  @Page('responsibility/account/password', { layout: 'plain' })
  async password(@Asker() actor: Actor): Promise<object> {
    return { account: await this.account.one(actor), username: '', least: passwordLength.least };
  }

  @Post('password')
  @Page('responsibility/account/password', { layout: 'plain' })
  changePassword(@Asker() actor: Actor, @Body() body: unknown): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.passwords.change(actor, await validate(PasswordChange, body));
        return redirect('/', { notice: 'account.own.passwordChanged' });
      },
      async () => ({
        ...(await this.password(actor)),
        username: textOf(body, 'username'),
      }),
    );
  }

  @Get('phone')
  @Page('responsibility/account/phone')
  phone(): object {
    return { phone: '', sent: false };
  }

  /** Sends a code and shows the form again with the phone in it; an address would leave the number in logs. */
  @Post('phone/code')
  @Page('responsibility/account/phone')
  async sendCode(@Asker() actor: Actor, @Body() body: unknown): Promise<object> {
    const sent: { phone?: string } = {};
    const refused = await attempt(
      async () => {
        const { phone } = await validate(CodeRequest, body);
        await this.phones.sendCode(actor, phone);
        sent.phone = phone;
        return redirect('/account/phone');
      },
      () => ({ phone: textOf(body, 'phone'), sent: false }),
    );
    return sent.phone === undefined ? refused : { phone: sent.phone, sent: true };
  }

  @Post('phone')
  @Page('responsibility/account/phone')
  bindPhone(@Asker() actor: Actor, @Body() body: unknown): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { phone, code } = await validate(PhoneBinding, body);
        await this.phones.bind(actor, phone, code);
        return redirect('/account', { notice: 'account.own.phoneBound' });
      },
      () => ({ phone: textOf(body, 'phone'), sent: true }),
    );
  }
}

function textOf(body: unknown, field: string): string {
  const value = (body as Record<string, unknown> | undefined)?.[field];
  return typeof value === 'string' ? value : '';
}
