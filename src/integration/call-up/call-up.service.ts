import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock, shanghaiDate, shanghaiInstant } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import {
  BrokenRule,
  Conflict,
  FieldError,
  InvalidInput,
  NotFound,
} from '../../foundation/error/domain-error.js';
import { NumberSeries } from '../../foundation/number/number-series.js';
import { agencyName } from '../../responsibility/application/application.service.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { Organization } from '../../responsibility/organization/organization.entity.js';
import { ClassService } from '../class/class.service.js';
import type { TrainingClass } from '../class/training-class.entity.js';
import { RosterService } from '../enrollment/roster.service.js';
import { CallUpAccess } from './call-up.access.js';
import { CallUp } from './call-up.entity.js';
import { CallUpMessages } from './call-up-messages.js';
import { CallUpRecipient } from './call-up-recipient.entity.js';
import { CallUpRepository, CallUpRow } from './call-up.repository.js';
import {
  amountsMustFit,
  Asked,
  Available,
  deadlineMustLeaveTime,
  recipientsMustDiffer,
} from './call-up.rules.js';
import { ChangeCallUpDto, DraftCallUpDto, RecipientDto } from './call-up.dto.js';
import { noticeNumber } from './notice-number.rules.js';

interface Line extends Asked {
  available: Available | undefined;
}

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
      const lines = await this.linesOf(actor, classId, input.recipients, null);
      const callUps = this.database.repository(CallUp);
      const { id } = await callUps.save(
        callUps.create({ classId, kind: 'quota', deadline, text: input.text ?? null, state: 'draft' }),
      );
      await this.database.execute(
        `update integration.call_up set created_by = (select id from responsibility.account where id = $2)
         where id = $1`,
        [id, actor.accountId],
      );
      await this.writeLines(id, lines);
      await this.record(actor, id, 'draft', { persons: sumOf(lines) });
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
      await this.linesMustStillFit(callUp);
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
      const lines = await this.linesOf(actor, callUp.classId, input.recipients, id);
      await this.database.execute('delete from integration.call_up_recipient where call_up_id = $1', [id]);
      await this.writeLines(id, lines);
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

  private async linesOf(
    actor: Actor,
    classId: string,
    wanted: RecipientDto[] | undefined,
    except: string | null,
  ): Promise<Line[]> {
    const available = await this.rows.available(classId, except);
    const lines = wanted
      ? await this.linesFrom(actor, wanted, available)
      : available
          .filter(({ free }) => free > 0)
          .map((line) => ({ ...asked(line, line.free), available: line }));
    if (lines.length === 0) throw new BrokenRule('call-up.error.nothingToCall');
    const errors = recipientsMustDiffer(lines);
    errors.push(...amountsMustFit(lines, await this.rows.freeSeats(classId, except)));
    if (errors.length > 0) throw new InvalidInput(errors);
    return lines;
  }

  private async linesFrom(actor: Actor, wanted: RecipientDto[], available: Available[]): Promise<Line[]> {
    const errors: FieldError[] = [];
    const lines: Line[] = [];
    for (const [index, recipient] of wanted.entries()) {
      const place = await this.placeOf(recipient);
      const line =
        place &&
        available.find(
          (candidate) =>
            candidate.organizationId === place.organizationId &&
            (candidate.organizationId !== null || candidate.divisionId === place.divisionId),
        );
      // A unit or division that isn't in the quota table must at least be the caller's own.
      if (place && (line || (await this.divisions.reaches(actor, place.divisionId))))
        lines.push({ ...place, amount: recipient.amount, available: line });
      else errors.push({ field: `recipients.${index}`, code: 'call-up.error.recipientOutOfReach' });
    }
    if (errors.length > 0) throw new InvalidInput(errors);
    return lines;
  }

  private async placeOf({
    division,
    organizationId,
  }: RecipientDto): Promise<{ divisionId: string; organizationId: string | null } | undefined> {
    try {
      if (organizationId === undefined)
        return division === undefined
          ? undefined
          : { divisionId: (await this.divisions.byCode(division)).id, organizationId: null };
      const unit = await this.database.repository(Organization).findOneBy({ id: organizationId });
      if (!unit || (unit.validTo !== null && unit.validTo <= this.clock.today())) return undefined;
      return { divisionId: unit.divisionId, organizationId };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  private async linesMustStillFit(callUp: CallUp): Promise<void> {
    const available = await this.rows.available(callUp.classId, callUp.id);
    const recipients = await this.database
      .repository(CallUpRecipient)
      .find({ where: { callUpId: callUp.id }, order: { position: 'ASC' } });
    const lines = recipients.map((recipient) => ({
      ...recipient,
      available: available.find(({ allocationId }) => allocationId === recipient.allocationId),
    }));
    const errors = amountsMustFit(lines, await this.rows.freeSeats(callUp.classId, callUp.id));
    if (errors.length > 0) throw new InvalidInput(errors);
  }

  private async writeLines(callUpId: string, lines: Line[]): Promise<void> {
    await this.database.execute(
      `insert into integration.call_up_recipient
         (call_up_id, allocation_id, division_id, organization_id, called, amount, position)
       select $1, allocation_id, division_id, organization_id, amount, amount, position
       from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[]) with ordinality
         as line (allocation_id, division_id, organization_id, amount, position)`,
      [
        callUpId,
        lines.map(({ available }) => available?.allocationId ?? null),
        lines.map(({ divisionId }) => divisionId),
        lines.map(({ organizationId }) => organizationId),
        lines.map(({ amount }) => amount),
      ],
    );
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

function asked({ divisionId, organizationId }: Available, amount: number): Asked {
  return { divisionId, organizationId, amount };
}

function sumOf(lines: Line[]): number {
  return lines.reduce((sum, { amount }) => sum + amount, 0);
}
