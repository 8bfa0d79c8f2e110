import { Injectable } from '@nestjs/common';
import type { Level, Role } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { rolesByPower } from './assignment.rules.js';
import type { SignInKind } from './lifetime.rules.js';

/** A live sign-in with everything the actor is made of. */
export interface LiveSignIn {
  id: string;
  kind: SignInKind;
  created_at: Date;
  last_seen_at: Date;
  account_id: string;
  account_name: string;
  must_change_password: boolean;
  /** When the password was chosen; null where there is none. */
  password_set_at: Date | null;
  /** Acts as administrator without a confirmed second factor. */
  lacks_second_factor: boolean;
  assignment_id: string;
  role: Role;
  organization_id: string | null;
  trainee_id: string | null;
  division_id: string | null;
  division_code: string | null;
  division_name: string | null;
  division_level: Level | null;
}

/** The role a new sign-in starts in, and whose it is. */
export interface StartingAssignment {
  id: string;
  role: Role;
  name: string;
  must_change_password: boolean;
}

/** A role an account holds today, as people choose from it. */
export interface HeldAssignment {
  id: string;
  role: Role;
  divisionName: string | null;
  organizationName: string | null;
}

/** The statements every request and every sign-in runs. */
@Injectable()
export class SignInRepository {
  constructor(private readonly database: Database) {}

  /**
   * The one select of a request. A role that has ended is not acted in any more: another role the account holds
   * takes its place, and without any there is no sign-in.
   */
  live(tokenHash: Buffer, now: Date, today: string): Promise<LiveSignIn | undefined> {
    return this.database.one<LiveSignIn>(
      `select s.id, s.kind, s.created_at, s.last_seen_at,
         a.id as account_id, a.name as account_name, a.must_change_password,
         x.id as assignment_id, x.role, x.organization_id, x.trainee_id,
         case when a.password_hash is not null then a.password_changed_at end as password_set_at,
         x.role = 'administrator' and not exists (
           select from responsibility.second_factor f where f.account_id = a.id and f.confirmed_at is not null
         ) as lacks_second_factor,
         d.id as division_id, d.code as division_code, d.name as division_name, d.level as division_level
       from responsibility.sign_in s
       join responsibility.account a on a.id = s.account_id and a.state = 'active'
       join lateral (
         select x.* from responsibility.assignment x
         where x.account_id = a.id and x.valid_from <= $3 and (x.valid_to is null or x.valid_to > $3)
         order by (x.id = s.assignment_id) desc nulls last, array_position($4::text[], x.role), x.valid_from desc, x.id
         limit 1) x on true
       left join responsibility.division d on d.id = x.division_id
       where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2`,
      [tokenHash, now, today, rolesByPower],
    );
  }

  /** The role a new sign-in acts in: the one acted in last, else the most powerful; undefined when none holds. */
  startingAssignment(accountId: string, today: string): Promise<StartingAssignment | undefined> {
    return this.database.one<StartingAssignment>(
      `select x.id, x.role, a.name, a.must_change_password
       from responsibility.assignment x join responsibility.account a on a.id = x.account_id
       where x.account_id = $1 and x.valid_from <= $2 and (x.valid_to is null or x.valid_to > $2)
       order by (x.id = (select s.assignment_id from responsibility.sign_in s
                         where s.account_id = $1 order by s.created_at desc limit 1)) desc nulls last,
         array_position($3::text[], x.role), x.valid_from desc, x.id
       limit 1`,
      [accountId, today, rolesByPower],
    );
  }

  /** Every role the account holds today, most powerful first. */
  held(accountId: string, today: string): Promise<HeldAssignment[]> {
    return this.database.query<HeldAssignment>(
      `select x.id, x.role, d.name as "divisionName", o.name as "organizationName"
       from responsibility.assignment x
       left join responsibility.division d on d.id = x.division_id
       left join responsibility.organization o on o.id = x.organization_id
       where x.account_id = $1 and x.valid_from <= $2 and (x.valid_to is null or x.valid_to > $2)
       order by array_position($3::text[], x.role), d.level, d.code, x.id`,
      [accountId, today, rolesByPower],
    );
  }

  /** Notes a use and moves the expiry; requests that come together note it once. */
  async noteUse(id: string, now: Date, expiresAt: Date, seenBefore: Date): Promise<void> {
    await this.database.execute(
      `update responsibility.sign_in set last_seen_at = $2, expires_at = $3
       where id = $1 and last_seen_at <= $4 and ended_at is null`,
      [id, now, expiresAt, seenBefore],
    );
  }

  /** Forgets sign-ins that ended half a year ago; the audit log keeps that they were. */
  sweep(): Promise<number> {
    return this.database.execute(
      `delete from responsibility.sign_in where least(ended_at, expires_at) < now() - interval '183 days'`,
    );
  }
}
