import { Injectable } from '@nestjs/common';
import { Actor, isSystem } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import type { ClaimOutcome, SettledRow } from './claim-outcome.js';
import { outcomeOf } from './claim-outcome.js';
import type { EnrollmentSource } from './enrollment.entity.js';
import type { EnrollmentState, EnrollmentVerb } from './enrollment.state.js';

/** Who acts, as the audit rows keep it. */
export interface ActingParty {
  accountId: string | null;
  role: string;
  divisionId: string | null;
  address: string | null;
}

/** One claim on a class. `id` becomes the enrollment's id, so that a claim tried again is recognised. */
export interface Claim extends ActingParty {
  id: string;
  classId: string;
  traineeId: string;
  key: string | null;
  hash: string | null;
}

/** Somebody whose enrollment moved because of what another did, e.g. up from the waitlist. */
export interface MovedEnrollment {
  enrollmentId: string;
  traineeId: string;
  classId: string;
  state: EnrollmentState;
}

/** The calls of the seat path's SQL functions (migration `integration-seat`), which take all locks themselves. */
@Injectable()
export class SeatRepository {
  constructor(
    private readonly database: Database,
    private readonly context: RequestContext,
  ) {}

  partyOf(actor: Actor): ActingParty {
    return {
      accountId: isSystem(actor) ? null : actor.accountId,
      role: actor.role,
      divisionId: actor.division?.id ?? null,
      address: this.context.current?.address ?? null,
    };
  }

  /** Settles claims of people for themselves, on any number of classes, in the order given. */
  async settle(claims: Claim[], now: Date): Promise<ClaimOutcome[]> {
    const rows = await this.database.query<SettledRow>(
      `select * from integration.settle_claims($1, 'self', null, $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[],
         $6::text[], $7::uuid[], $8::inet[], $9::text[], $10::text[])`,
      [
        now,
        claims.map((claim) => claim.classId),
        claims.map((claim) => claim.traineeId),
        claims.map((claim) => claim.id),
        claims.map((claim) => claim.accountId),
        claims.map((claim) => claim.role),
        claims.map((claim) => claim.divisionId),
        claims.map((claim) => claim.address),
        claims.map((claim) => claim.key),
        claims.map((claim) => claim.hash),
      ],
    );
    return rows.map((row, index) => outcomeOf(row, claims[index]?.id ?? ''));
  }

  /** Settles claims that one person makes for others, on one class; joins the caller's transaction. */
  async settleFor(
    actor: Actor,
    claims: { classId: string; source: Exclude<EnrollmentSource, 'self'>; recipientId?: string },
    people: { id: string; traineeId: string }[],
    now: Date,
  ): Promise<ClaimOutcome[]> {
    const party = this.partyOf(actor);
    const rows = await this.database.query<SettledRow>(
      `with many as (select cardinality($5::uuid[]) as n)
       select settled.* from many, integration.settle_claims($1, $2, $3::uuid, array_fill($4::uuid, array[n]),
         $5::uuid[], $6::uuid[], array_fill($7::uuid, array[n]), array_fill($8::text, array[n]),
         array_fill($9::uuid, array[n]), array_fill($10::inet, array[n]), array_fill(null::text, array[n]),
         array_fill(null::text, array[n])) settled order by settled.ord`,
      [
        now,
        claims.source,
        claims.recipientId ?? null,
        claims.classId,
        people.map(({ traineeId }) => traineeId),
        people.map(({ id }) => id),
        party.accountId,
        party.role,
        party.divisionId,
        party.address,
      ],
    );
    return rows.map((row, index) => outcomeOf(row, people[index]?.id ?? ''));
  }

  /** What a claim got that was written although its answer was lost. */
  async outcomeOfClaim(id: string): Promise<ClaimOutcome | undefined> {
    const row = await this.database.one<SettledRow>(
      `select case state when 'waitlisted' then 'waitlisted' else 'seated' end as outcome, null as code,
         id as enrollment_id, number, state::text,
         (select count(*)::integer from integration.enrollment ahead
          where ahead.class_id = mine.class_id and ahead.state = 'waitlisted' and ahead.number <= mine.number) as queue
       from integration.enrollment mine where id = $1`,
      [id],
    );
    return row && outcomeOf(row, id);
  }

  /** Gives the free seats to those who wait. */
  async promote(actor: Actor, classId: string, reason?: string): Promise<MovedEnrollment[]> {
    const { accountId, role, divisionId, address } = this.partyOf(actor);
    const rows = await this.database.query<MovedRow>(
      `select p.*, $1::uuid as class_id from integration.promote_waitlist($1, $2, $3, $4, $5, $6) p`,
      [classId, accountId, role, divisionId, address, reason ?? null],
    );
    return rows.map(movedOf);
  }

  /** Cancels those that are in one of the states `from`; the answer also holds who moved up in their place. */
  async release(
    actor: Actor,
    verb: EnrollmentVerb,
    enrollmentIds: string[],
    from: readonly EnrollmentState[],
    reason?: string,
  ): Promise<MovedEnrollment[]> {
    const { accountId, role, divisionId, address } = this.partyOf(actor);
    const rows = await this.database.query<MovedRow>(
      `select * from integration.release_seats($1::uuid[], $2, $3::integration.enrollment_state[],
         $4, $5, $6, $7, $8)`,
      [enrollmentIds, verb, from, accountId, role, divisionId, address, reason ?? null],
    );
    return rows.map(movedOf);
  }

  /** Takes a returned person back in when a seat and quota are left; gives the code of what stands against it. */
  async restore(actor: Actor, enrollmentId: string): Promise<string | null> {
    const { accountId, role, divisionId, address } = this.partyOf(actor);
    const row = await this.database.one<{ code: string | null }>(
      'select integration.restore_enrollment($1, $2, $3, $4, $5) as code',
      [enrollmentId, accountId, role, divisionId, address],
    );
    return row?.code ?? null;
  }

  /** Puts a person on another's seat; gives the code of the rule that stands against it, or null. */
  async substitute(
    actor: Actor,
    outEnrollmentId: string,
    incoming: { id: string; traineeId: string },
    reason: string,
    now: Date,
  ): Promise<string | null> {
    const { accountId, role, divisionId, address } = this.partyOf(actor);
    const row = await this.database.one<{ code: string | null }>(
      'select integration.substitute_trainee($1, $2, $3, $4, $5, $6, $7, $8, $9) as code',
      [outEnrollmentId, incoming.traineeId, incoming.id, now, accountId, role, divisionId, address, reason],
    );
    return row?.code ?? null;
  }

  /** Locks the class's seat row and the root of its quota, in the order all paths share. */
  async lock(classId: string): Promise<void> {
    await this.database.execute('select integration.lock_seats(array[$1::uuid])', [classId]);
  }
}

interface MovedRow {
  enrollment_id: string;
  trainee_id: string;
  class_id: string;
  state: EnrollmentState;
}

function movedOf(row: MovedRow): MovedEnrollment {
  return {
    enrollmentId: row.enrollment_id,
    traineeId: row.trainee_id,
    classId: row.class_id,
    state: row.state,
  };
}
