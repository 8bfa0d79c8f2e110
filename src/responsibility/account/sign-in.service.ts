import { Injectable } from '@nestjs/common';
import { Actor, Role } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Forbidden, NotFound } from '../../foundation/error/domain-error.js';
import { deviceName } from './device.rules.js';
import { expiryAfterUse, SignInKind } from './lifetime.rules.js';
import { newToken, tokenHash } from './secret.js';
import { HeldAssignment, SignInRepository } from './sign-in.repository.js';

/** A fresh sign-in; the token is given out once and kept nowhere. */
export interface OpenedSignIn {
  token: string;
  kind: SignInKind;
  expiresAt: Date;
  role: Role;
  mustChangePassword: boolean;
}

/** A live sign-in of one's own, for the list of devices. */
export interface OwnSignIn {
  id: string;
  kind: SignInKind;
  device: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  current: boolean;
}

/** Where a sign-in comes from and how it proved itself; for the list of devices and the audit log. */
export interface SignInWay {
  by: 'password' | 'sms' | 'slip';
  kind: SignInKind;
  /** A code of the authenticator came along, too. */
  secondFactor?: boolean;
  userAgent?: string | undefined;
}

/** The life of a sign-in, however it proved itself. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly repository: SignInRepository,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a sign-in for an account that has just proved itself, in the role it acted in last.
   * @throws Forbidden when the account holds no role today
   */
  open(accountId: string, way: SignInWay): Promise<OpenedSignIn> {
    return this.database.transaction(async () => {
      const now = this.clock.now();
      const start = await this.repository.startingAssignment(accountId, this.clock.today());
      if (!start) throw new Forbidden('account.noRole');
      const token = newToken();
      const expiresAt = expiryAfterUse(way.kind, now, now);
      const row = await this.database.one<{ id: string }>(
        `insert into responsibility.sign_in
           (token_hash, account_id, assignment_id, kind, device, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $6, $7) returning id`,
        [tokenHash(token), accountId, start.id, way.kind, deviceName(way.userAgent), now, expiresAt],
      );
      await this.audit.record(
        { accountId, name: start.name, role: start.role },
        {
          action: 'signIn.open',
          subjectType: 'signIn',
          ...subject(row?.id),
          after: { by: way.by, kind: way.kind, ...(way.secondFactor === true && { secondFactor: true }) },
        },
      );
      const { role, must_change_password: mustChangePassword } = start;
      return { token, kind: way.kind, expiresAt, role, mustChangePassword };
    });
  }

  /** Ends the sign-in the actor is using. */
  async signOut(actor: Actor): Promise<void> {
    if (actor.signInId !== undefined) await this.end(actor, actor.signInId);
  }

  /** Ends one of the actor's own sign-ins: a phone that was lost, a computer left behind. */
  end(actor: Actor, signInId: string): Promise<void> {
    return this.database.transaction(async () => {
      const ended = await this.database.execute(
        `update responsibility.sign_in set ended_at = $3
         where id = $1 and account_id = $2 and ended_at is null`,
        [signInId, actor.accountId, this.clock.now()],
      );
      if (ended === 0) throw new NotFound();
      await this.audit.record(actor, { action: 'signIn.end', subjectType: 'signIn', subjectId: signInId });
    });
  }

  /** Ends every sign-in of an account, save one when it is named. */
  endAll(actor: Actor, accountId: string, except?: string): Promise<number> {
    return this.database.transaction(async () => {
      const ended = await this.database.execute(
        `update responsibility.sign_in set ended_at = $2
         where account_id = $1 and ended_at is null and id is distinct from $3`,
        [accountId, this.clock.now(), except ?? null],
      );
      if (ended > 0)
        await this.audit.record(actor, {
          action: 'signIn.endAll',
          subjectType: 'account',
          subjectId: accountId,
          after: { ended },
        });
      return ended;
    });
  }

  /** The actor's live sign-ins, the last used first. */
  own(actor: Actor): Promise<OwnSignIn[]> {
    return this.database.query<OwnSignIn>(
      `select id, kind, device, created_at as "createdAt", last_seen_at as "lastSeenAt",
         id is not distinct from $2::uuid as current
       from responsibility.sign_in
       where account_id = $1 and ended_at is null and expires_at > $3
       order by last_seen_at desc limit 100`,
      [actor.accountId, actor.signInId ?? null, this.clock.now()],
    );
  }

  /** The roles the actor may switch to. */
  ownAssignments(actor: Actor): Promise<HeldAssignment[]> {
    return this.repository.held(actor.accountId, this.clock.today());
  }

  /**
   * Acts in another of the actor's own roles from the next request on.
   * @throws NotFound for a role that isn't the actor's or doesn't hold today
   */
  switchTo(actor: Actor, assignmentId: string): Promise<void> {
    return this.database.transaction(async () => {
      const switched = await this.database.execute(
        `update responsibility.sign_in s set assignment_id = x.id
         from responsibility.assignment x
         where s.id = $1 and x.id = $2 and x.account_id = s.account_id
           and x.valid_from <= $3 and (x.valid_to is null or x.valid_to > $3)`,
        [actor.signInId ?? null, assignmentId, this.clock.today()],
      );
      if (switched === 0) throw new NotFound();
      await this.audit.record(actor, {
        action: 'signIn.switch',
        subjectType: 'signIn',
        ...subject(actor.signInId),
        after: { assignmentId },
      });
    });
  }
}

function subject(id: string | undefined): { subjectId?: string } {
  return id === undefined ? {} : { subjectId: id };
}
