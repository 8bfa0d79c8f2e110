import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { TooMany } from '../../foundation/error/domain-error.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { Attempts } from './attempts.js';
import { addressGroup, messageLock, phoneLock } from './lock.rules.js';
import { hashSecret, newSmsCode, secretMatches } from './secret.js';

/** How long a code is good for, how often it may be tried, and when the next may be sent. */
export const codeRules = { minutes: 5, tries: 5, resendSeconds: 60 };

/** Who a code was made for: anyone who holds the phone, or an account that wants to bind it. */
type Purpose = { kind: 'sms' } | { kind: 'binding'; accountId: string };

/** Six-digit codes for a phone. A code is kept for every phone asked for, so that unknown ones behave alike. */
@Injectable()
export class PhoneCodes {
  constructor(
    private readonly database: Database,
    private readonly attempts: Attempts,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  /**
   * Makes a code for a phone; the newest is the only one that counts.
   * @throws TooMany within a minute of the last, after five in an hour, or when the address asks too often
   */
  async make(phone: string, purpose: Purpose): Promise<string> {
    await this.attempts.begin('message', addressGroup(this.context.current?.address ?? ''), messageLock);
    const code = newSmsCode();
    const hash = await hashSecret(code);
    const now = this.clock.now();
    await this.database.transaction(async () => {
      await this.database.execute('select pg_advisory_xact_lock(hashtextextended($1, 7451012))', [phone]);
      await this.mustNotBeTooSoon(phone, now);
      await this.attempts.begin('phone', phone, phoneLock);
      await this.database.execute(
        `insert into responsibility.sign_in_code (purpose, phone, account_id, code_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [
          purpose.kind,
          phone,
          purpose.kind === 'binding' ? purpose.accountId : null,
          hash,
          now,
          new Date(now.getTime() + codeRules.minutes * 60_000),
        ],
      );
    });
    return code;
  }

  /**
   * Tries a code. Counts before it looks, so guesses side by side are counted too.
   * @returns the code's id to be {@link consume}d, or undefined when it is wrong, old, used or tried too often
   */
  async check(phone: string, code: string, purpose: Purpose): Promise<string | undefined> {
    const row = await this.database.one<{ id: string; code_hash: string }>(
      `update responsibility.sign_in_code set attempts = attempts + 1
       where id = (select id from responsibility.sign_in_code
                   where phone = $1 and purpose = $2 and account_id is not distinct from $3::uuid
                   order by created_at desc, id desc limit 1)
         and used_at is null and expires_at > $4 and attempts < $5
       returning id, code_hash`,
      [
        phone,
        purpose.kind,
        purpose.kind === 'binding' ? purpose.accountId : null,
        this.clock.now(),
        codeRules.tries,
      ],
    );
    return (await secretMatches(row?.code_hash, code)) ? row?.id : undefined;
  }

  /** Uses a code up. False when another request was faster. */
  async consume(id: string): Promise<boolean> {
    const used = await this.database.execute(
      'update responsibility.sign_in_code set used_at = $2 where id = $1 and used_at is null',
      [id, this.clock.now()],
    );
    return used === 1;
  }

  /** A right code whose owner was asked for more isn't counted as a try. */
  async giveBack(id: string): Promise<void> {
    await this.database.execute(
      'update responsibility.sign_in_code set attempts = attempts - 1 where id = $1 and attempts > 0',
      [id],
    );
  }

  /** Removes codes that ended more than a day ago, and with them the phones that were typed. */
  async sweep(): Promise<number> {
    return this.database.execute('delete from responsibility.sign_in_code where expires_at < $1', [
      new Date(this.clock.now().getTime() - 24 * 3_600_000),
    ]);
  }

  private async mustNotBeTooSoon(phone: string, now: Date): Promise<void> {
    const last = await this.database.one<{ created_at: Date }>(
      `select created_at from responsibility.sign_in_code
       where phone = $1 order by created_at desc limit 1`,
      [phone],
    );
    const seconds = last
      ? codeRules.resendSeconds - Math.floor((now.getTime() - last.created_at.getTime()) / 1000)
      : 0;
    if (seconds > 0) throw new TooMany('account.code.tooSoon', seconds);
  }
}
