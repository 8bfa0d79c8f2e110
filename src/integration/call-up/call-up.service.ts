import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock, shanghaiDate, shanghaiInstant } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { NumberSeries } from '../../foundation/number/number-series.js';
import { agencyName } from '../../responsibility/application/application.service.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { ClassService } from '../class/class.service.js';
import type { TrainingClass } from '../class/training-class.entity.js';
import { RosterService } from '../enrollment/roster.service.js';
import { CallUpAccess } from './call-up.access.js';
import { CallUp } from './call-up.entity.js';
import { CallUpLines } from './call-up-lines.js';
import { CallUpMessages } from './call-up-messages.js';
import { CallUpRepository, CallUpRow } from './call-up.repository.js';
import { Available, deadlineMustLeaveTime } from './call-up.rules.js';
import { ChangeCallUpDto, DraftCallUpDto } from './call-up.dto.js';
import { noticeNumber } from './notice-number.rules.js';

/** The notice's life: drafted from the quota table, issued under a number, its deadline moved, withdrawn. */
@Injectable()
export class CallUpService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly divisions: DivisionService,
    private readonly roster: RosterService,
    private readonly access: CallUpAccess,
    private readonly rows: CallUpRepository,
    private readonly lines: CallUpLines,
    private readonly messages: CallUpMessages,
    private readonly numbers: NumberSeries,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws InvalidInput naming the line that asks for more than the quota table has left */
  async draft(actor: Actor, classId: string, input: DraftCallUpDto): Promise<string> {
    return this.database.transaction(async () => {
      const trainingClass = await this.classes.reach(actor, classId, 'manage');
      mustCall(trainingClass);
      const deadline = this.deadlineOf(input.deadline, trainingClass);
      await this.lockSeats(classId);
      const lines = await this.lines.asked(actor, classId, input.recipients, null);
      const callUps = this.database.repository(CallUp);
      const { id } = await callUps.save(
        callUps.create({ classId, deadline, text: input.text ?? null, state: 'draft' }),
      );
      await this.database.execute(
        `update integration.call_up set created_by = (select id from responsibility.account where id = $2)
         where id = $1`,
        [id, actor.accountId],
      );
      await this.lines.write(id, lines);
      await this.record(actor, id, 'draft', { persons: lines.reduce((sum, { amount }) => sum + amount, 0) });
      return id;
    });
  }

  /** Changes a draft; of an issued notice only the deadline, which also opens a closed one again. */
  async change(actor: Actor, id: string, input: ChangeCallUpDto): Promise<void> {
    await this.database.transaction(async () => {
      const current = await this.rows.one(id);
      if (current?.state === 'issued' || current?.state === 'closed') await this.extend(actor, id, input);
      else await this.edit(actor, id, input);
    });
  }

  /** Gives the notice its number and tells those it asks. */
  async issue(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async () => {
      const { callUp, next } = await this.access.lockOwn(actor, id, 'issue');
      const trainingClass = await this.classes.lock(actor, callUp.classId, 'manage');
      mustCall(trainingClass);
      this.deadlineOf(callUp.deadline.toISOString(), trainingClass);
      await this.lockSeats(callUp.classId);
      await this.lines.mustStillFit(callUp);
      const agency = await this.divisions.byId(trainingClass.divisionId);
      const year = Number(this.clock.today().slice(0, 4));
      const number = await this.numbers.next(`callUp:${agency.code}`, year);
      const noticeNo = noticeNumber(agencyName(agency), year, number);
      await this.database.execute(
        `update integration.call_up set state = $2, notice_no = $3, issued_at = $4,
           issued_by = (select id from responsibility.account where id = $5) where id = $1`,
        [id, next, noticeNo, this.clock.now(), actor.accountId],
      );
      await this.record(actor, id, 'issue', { noticeNo });
      const recipients = await this.rows.recipients([id]);
      await this.messages.toContacts(await this.row(id), recipients, 'issued', 'issued');
    });
  }

  /**
   * Takes the notice back; names that were only proposed leave the class.
   * @throws Conflict when somebody it brought in has been confirmed
   */
  async withdraw(actor: Actor, id: string, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      const { callUp, next } = await this.access.lockOwn(actor, id, 'withdraw');
      await this.lockSeats(callUp.classId);
      const recipients = await this.rows.recipients([id]);
      if (recipients.some(({ confirmed }) => confirmed > 0))
        throw new Conflict('call-up.error.rosterConfirmed');
      await this.cancelNames(actor, id, reason);
      await this.database.execute('update integration.call_up set state = $2 where id = $1', [id, next]);
      await this.record(actor, id, 'withdraw', { reason });
      if (callUp.state === 'draft') {
        await this.database.execute('delete from integration.call_up where id = $1', [id]);
        return;
      }
      await this.messages.forget(id);
      await this.messages.toContacts(await this.row(id), recipients, 'withdrawn', 'withdrawn', { reason });
    });
  }

  /** What may still be called from each line of the class's quota table. */
  async proposal(actor: Actor, classId: string): Promise<Available[]> {
    await this.classes.reach(actor, classId, 'manage');
    return this.rows.available(classId, null);
  }

  private async edit(actor: Actor, id: string, input: ChangeCallUpDto): Promise<void> {
    const { callUp } = await this.access.lockOwn(actor, id, 'edit');
    const trainingClass = await this.classes.reach(actor, callUp.classId, 'manage');
    const deadline =
      input.deadline === undefined ? callUp.deadline : this.deadlineOf(input.deadline, trainingClass);
    await this.database
      .repository(CallUp)
      .update({ id }, { deadline, ...(input.text !== undefined && { text: input.text }) });
    if (input.recipients) {
      await this.lockSeats(callUp.classId);
      const lines = await this.lines.asked(actor, callUp.classId, input.recipients, id);
      await this.lines.replace(id, lines);
    }
    await this.record(actor, id, 'edit');
  }

  private async extend(actor: Actor, id: string, input: ChangeCallUpDto): Promise<void> {
    const { callUp, next } = await this.access.lockOwn(actor, id, 'extend');
    if (input.text !== undefined || input.recipients) throw new Conflict('call-up.error.issuedKeepsItsText');
    if (input.deadline === undefined) return;
    const trainingClass = await this.classes.reach(actor, callUp.classId, 'manage');
    const deadline = this.deadlineOf(input.deadline, trainingClass);
    await this.database.repository(CallUp).update({ id }, { deadline, state: next, closedAt: null });
    await this.record(actor, id, 'extend', { from: callUp.deadline, to: deadline });
    const missing = (await this.rows.recipients([id])).filter(({ named, amount }) => named < amount);
    const occasion = `extended/${deadline.toISOString()}`;
    await this.messages.toContacts(await this.row(id), missing, 'extended', occasion);
  }

  private deadlineOf(text: string, trainingClass: TrainingClass): Date {
    const deadline = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/u.test(text) ? text : `${text}+08:00`);
    const start = shanghaiInstant(trainingClass.startsOn);
    const errors = deadlineMustLeaveTime(deadline, start, this.clock.now());
    if (errors.length > 0)
      throw new InvalidInput(
        errors.map((error) => ({ ...error, params: { startsOn: shanghaiDate(start) } })),
      );
    return deadline;
  }

  private async cancelNames(actor: Actor, callUpId: string, reason: string): Promise<void> {
    const names = await this.database.query<{ id: string }>(
      `select enrollment.id from integration.enrollment enrollment
       join integration.call_up_recipient recipient on recipient.id = enrollment.recipient_id
       where recipient.call_up_id = $1 and enrollment.state in ('pending', 'waitlisted') order by enrollment.id`,
      [callUpId],
    );
    for (const { id } of names) await this.roster.cancel(actor, id, reason);
  }

  private async lockSeats(classId: string): Promise<void> {
    await this.database.execute('select integration.lock_seats(array[$1::uuid])', [classId]);
  }

  private async row(id: string): Promise<CallUpRow> {
    const row = await this.rows.one(id);
    if (!row) throw new NotFound();
    return row;
  }

  private async record(actor: Actor, id: string, verb: string, detail?: object): Promise<void> {
    await this.rows.step(actor, id, verb, detail && { detail });
    await this.audit.record(actor, {
      action: `callUp.${verb}`,
      subjectType: 'callUp',
      subjectId: id,
      ...(detail && { after: detail }),
    });
  }
}

function mustCall({ state }: TrainingClass): void {
  if (state !== 'published') throw new Conflict('call-up.error.classNotPublished');
}
