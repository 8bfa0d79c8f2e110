import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { Database } from '../../foundation/database/database.js';
import { FieldError, InvalidInput } from '../../foundation/error/domain-error.js';
import { passwordHasExpired } from './password.rules.js';
import { PasswordService } from './password.service.js';
import { PhoneSignInService } from './phone-sign-in.service.js';
import { tokenHash } from './secret.js';
import { SignInRepository } from './sign-in.repository.js';
import { SignInRequest } from './sign-in.dto.js';
import { SecondFactorCheck } from './second-factor-check.js';
import { ProvedFirst, SignInTickets } from './sign-in-ticket.js';
import { SlipService } from './slip.service.js';
import { OpenedSignIn, SignInService } from './sign-in.service.js';

/** The first proof was good; the code of the second factor is still to come, with this ticket. */
export interface HalfSignIn {
  ticket: string;
  expiresAt: Date;
}

/** The door: leads each way of proving oneself to a sign-in. */
@Injectable()
export class EntryService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
    private readonly rows: SignInRepository,
    private readonly passwords: PasswordService,
    private readonly phones: PhoneSignInService,
    private readonly slips: SlipService,
    private readonly secondFactors: SecondFactorCheck,
    private readonly tickets: SignInTickets,
    private readonly signIns: SignInService,
  ) {}

  /**
   * Proves who asks and opens a sign-in. A token the browser brought along is ended, so one browser is one sign-in.
   * @returns half a sign-in where the account has a second factor whose code didn't come along
   * @throws NotSignedIn when the proof is wrong, whatever is wrong about it; TooMany while locked out; BrokenRule on the
   * field `secondFactorCode` for a wrong code of the second factor
   */
  async signIn(
    request: SignInRequest,
    userAgent?: string,
    earlierToken?: string,
  ): Promise<OpenedSignIn | HalfSignIn> {
    const proved = await this.prove(request);
    const secondFactor = await this.secondFactors.isOn(proved.accountId);
    if (secondFactor) {
      if (request.secondFactorCode === undefined) return this.tickets.seal(proved);
      await this.secondFactors.prove(proved.accountId, request.secondFactorCode, 'secondFactorCode');
    }
    const { accountId, by, kind } = proved;
    const opened = await this.signIns.open(accountId, { by, kind, secondFactor, userAgent });
    if (earlierToken !== undefined) await this.endEarlier(earlierToken);
    return opened;
  }

  /** Whether a token's owner acts as administrator where those need a second factor, and has none yet. */
  async mustSetUpSecondFactor(token: string): Promise<boolean> {
    if (!this.configuration.secondFactorRequired) return false;
    const live = await this.rows.live(tokenHash(token), this.clock.now(), this.clock.today());
    return live?.lacks_second_factor ?? false;
  }

  /** Whether a token's owner has to replace a one-time or expired password before anything else. */
  async mustChangePassword(token: string): Promise<boolean> {
    const now = this.clock.now();
    const live = await this.rows.live(tokenHash(token), now, this.clock.today());
    if (!live) return false;
    const { passwordDays } = this.configuration;
    return live.must_change_password || passwordHasExpired(live.password_set_at, now, passwordDays);
  }

  private async prove(request: SignInRequest): Promise<ProvedFirst> {
    if (request.ticket !== undefined) return this.tickets.open(request.ticket);
    const kind = request.ownDevice === true ? 'ownDevice' : 'browser';
    if (request.username !== undefined && request.password !== undefined)
      return {
        accountId: await this.passwords.accountOf(request.username, request.password),
        by: 'password',
        kind,
      };
    if (request.phone !== undefined && request.code !== undefined)
      return {
        accountId: await this.phones.accountOf(request.phone, request.code, request.citizenIdLastFour),
        by: 'sms',
        kind,
      };
    if (request.slip !== undefined)
      return { accountId: await this.slips.accountOf(request.slip), by: 'slip', kind };
    throw new InvalidInput(missingFields(request));
  }

  private async endEarlier(token: string): Promise<void> {
    await this.database.execute(
      'update responsibility.sign_in set ended_at = $2 where token_hash = $1 and ended_at is null',
      [tokenHash(token), this.clock.now()],
    );
  }
}

/** What lacks of the way that was begun; user name and password when none was. */
function missingFields(request: SignInRequest): FieldError[] {
  const byPhone = request.phone !== undefined || request.code !== undefined;
  const needed = byPhone ? (['phone', 'code'] as const) : (['username', 'password'] as const);
  return needed
    .filter((field) => request[field] === undefined)
    .map((field) => ({ field, code: 'error.required' }));
}
