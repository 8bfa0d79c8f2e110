import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import QRCode from 'qrcode';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { OwnAccountService } from './own-account.service.js';
import { SecondFactorBegin, SecondFactorCode } from './second-factor.dto.js';
import { AuthenticatorSecret, SecondFactorService } from './second-factor.service.js';

/** What the page shows beside the state. */
interface Given {
  secret?: AuthenticatorSecret;
  recoveryCodes?: string[];
  /** A first code is awaited. */
  pending?: boolean;
}

/** Setting up the own authenticator. Secrets and recovery codes are in the answer to a form, in no address. */
@Controller('account/second-factor')
@AllowSignedIn('self')
export class SecondFactorPage {
  constructor(
    private readonly factors: SecondFactorService,
    private readonly account: OwnAccountService,
  ) {}

  @Get()
  @Page('responsibility/account/second-factor', { layout: 'plain' })
  show(@Asker() actor: Actor): Promise<object> {
    return this.model(actor);
  }

  @Post('secret')
  @HttpCode(200)
  @Page('responsibility/account/second-factor', { layout: 'plain' })
  async begin(@Asker() actor: Actor, @Body() body: unknown): Promise<object> {
    return this.shown(actor, async () => {
      const { password } = await validate(SecondFactorBegin, body);
      return { secret: await this.factors.begin(actor, password), pending: true };
    });
  }

  @Post()
  @HttpCode(200)
  @Page('responsibility/account/second-factor', { layout: 'plain' })
  async confirm(@Asker() actor: Actor, @Body() body: unknown): Promise<object> {
    const work = async () => {
      const { code } = await validate(SecondFactorCode, body);
      return { recoveryCodes: await this.factors.confirm(actor, code) };
    };
    return this.shown(actor, work, { pending: true });
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @Page('responsibility/account/second-factor', { layout: 'plain' })
  async renew(@Asker() actor: Actor, @Body() body: unknown): Promise<object> {
    return this.shown(actor, async () => {
      const { code } = await validate(SecondFactorCode, body);
      return { recoveryCodes: await this.factors.renewRecoveryCodes(actor, code) };
    });
  }

  @Post('removal')
  @Page('responsibility/account/second-factor', { layout: 'plain' })
  disable(@Asker() actor: Actor, @Body() body: unknown): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { code } = await validate(SecondFactorCode, body);
        await this.factors.disable(actor, code);
        return redirect('/account', { notice: 'account.secondFactor.disabled' });
      },
      () => this.model(actor),
    );
  }

  /** The page with what the work gave, or with what was wrong; a secret is shown once and never again. */
  private async shown(actor: Actor, work: () => Promise<Given>, otherwise: Given = {}): Promise<object> {
    const given: Given = {};
    const refused = await attempt(
      async () => {
        Object.assign(given, await work());
        return redirect('/account/second-factor');
      },
      () => this.model(actor, otherwise),
    );
    return refused instanceof Redisplay ? refused : this.model(actor, given);
  }

  private async model(actor: Actor, given: Given = {}): Promise<object> {
    const { secret, recoveryCodes, pending = false } = given;
    return {
      state: await this.factors.state(actor),
      account: await this.account.one(actor),
      secret: secret && {
        text: secret.secret.replace(/(.{4})(?=.)/g, '$1 '),
        picture: await QRCode.toDataURL(secret.address, { margin: 2, width: 200 }),
      },
      recoveryCodes,
      pending,
    };
  }
}
