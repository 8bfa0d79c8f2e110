import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';

/** A second factor as it is stored; the secret is sealed. */
export interface StoredSecondFactor {
  secret: string;
  confirmedAt: Date | null;
  recoveryCodesLeft: number;
}

@Injectable()
export class SecondFactorRepository {
  constructor(private readonly database: Database) {}

  find(accountId: string): Promise<StoredSecondFactor | undefined> {
    return this.database.one<StoredSecondFactor>(
      `select f.secret, f.confirmed_at as "confirmedAt",
         (select count(*)::int from responsibility.recovery_code c
           where c.account_id = f.account_id and c.used_at is null) as "recoveryCodesLeft"
       from responsibility.second_factor f where f.account_id = $1`,
      [accountId],
    );
  }

  /** Keeps a secret that waits for its first code; one that is in use stays. */
  async begin(accountId: string, sealedSecret: string): Promise<boolean> {
    const begun = await this.database.execute(
      `insert into responsibility.second_factor as f (account_id, secret) values ($1, $2)
       on conflict (account_id) do update set secret = excluded.secret where f.confirmed_at is null`,
      [accountId, sealedSecret],
    );
    return begun === 1;
  }

  /** Takes a code's step. False when that step, or a later one, was taken before: also by a request side by side. */
  async takeStep(accountId: string, step: number): Promise<boolean> {
    const taken = await this.database.execute(
      'update responsibility.second_factor set last_step = $2 where account_id = $1 and last_step < $2',
      [accountId, step],
    );
    return taken === 1;
  }

  async confirm(accountId: string, at: Date): Promise<boolean> {
    const confirmed = await this.database.execute(
      'update responsibility.second_factor set confirmed_at = $2 where account_id = $1 and confirmed_at is null',
      [accountId, at],
    );
    return confirmed === 1;
  }

  async replaceRecoveryCodes(accountId: string, hashes: readonly Buffer[]): Promise<void> {
    await this.database.execute('delete from responsibility.recovery_code where account_id = $1', [
      accountId,
    ]);
    await this.database.execute(
      `insert into responsibility.recovery_code (account_id, code_hash)
       select $1, decode(hash, 'hex') from unnest($2::text[]) hash`,
      [accountId, hashes.map((hash) => hash.toString('hex'))],
    );
  }

  async useRecoveryCode(accountId: string, hash: Buffer, at: Date): Promise<boolean> {
    const used = await this.database.execute(
      `update responsibility.recovery_code set used_at = $3
       where account_id = $1 and code_hash = $2 and used_at is null`,
      [accountId, hash, at],
    );
    return used === 1;
  }

  async remove(accountId: string): Promise<boolean> {
    const removed = await this.database.execute(
      'delete from responsibility.second_factor where account_id = $1',
      [accountId],
    );
    return removed === 1;
  }
}
