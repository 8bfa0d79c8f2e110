import { Body, Controller, Delete, Get, Header, HttpCode, Post, Put } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { OwnIdempotency } from '../../foundation/idempotency/own-idempotency.decorator.js';
import { SecondFactorBegin, SecondFactorCode } from './second-factor.dto.js';
import { AuthenticatorSecret, SecondFactorService, SecondFactorState } from './second-factor.service.js';

/** The own second factor; secrets and recovery codes are in one answer each and never kept for a replay. */
@Controller('api/v1/accounts/me/second-factor')
@AllowSignedIn('self')
export class SecondFactorController {
  constructor(private readonly factors: SecondFactorService) {}

  @Get()
  state(@Asker() actor: Actor): Promise<SecondFactorState> {
    return this.factors.state(actor);
  }

  /** A secret for an authenticator; it counts once its first code was put here. */
  @Post()
  @OwnIdempotency()
  @Header('cache-control', 'no-store')
  begin(@Asker() actor: Actor, @Body() { password }: SecondFactorBegin): Promise<AuthenticatorSecret> {
    return this.factors.begin(actor, password);
  }

  @Put()
  @Header('cache-control', 'no-store')
  async confirm(
    @Asker() actor: Actor,
    @Body() { code }: SecondFactorCode,
  ): Promise<{ recoveryCodes: string[] }> {
    return { recoveryCodes: await this.factors.confirm(actor, code) };
  }

  @Delete()
  @HttpCode(204)
  disable(@Asker() actor: Actor, @Body() { code }: SecondFactorCode): Promise<void> {
    return this.factors.disable(actor, code);
  }

  @Post('recovery-codes')
  @OwnIdempotency()
  @Header('cache-control', 'no-store')
  async renew(
    @Asker() actor: Actor,
    @Body() { code }: SecondFactorCode,
  ): Promise<{ recoveryCodes: string[] }> {
    return { recoveryCodes: await this.factors.renewRecoveryCodes(actor, code) };
  }
}
