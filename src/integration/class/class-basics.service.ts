import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { addDays } from '../../foundation/clock/calendar-day.rules.js';
import { shanghaiInstant } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, InvalidInput } from '../../foundation/error/domain-error.js';
import { NumberSeries } from '../../foundation/number/number-series.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { QuotaService } from '../../responsibility/quota/quota.service.js';
import { approvalMustBeAcknowledged, ClassApplicationService } from './class-application.service.js';
import { ClassBasicsRepository, yearOf } from './class-basics.repository.js';
import { ClassChoicesRepository } from './class-choices.repository.js';
import { ClassBasicsDto } from './class.dto.js';
import { approvalMustBeAskedAgain, basicsMustHoldTogether } from './class.rules.js';
import { ClassService } from './class.service.js';
import { CompletionRuleService } from './completion-rule.service.js';
import { TrainingClass } from './training-class.entity.js';

/** How a class begins, and every later change of what it is called, when it is, how many it takes and who runs it. */
@Injectable()
export class ClassBasicsService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly basics: ClassBasicsRepository,
    private readonly divisions: DivisionService,
    private readonly numbers: NumberSeries,
    private readonly quotas: QuotaService,
    private readonly applications: ClassApplicationService,
    private readonly rules: CompletionRuleService,
    private readonly choices: ClassChoicesRepository,
    private readonly audit: Audit,
  ) {}

  async create(actor: Actor, input: ClassBasicsDto): Promise<TrainingClass> {
    refuseContradictions(input);
    const division = await this.organizer(actor, input.divisionCode);
    return this.database.transaction(async () => {
      await this.mustOfferHead(division.id, input.headAccountId, null);
      const code = await this.nextCode(division, yearOf(input));
      const id = await this.basics.insert(actor, code, division, input);
      await this.database.execute('insert into integration.seat (class_id, capacity) values ($1, $2)', [
        id,
        input.capacity,
      ]);
      await this.classes.note(actor, id, 'create', null, 'draft');
      return this.database.repository(TrainingClass).findOneByOrFail({ id });
    });
  }

  /**
   * Changes the basics; capacity of a published class is changed by the enrollment room, with its preview.
   * An approved class whose dates, hours or greater capacity change goes back to its authority.
   * @throws InvalidInput `class.approvalAgain` at `acknowledged` unless that is accepted
   * @param own a version that only the asker's own autosave has outdated is no conflict
   */
  async change(actor: Actor, id: string, input: ClassBasicsDto, own = false): Promise<TrainingClass> {
    refuseContradictions(input);
    return this.database.transaction(async () => {
      const before = await this.classes.lockToEdit(actor, id, 'manage');
      refuseOutdated(before, input.version, own ? actor : undefined);
      const capacity = await this.changeCapacity(before, input.capacity);
      const again = before.state === 'approved' && approvalMustBeAskedAgain({ ...before, capacity }, input);
      if (again) approvalMustBeAcknowledged(input.acknowledged);
      await this.refuseLostSessions(before, input);
      await this.mustOfferHead(before.divisionId, input.headAccountId, before.headAccountId);
      await this.basics.update(id, input);
      if (input.completionRule) await this.rules.replace(actor, before, input.completionRule);
      await this.classes.touch(actor, id);
      const { title, startsOn, endsOn, hours, kind } = before;
      await this.audit.record(actor, {
        action: 'class.change',
        subjectType: 'class',
        subjectId: id,
        before: { title, startsOn, endsOn, hours, kind },
        after: {
          title: input.title,
          startsOn: input.startsOn,
          endsOn: input.endsOn,
          hours: input.hours,
          kind: input.kind,
          capacity: input.capacity,
        },
      });
      if (again) await this.applications.fileAgain(actor, id);
      return this.database.repository(TrainingClass).findOneByOrFail({ id });
    });
  }

  /**
   * The seat row and the root of the quota always say the same; before publication nobody else changes them.
   * @returns the capacity before
   */
  private async changeCapacity(before: TrainingClass, capacity: number): Promise<number> {
    const seat = await this.database.one<{ capacity: number }>(
      'select capacity from integration.seat where class_id = $1 for update',
      [before.id],
    );
    const former = seat?.capacity ?? capacity;
    if (former === capacity) return former;
    if (!['draft', 'returned', 'approved'].includes(before.state))
      throw new InvalidInput([{ field: 'capacity', code: 'class.capacityIsFixed' }]);
    await this.database.execute('update integration.seat set capacity = $2 where class_id = $1', [
      before.id,
      capacity,
    ]);
    if (before.quotaId === null) return former;
    await this.quotas.resize(before.quotaId, capacity).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'quota.inUse') throw error;
      throw new InvalidInput([{ field: 'capacity', code: 'class.capacityBelowQuota' }]);
    });
    return former;
  }

  private async refuseLostSessions(
    before: TrainingClass,
    { startsOn, endsOn }: ClassBasicsDto,
  ): Promise<void> {
    if (!['published', 'running'].includes(before.state)) return;
    const lost = await this.database.one(
      'select 1 from integration.session where class_id = $1 and (starts_at < $2 or ends_at > $3) limit 1',
      [before.id, shanghaiInstant(startsOn), shanghaiInstant(addDays(endsOn, 1))],
    );
    if (lost) throw new InvalidInput([{ field: 'startsOn', code: 'class.sessionsOutsideTerm' }]);
  }

  private async organizer(actor: Actor, code: string | undefined): Promise<Division> {
    if (!actor.division) throw new BrokenRule('class.organizerNeedsDivision');
    const division = code ? await this.divisions.byCode(code) : await this.divisions.byId(actor.division.id);
    if (!(await this.divisions.reaches(actor, division.id)))
      throw new InvalidInput([{ field: 'divisionCode', code: 'class.divisionOutOfReach' }]);
    return division;
  }

  private async nextCode(division: Division, year: number): Promise<string> {
    const number = await this.numbers.next(`class:${division.code}`, year);
    const place = division.code.replace(/0+$/, '').padEnd(6, '0');
    return `${place}-${year}-${String(number).padStart(4, '0')}`;
  }

  /** A head shows by name, so that nobody may be named whom the form would not have offered. */
  private async mustOfferHead(
    divisionId: string,
    head: string | undefined,
    before: string | null,
  ): Promise<void> {
    if (head === undefined || head === before || (await this.choices.offersHead(divisionId, head))) return;
    throw new InvalidInput([{ field: 'headAccountId', code: 'class.headNotOffered' }]);
  }
}

function refuseContradictions(input: ClassBasicsDto): void {
  const errors = basicsMustHoldTogether(input);
  if (errors.length > 0) throw new InvalidInput(errors);
}

/** @param own whose own earlier changes do not outdate a form */
function refuseOutdated(before: TrainingClass, version: number | undefined, own?: Actor): void {
  if (version === undefined || version === before.version) return;
  if (own?.accountId === before.changedBy) return;
  throw new Conflict('class.changedMeanwhile');
}
