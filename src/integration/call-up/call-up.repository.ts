import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { recipientIsReached } from './call-up.reach.js';
import type { Available } from './call-up.rules.js';
import type { CallUpState } from './call-up.state.js';

/** A notice with its class. */
export interface CallUpRow {
  id: string;
  classId: string;
  classTitle: string;
  classCode: string;
  startsOn: string;
  endsOn: string;
  hostName: string | null;
  agencyName: string;
  agencyCode: string;
  noticeNo: string | null;
  deadline: Date;
  text: string | null;
  state: CallUpState;
  issuedAt: Date | null;
  issuedBy: string | null;
  issuerName: string | null;
  closedAt: Date | null;
}

/** A line of a notice and what came back. */
export interface RecipientRow {
  id: string;
  callUpId: string;
  divisionId: string;
  divisionCode: string;
  divisionName: string;
  organizationId: string | null;
  /** The unit, or the division. */
  name: string;
  called: number;
  amount: number;
  named: number;
  pending: number;
  confirmed: number;
  acknowledgedAt: Date | null;
  acknowledgedByName: string | null;
  repliedAt: Date | null;
  repliedByName: string | null;
}

/** What the statements of the call-up room read. */
@Injectable()
export class CallUpRepository {
  constructor(private readonly database: Database) {}

  async one(id: string): Promise<CallUpRow | undefined> {
    return this.database.one<CallUpRow>(`${callUpRows} where call_up.id = $1`, [id]);
  }

  /** Notices of a class, newest first. */
  ofClass(classId: string): Promise<CallUpRow[]> {
    return this.database.query<CallUpRow>(
      `${callUpRows} where call_up.class_id = $1 order by call_up.id desc`,
      [classId],
    );
  }

  /** Notices that ask the actor's own: the open ones by deadline, then those of the last half year. */
  asking(actor: Actor, limit = 200): Promise<CallUpRow[]> {
    const bindings = new Bindings();
    return this.database.query<CallUpRow>(
      `${callUpRows} where call_up.state <> 'draft'
         and (call_up.state = 'issued' or call_up.issued_at > now() - interval '180 days')
         and exists (select from integration.call_up_recipient recipient
           where recipient.call_up_id = call_up.id and ${recipientIsReached(actor, bindings)})
       order by call_up.state = 'issued' desc, call_up.deadline limit ${bindings.add(limit)}`,
      bindings.values,
    );
  }

  /** Lines of the notices, all of them or only the actor's own. */
  recipients(callUpIds: string[], only?: Actor): Promise<RecipientRow[]> {
    const bindings = new Bindings();
    return this.database.query<RecipientRow>(
      `select recipient.id, recipient.call_up_id as "callUpId", recipient.division_id as "divisionId",
         division.code as "divisionCode", division.name as "divisionName",
         recipient.organization_id as "organizationId", coalesce(organization.name, division.name) as name,
         recipient.called, recipient.amount, recipient.acknowledged_at as "acknowledgedAt",
         acknowledger.name as "acknowledgedByName", recipient.replied_at as "repliedAt",
         replier.name as "repliedByName", coalesce(named.all, 0) as named,
         coalesce(named.pending, 0) as pending, coalesce(named.confirmed, 0) as confirmed
       from integration.call_up_recipient recipient
       join responsibility.division division on division.id = recipient.division_id
       left join responsibility.organization organization on organization.id = recipient.organization_id
       left join responsibility.account acknowledger on acknowledger.id = recipient.acknowledged_by
       left join responsibility.account replier on replier.id = recipient.replied_by
       left join lateral (
         select count(*)::int as "all", count(*) filter (where enrollment.state in ('pending', 'waitlisted'))::int as pending,
           count(*) filter (where enrollment.state not in ('pending', 'waitlisted'))::int as confirmed
         from integration.enrollment enrollment
         where enrollment.recipient_id = recipient.id and enrollment.state <> 'cancelled'
       ) named on true
       where recipient.call_up_id = any (${bindings.add(callUpIds)}::uuid[])
         and ${only ? recipientIsReached(only, bindings) : 'true'}
       order by recipient.call_up_id, recipient.position, division.code, organization.name`,
      bindings.values,
    );
  }

  /**
   * What each line of the class's quota table can still be called for: less what is handed down, held by seats, and
   * asked for by other notices without a name yet.
   */
  available(classId: string, exceptCallUp: string | null): Promise<Available[]> {
    return this.database.query<Available>(
      `select allocation.id as "allocationId", coalesce(allocation.division_id, organization.division_id) as "divisionId",
         coalesce(division.code, seat.code) as "divisionCode", allocation.organization_id as "organizationId", coalesce(organization.name, division.name) as name,
         allocation.amount - allocation.allocated - allocation.held - coalesce(called.open, 0)::int as free
       from integration.class class
       join responsibility.allocation allocation on allocation.quota_id = class.quota_id
       left join responsibility.division division on division.id = allocation.division_id
       left join responsibility.organization organization on organization.id = allocation.organization_id
       left join responsibility.division seat on seat.id = organization.division_id
       left join lateral (
         select sum(${openPlaces}) as open from ${liveRecipients}
         where recipient.allocation_id = allocation.id and call_up.id is distinct from $2::uuid
       ) called on true
       where class.id = $1 and allocation.parent_id is not null
       order by coalesce(division.code, seat.code), organization.name nulls first`,
      [classId, exceptCallUp],
    );
  }

  /** Seats of the class that neither a person nor another notice has. */
  async freeSeats(classId: string, exceptCallUp: string | null): Promise<number> {
    const row = await this.database.one<{ free: number }>(
      `select seat.capacity - seat.taken - coalesce((
           select sum(${openPlaces}) from ${liveRecipients}
           where call_up.class_id = seat.class_id and call_up.id is distinct from $2::uuid), 0)::int as free
       from integration.seat seat where seat.class_id = $1`,
      [classId, exceptCallUp],
    );
    return row?.free ?? 0;
  }

  async step(
    actor: Actor,
    callUpId: string,
    verb: string,
    { recipientId, detail }: { recipientId?: string; detail?: object } = {},
  ): Promise<void> {
    await this.database.execute(
      `insert into integration.call_up_step (call_up_id, recipient_id, verb, account_id, detail)
       values ($1, $2, $3, (select id from responsibility.account where id = $4), $5)`,
      [
        callUpId,
        recipientId ?? null,
        verb,
        actor.accountId,
        detail === undefined ? null : JSON.stringify(detail),
      ],
    );
  }

  /** What happened to a notice, newest first. */
  steps(
    callUpId: string,
  ): Promise<{ verb: string; recipientName: string | null; accountName: string | null; at: Date }[]> {
    return this.database.query(
      `select step.verb, coalesce(organization.name, division.name) as "recipientName",
         account.name as "accountName", step.at
       from integration.call_up_step step
       left join integration.call_up_recipient recipient on recipient.id = step.recipient_id
       left join responsibility.division division on division.id = recipient.division_id
       left join responsibility.organization organization on organization.id = recipient.organization_id
       left join responsibility.account account on account.id = step.account_id
       where step.call_up_id = $1 order by step.id desc limit 100`,
      [callUpId],
    );
  }
}

const callUpRows = `
  select call_up.id, call_up.class_id as "classId", class.title as "classTitle", class.code as "classCode",
    class.starts_on::text as "startsOn", class.ends_on::text as "endsOn", host.name as "hostName",
    coalesce(lead.name, agency.name) as "agencyName", agency.code as "agencyCode",
    call_up.notice_no as "noticeNo", call_up.deadline, call_up.text, call_up.state,
    call_up.issued_at as "issuedAt", call_up.issued_by as "issuedBy", issuer.name as "issuerName",
    call_up.closed_at as "closedAt"
  from integration.call_up call_up
  join integration.class class on class.id = call_up.class_id
  join responsibility.division agency on agency.id = class.division_id
  left join responsibility.organization lead on lead.id = class.lead_organization_id
  left join responsibility.organization host on host.id = class.host_organization_id
  left join responsibility.account issuer on issuer.id = call_up.issued_by`;

const liveRecipients = `integration.call_up_recipient recipient
  join integration.call_up call_up on call_up.id = recipient.call_up_id
    and call_up.state in ('draft', 'issued', 'closed')`;

/** Places of a recipient that nobody has been seated on. */
const openPlaces = `greatest(recipient.amount - (select count(*) from integration.enrollment enrollment
  where enrollment.recipient_id = recipient.id and enrollment.state not in ('cancelled', 'waitlisted')), 0)`;
