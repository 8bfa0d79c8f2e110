import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import type { SubstitutionState } from './substitution.rules.js';

/** A substitution that waits for the coordinator's word. */
export interface SubstitutionRequest {
  id: string;
  classId: string;
  classTitle: string;
  startsOn: string;
  outEnrollmentId: string;
  outName: string;
  inTraineeId: string;
  inName: string;
  inPost: string | null;
  reason: string;
  /** Why the new person is called up although in another class at that time. */
  overrideReason: string | null;
  unitName: string | null;
  requestedByName: string | null;
  requestedAt: Date;
}

/** A request as the verbs judge it. */
export interface RequestToDecide {
  id: string;
  state: SubstitutionState;
  reason: string;
  overrideReason: string | null;
  outId: string;
  inId: string;
  classId: string;
  requestedBy: string | null;
}

/** Rows of `integration.substitution_request`. */
@Injectable()
export class SubstitutionRequestRepository {
  constructor(private readonly database: Database) {}

  /** @returns the id, or undefined when one for this person waits already */
  async add(
    actor: Actor,
    request: { outId: string; inId: string; reason: string; overrideReason: string | null },
    now: Date,
  ): Promise<string | undefined> {
    const row = await this.database.one<{ id: string }>(
      `insert into integration.substitution_request
         (out_enrollment_id, in_trainee_id, reason, override_reason, requested_by, requested_at)
       values ($1, $2, $3, $4, (select id from responsibility.account where id = $5), $6)
       on conflict (out_enrollment_id) where state = 'requested' do nothing returning id`,
      [request.outId, request.inId, request.reason, request.overrideReason, actor.accountId, now],
    );
    return row?.id;
  }

  /** The request, locked until the transaction ends. */
  async lock(id: string): Promise<RequestToDecide | undefined> {
    return this.database.one<RequestToDecide>(
      `select request.id, request.state, request.reason, request.override_reason as "overrideReason",
         request.out_enrollment_id as "outId", request.in_trainee_id as "inId", enrollment.class_id as "classId",
         request.requested_by as "requestedBy"
       from integration.substitution_request request
       join integration.enrollment enrollment on enrollment.id = request.out_enrollment_id
       where request.id = $1 for update of request`,
      [id],
    );
  }

  async settle(
    actor: Actor,
    id: string,
    state: SubstitutionState,
    answer: string | undefined,
    now: Date,
  ): Promise<void> {
    await this.database.execute(
      `update integration.substitution_request set state = $2, decided_at = $3, answer = $4,
         decided_by = (select id from responsibility.account where id = $5) where id = $1`,
      [id, state, now, answer ?? null, actor.accountId],
    );
  }

  /** Requests that wait, oldest first: of one class, or of all classes that a coordinator decides on. */
  waiting(where: { classId: string } | { manager: Actor }): Promise<SubstitutionRequest[]> {
    const bindings = new Bindings();
    const condition =
      'classId' in where
        ? `enrollment.class_id = ${bindings.add(where.classId)}`
        : withinSubtree(where.manager, 'owner', bindings);
    return this.database.query<SubstitutionRequest>(
      `select request.id, class.id as "classId", class.title as "classTitle", class.starts_on::text as "startsOn",
         request.out_enrollment_id as "outEnrollmentId", leaving.name as "outName",
         request.in_trainee_id as "inTraineeId", coming.name as "inName", coming.post as "inPost", request.reason,
         request.override_reason as "overrideReason",
         coalesce(unit.name, division.name, leaving.organization_name) as "unitName",
         account.name as "requestedByName", request.requested_at as "requestedAt"
       ${waitingRequests}
       join targeting.trainee leaving on leaving.id = enrollment.trainee_id
       join targeting.trainee coming on coming.id = request.in_trainee_id
       left join integration.call_up_recipient recipient on recipient.id = enrollment.recipient_id
       left join responsibility.division division on division.id = recipient.division_id
       left join responsibility.organization unit on unit.id = recipient.organization_id
       left join responsibility.account account on account.id = request.requested_by
       where ${condition} and ${answerable} order by request.id limit 200`,
      bindings.values,
    );
  }
}

const waitingRequests = `from integration.substitution_request request
  join integration.enrollment enrollment on enrollment.id = request.out_enrollment_id
  join integration.class class on class.id = enrollment.class_id
  join responsibility.division owner on owner.id = class.division_id`;

/** Whoever has left the class, or sits in it, can't be replaced any more. */
const answerable = `request.state = 'requested' and enrollment.state in ('pending', 'confirmed')`;

/** How many requests wait for a coordinator, as a scalar subquery. */
export function waitingSubstitutions(actor: Actor, bindings: Bindings): string {
  return `(select count(*)::int ${waitingRequests} where ${answerable} and ${withinSubtree(actor, 'owner', bindings)})`;
}
