import { Injectable } from '@nestjs/common';
import { Actor, systemActor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict } from '../../foundation/error/domain-error.js';
import { QuotaService } from '../../responsibility/quota/quota.service.js';
import { SeatService } from '../enrollment/seat.service.js';
import { CallUpAccess } from './call-up.access.js';
import { CallUpMessages } from './call-up-messages.js';
import { CallUpRepository, RecipientRow } from './call-up.repository.js';

/** Reason kept with those who move up into released places. */
const unusedReleased = '释放未用名额';

const dayBefore = 24 * 3_600_000;

/** What a deadline brings: reminders before it, the count of what is unused after it, and its release by a person. */
@Injectable()
export class DeadlineService {
  constructor(
    private readonly database: Database,
    private readonly seats: SeatService,
    private readonly quotas: QuotaService,
    private readonly access: CallUpAccess,
    private readonly rows: CallUpRepository,
    private readonly messages: CallUpMessages,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** A coordinator reminds those who have not named enough people. Returns how many messages were written. */
  async remind(actor: Actor, id: string): Promise<number> {
    return this.database.transaction(async () => {
      await this.access.lockOwn(actor, id, 'remind');
      const written = await this.remindMissing(id, `by-hand/${this.clock.now().toISOString().slice(0, 13)}`);
      await this.rows.step(actor, id, 'remind', { detail: { messages: written } });
      return written;
    });
  }

  /** Reminds, once for each deadline, whoever still owes names a day before it. */
  async remindDue(): Promise<number> {
    const now = this.clock.now();
    const due = await this.database.query<{ id: string; deadline: Date }>(
      `select call_up.id, call_up.deadline from integration.call_up call_up
       join integration.class class on class.id = call_up.class_id and class.state = 'published'
       where call_up.state = 'issued' and call_up.deadline > $1 and call_up.deadline <= $2
         and call_up.issued_at < call_up.deadline - interval '1 day'`,
      [now, new Date(now.getTime() + dayBefore)],
    );
    let written = 0;
    for (const { id, deadline } of due)
      written += await this.database.transaction(() =>
        this.remindMissing(id, `day-before/${deadline.toISOString()}`),
      );
    return written;
  }

  /** Closes what is due and tells the issuer what is unused; a person decides what becomes of it. */
  async closeDue(): Promise<number> {
    const now = this.clock.now();
    const due = await this.database.query<{ id: string }>(
      `select id from integration.call_up where state = 'issued' and deadline <= $1 order by deadline`,
      [now],
    );
    for (const { id } of due) await this.database.transaction(() => this.close(id, now));
    return due.length;
  }

  /**
   * Gives unused places of the recipients back: to the class's free pool, where the waitlist moves up and from where
   * another notice may call.
   * @returns places released and people who moved up
   */
  async release(
    actor: Actor,
    id: string,
    recipientIds?: string[],
  ): Promise<{ released: number; promoted: number }> {
    return this.database.transaction(async () => {
      const { callUp } = await this.access.lockOwn(actor, id, 'release');
      await this.database.execute('select integration.lock_seats(array[$1::uuid])', [callUp.classId]);
      const released = await this.takeBack(id, recipientIds);
      if (released.length === 0) throw new Conflict('call-up.error.nothingUnused');
      for (const { allocationId, unused } of released)
        if (allocationId !== null) await this.quotas.release(allocationId, unused);
      const sum = released.reduce((total, { unused }) => total + unused, 0);
      await this.rows.step(actor, id, 'release', { detail: { places: sum } });
      await this.audit.record(actor, {
        action: 'callUp.release',
        subjectType: 'callUp',
        subjectId: id,
        after: { released: released.map(({ id: recipientId, unused }) => ({ recipientId, unused })) },
      });
      const promoted = await this.seats.promote(actor, callUp.classId, unusedReleased);
      return { released: sum, promoted: promoted.length };
    });
  }

  private async close(id: string, now: Date): Promise<void> {
    const closed = await this.database.execute(
      `update integration.call_up set state = 'closed', closed_at = $2
       where id = $1 and state = 'issued' and deadline <= $2`,
      [id, now],
    );
    if (closed === 0) return;
    await this.rows.step(systemActor, id, 'close');
    const callUp = await this.rows.one(id);
    const recipients = await this.rows.recipients([id]);
    const unused = recipients.reduce((sum, row) => sum + missingOf(row), 0);
    if (!callUp || unused === 0) return;
    const units = recipients.filter((row) => missingOf(row) > 0).length;
    await this.messages.toIssuer(callUp, 'unused', `unused/${callUp.deadline.toISOString()}`, {
      unused,
      units,
    });
  }

  private async remindMissing(id: string, occasion: string): Promise<number> {
    const callUp = await this.rows.one(id);
    if (!callUp) return 0;
    const missing = (await this.rows.recipients([id])).filter((row) => missingOf(row) > 0);
    return this.messages.toContacts(callUp, missing, 'reminder', occasion);
  }

  private takeBack(
    id: string,
    recipientIds: string[] | undefined,
  ): Promise<{ id: string; allocationId: string | null; unused: number }[]> {
    return this.database.query(
      `with used as (
         select recipient.id, recipient.amount, (select count(*)::int from integration.enrollment enrollment
           where enrollment.recipient_id = recipient.id and enrollment.state <> 'cancelled') as named
         from integration.call_up_recipient recipient
         where recipient.call_up_id = $1 and ($2::uuid[] is null or recipient.id = any ($2::uuid[]))
       )
       update integration.call_up_recipient recipient set amount = used.named
       from used where used.id = recipient.id and used.named < used.amount
       returning recipient.id, recipient.allocation_id as "allocationId", used.amount - used.named as unused`,
      [id, recipientIds ?? null],
    );
  }
}

function missingOf({ amount, named }: RecipientRow): number {
  return Math.max(amount - named, 0);
}
