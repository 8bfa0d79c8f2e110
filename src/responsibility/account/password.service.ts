import { Injectable } from '@nestjs/common';
import { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, NotFound, NotSignedIn } from '../../foundation/error/domain-error.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { Attempts } from './attempts.js';
import { addressGroup, addressLock, nameLock } from './lock.rules.js';
import { passwordMustBeStrong } from './password.rules.js';
import { hashSecret, newOneTimePassword, secretMatches } from './secret.js';
import { SignInService } from './sign-in.service.js';

/** Days within which a one-time password must be replaced. */
const oneTimePasswordDays = 7;

interface PasswordRow {
  id: string;
  username: string | null;
  name: string;
  phone: string | null;
  password_hash: string | null;
  password_changed_at: Date | null;
  must_change_password: boolean;
  state: 'active' | 'disabled';
}

const columns = 'id, username, name, phone, password_hash, password_changed_at, must_change_password, state';

/** Everything about passwords: proving one, choosing one, giving out one for the first sign-in. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly database: Database,
    private readonly attempts: Attempts,
    private readonly signIns: SignInService,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly context: RequestContext,
    private readonly configuration: Configuration,
  ) {}

  /**
   * The account that a user name (or bound phone) and password belong to. An unknown name, a wrong password and a
   * disabled account get the same answer after the same time, and are locked out alike.
   * @throws NotSignedIn, TooMany
   */
  async accountOf(username: string, password: string): Promise<string> {
    const name = username.normalize('NFKC').trim().toLowerCase();
    const address = addressGroup(this.context.current?.address ?? '');
    await this.attempts.begin('address', address, addressLock);
    const attempt = await this.attempts.begin('name', name, nameLock);
    const row = await this.database.one<PasswordRow>(
      `select ${columns} from responsibility.account where username = $1 or phone = $1 order by username = $1 desc limit 1`,
      [name],
    );
    const matches = await secretMatches(row?.password_hash, password);
    if (!row || !matches || !this.isUsable(row)) {
      await this.refused(row?.id, attempt.seconds);
      throw new NotSignedIn('account.refused');
    }
    await this.attempts.clear('name', name);
    await this.attempts.giveBack('address', address);
    return row.id;
  }

  /**
   * Chooses a new password and ends every other sign-in. The current one is asked for where there is one, except when
   * a one-time password is being replaced. An account without a user name chooses one too.
   */
  async change(
    actor: Actor,
    choice: { current?: string; password: string; username?: string },
  ): Promise<void> {
    const row = await this.row(actor.accountId);
    if (row.password_hash !== null && !row.must_change_password) await this.prove(row, choice.current ?? '');
    const username = row.username ?? choice.username?.toLowerCase();
    if (username === undefined && row.phone === null)
      throw new BrokenRule('account.username.needed', {}, [
        { field: 'username', code: 'account.username.needed' },
      ]);
    passwordMustBeStrong(
      choice.password,
      { ...row, ...(username === undefined ? {} : { username }) },
      this.configuration.passwordMixed,
    );
    if (row.password_hash !== null && (await secretMatches(row.password_hash, choice.password))) {
      const code = row.must_change_password ? 'account.password.same' : 'account.password.unchanged';
      throw new BrokenRule(code, {}, [{ field: 'password', code }]);
    }
    const hash = await hashSecret(choice.password);
    await this.database.transaction(async () => {
      await this.store(row.id, hash, false, username);
      await this.signIns.endAll(actor, row.id, actor.signInId);
      await this.audit.record(actor, {
        action: 'account.changePassword',
        subjectType: 'account',
        subjectId: row.id,
      });
    });
  }

  /**
   * Proves the own password again where there is one, before something that outlasts the sign-in.
   * @returns what the account signs in by, else the person's name
   * @throws BrokenRule on the field `password`, TooMany
   */
  async proveOwn(actor: Actor, password: string): Promise<string> {
    const row = await this.row(actor.accountId);
    if (row.password_hash !== null) await this.prove(row, password, 'password');
    return row.username ?? row.phone ?? row.name;
  }

  /**
   * Replaces an account's password by one that is shown once, must be changed at the first sign-in, and is good for
   * seven days. Ends its sign-ins. The caller has judged that the actor may manage the account.
   */
  async giveOneTimePassword(actor: Actor, accountId: string): Promise<string> {
    const password = newOneTimePassword();
    const hash = await hashSecret(password);
    await this.database.transaction(async () => {
      await this.store(accountId, hash, true);
      await this.signIns.endAll(actor, accountId);
      await this.audit.record(actor, {
        action: 'account.giveOneTimePassword',
        subjectType: 'account',
        subjectId: accountId,
      });
    });
    return password;
  }

  private isUsable(row: PasswordRow): boolean {
    if (row.state !== 'active') return false;
    if (!row.must_change_password || row.password_changed_at === null) return true;
    return (
      this.clock.now().getTime() - row.password_changed_at.getTime() < oneTimePasswordDays * 24 * 3_600_000
    );
  }

  private async prove(row: PasswordRow, current: string, field = 'current'): Promise<void> {
    await this.attempts.begin('name', row.id, nameLock);
    if (!(await secretMatches(row.password_hash, current)))
      throw new BrokenRule('account.password.wrong', {}, [{ field, code: 'account.password.wrong' }]);
    await this.attempts.clear('name', row.id);
  }

  private async row(accountId: string): Promise<PasswordRow> {
    const row = await this.database.one<PasswordRow>(
      `select ${columns} from responsibility.account where id = $1`,
      [accountId],
    );
    if (!row) throw new NotFound();
    return row;
  }

  private async store(
    accountId: string,
    hash: string,
    mustChange: boolean,
    username?: string,
  ): Promise<void> {
    await this.database.execute(
      `update responsibility.account
       set password_hash = $2, must_change_password = $3, password_changed_at = $4, username = coalesce($5, username)
       where id = $1`,
      [accountId, hash, mustChange, this.clock.now(), username ?? null],
    );
  }

  private async refused(accountId: string | undefined, lockedFor: number): Promise<void> {
    await this.audit.record(undefined, {
      action: lockedFor > 0 ? 'signIn.lock' : 'signIn.refuse',
      subjectType: 'account',
      ...(accountId === undefined ? {} : { subjectId: accountId }),
      after: { by: 'password', ...(lockedFor > 0 ? { seconds: lockedFor } : {}) },
    });
  }
}
