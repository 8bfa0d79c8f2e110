import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Actor, isSystem } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { addDays } from '../../foundation/clock/calendar-day.rules.js';
import { shanghaiInstant } from '../../foundation/clock/clock.js';
import { instantOf } from '../../foundation/clock/local-time.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { NumberSeries } from '../../foundation/number/number-series.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { QuotaService } from '../../responsibility/quota/quota.service.js';
import { AudienceDto, AudienceService } from '../../targeting/audience/audience.service.js';
import { ClassApplicationService } from './class-application.service.js';
import { classIsManaged, classIsRun, classIsVisible } from './class-reach.js';
import { ClassChoicesRepository } from './class-choices.repository.js';
import { ClassBasicsDto, RegistrationWindowDto } from './class.dto.js';
import { approvalMustBeAskedAgain, basicsMustHoldTogether } from './class.rules.js';
import { ClassVerb, nextClassState } from './class.state.js';
import { type CompletionRule, usualCompletionRule } from './completion-rule.entity.js';
import { CompletionRuleService, keptRule } from './completion-rule.service.js';
import { TrainingClass } from './training-class.entity.js';

/** How much of a class an actor must reach for a verb. */
export type ClassAccess = 'see' | 'run' | 'manage';

const predicates = { see: classIsVisible, run: classIsRun, manage: classIsManaged };

/** A class's life up to publication: drafts, audience, registration window, and every change of state. */
@Injectable()
export class ClassService {
  constructor(
    private readonly database: Database,
    private readonly divisions: DivisionService,
    private readonly audiences: AudienceService,
    private readonly numbers: NumberSeries,
    private readonly quotas: QuotaService,
    private readonly applications: ClassApplicationService,
    private readonly rules: CompletionRuleService,
    private readonly choices: ClassChoicesRepository,
    private readonly audit: Audit,
  ) {}

  /**
   * The class, when the actor reaches it far enough.
   * @throws NotFound for an unknown class and for one out of reach alike
   */
  async reach(actor: Actor, id: string, access: ClassAccess): Promise<TrainingClass> {
    const bindings = new Bindings();
    const found = await this.database.one(
      `select 1 from integration.class class
       where class.id = ${bindings.add(id)} and ${predicates[access](actor, 'class', bindings)}`,
      bindings.values,
    );
    const trainingClass = found && (await this.database.repository(TrainingClass).findOneBy({ id }));
    if (!trainingClass) throw new NotFound();
    return trainingClass;
  }

  /** True for the rows of `integration.class class` that the actor reaches so far, for statements of rooms downstream. */
  condition(actor: Actor, access: ClassAccess, bindings: Bindings): string {
    return predicates[access](actor, 'class', bindings);
  }

  async create(actor: Actor, input: ClassBasicsDto): Promise<TrainingClass> {
    this.refuseContradictions(input);
    const division = await this.organizer(actor, input.divisionCode);
    return this.database.transaction(async () => {
      await this.mustOfferHead(division.id, input.headAccountId, null);
      const year = Number(input.endsOn.slice(0, 4));
      const created = await this.database.one<{ id: string }>(
        `insert into integration.class (code, title, level, kind, division_id, starts_on, ends_on, year, hours,
           minimum_persons, completion_rule, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (select id from responsibility.account where id = $12))
         returning id`,
        [
          await this.nextCode(division, year),
          input.title,
          division.level,
          input.kind,
          division.id,
          input.startsOn,
          input.endsOn,
          year,
          input.hours,
          input.minimumPersons ?? 1,
          JSON.stringify(keptRule(input.completionRule ?? usualCompletionRule)),
          actor.accountId,
        ],
      );
      const id = created?.id ?? '';
      await this.database.execute('insert into integration.seat (class_id, capacity) values ($1, $2)', [
        id,
        input.capacity,
      ]);
      await this.writeBasics(id, input);
      await this.step(actor, id, 'create', null, 'draft');
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
    this.refuseContradictions(input);
    return this.database.transaction(async () => {
      const before = await this.lockToEdit(actor, id, 'manage');
      refuseOutdated(before, input.version, own ? actor : undefined);
      const capacity = await this.changeCapacity(before, input.capacity);
      const again = before.state === 'approved' && approvalMustBeAskedAgain({ ...before, capacity }, input);
      if (again) refuseUnacknowledged(input.acknowledged);
      await this.refuseLostSessions(before, input);
      await this.mustOfferHead(before.divisionId, input.headAccountId, before.headAccountId);
      await this.writeBasics(id, input);
      if (input.completionRule) await this.rules.replace(actor, before, input.completionRule);
      await this.touch(actor, id);
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
      if (again) await this.applyAgain(actor, id);
      return this.database.repository(TrainingClass).findOneByOrFail({ id });
    });
  }

  /**
   * Gives a class its own completion rule, also after it ended, as long as nobody was judged by the old one.
   * @throws Conflict once a completion is decided, and while the class is being judged or is cancelled
   */
  async setCompletionRule(actor: Actor, id: string, rule: CompletionRule): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.lock(actor, id, 'manage');
      if (before.state !== 'ended' && before.state !== 'concluded') nextClassState(before.state, 'edit');
      await this.rules.replace(actor, before, rule);
      await this.touch(actor, id);
    });
  }

  /**
   * Says whom the class is for; absent lists ask for nothing. An approved class for other people goes back to its
   * authority; gives whether it did.
   * @throws InvalidInput `class.approvalAgain` at `acknowledged` unless that is accepted
   */
  async setAudience(actor: Actor, id: string, input: AudienceDto, acknowledged = false): Promise<boolean> {
    return this.database.transaction(async () => {
      const { audienceId, state } = await this.lockToEdit(actor, id, 'manage');
      const former = await this.audiences.rule(audienceId);
      const audience = await this.audiences.replace(audienceId, input);
      if (audience.id === audienceId) return false;
      const again = state === 'approved' && !isDeepStrictEqual(former, audience.rule);
      if (again) refuseUnacknowledged(acknowledged);
      await this.database.execute('update integration.class set audience_id = $2 where id = $1', [
        id,
        audience.id,
      ]);
      await this.touch(actor, id);
      await this.audit.record(actor, {
        action: 'class.audience',
        subjectType: 'class',
        subjectId: id,
        after: audience.rule,
      });
      if (again) await this.applyAgain(actor, id);
      return again;
    });
  }

  /** Sets the window of self-registration; the seat statement judges it, jobs only announce it. */
  async setWindow(actor: Actor, id: string, input: RegistrationWindowDto): Promise<void> {
    const opensAt = input.opensAt === undefined ? null : instantOf(input.opensAt);
    const closesAt = input.closesAt === undefined ? null : instantOf(input.closesAt);
    if (opensAt && closesAt && closesAt <= opensAt)
      throw new InvalidInput([{ field: 'closesAt', code: 'class.windowClosesBeforeItOpens' }]);
    await this.database.transaction(async () => {
      const trainingClass = await this.lockToEdit(actor, id, 'manage');
      if (closesAt && closesAt > shanghaiInstant(trainingClass.endsOn, '23:59'))
        throw new InvalidInput([{ field: 'closesAt', code: 'class.windowClosesAfterEnd' }]);
      await this.database.execute(
        `update integration.seat set opens_at = $2, closes_at = $3, self_registration = $4, waitlist_capacity = $5,
           approval_required = $6 where class_id = $1`,
        [id, opensAt, closesAt, opensAt !== null, input.waitlistCapacity, input.approvalRequired ?? false],
      );
      await this.touch(actor, id);
      await this.audit.record(actor, {
        action: 'class.registration',
        subjectType: 'class',
        subjectId: id,
        after: { opensAt, closesAt, waitlistCapacity: input.waitlistCapacity },
      });
    });
  }

  /**
   * Moves a class to its next state inside the caller's transaction, with the step's row and the audit line.
   * @param guard checks that run on the locked class before it moves
   */
  async move(
    actor: Actor,
    id: string,
    verb: ClassVerb,
    { access = 'manage', reason, guard }: MoveOptions = {},
  ): Promise<TrainingClass> {
    return this.database.transaction(async () => {
      const trainingClass = await this.lock(actor, id, access);
      const state = nextClassState(trainingClass.state, verb);
      await guard?.(trainingClass);
      await this.database.execute('update integration.class set state = $2 where id = $1', [id, state]);
      await this.touch(actor, id);
      await this.step(actor, id, verb, trainingClass.state, state, reason);
      return Object.assign(trainingClass, { state });
    });
  }

  /** Locks the class for the rest of the transaction. */
  async lock(actor: Actor, id: string, access: ClassAccess): Promise<TrainingClass> {
    await this.database.execute('select 1 from integration.class where id = $1 for update', [id]);
    return this.reach(actor, id, access);
  }

  private async applyAgain(actor: Actor, id: string): Promise<void> {
    await this.applications.file(actor, await this.move(actor, id, 'reapply'));
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

  private async touch(actor: Actor, id: string): Promise<void> {
    await this.database.execute(
      'update integration.class set version = version + 1, changed_at = now(), changed_by = $2 where id = $1',
      [id, isSystem(actor) ? null : actor.accountId],
    );
  }

  /**
   * Locks a class whose content may still be changed.
   * @throws Conflict `class.verbHasNoMeaning` while it is being judged and after it ended
   */
  async lockToEdit(actor: Actor, id: string, access: ClassAccess): Promise<TrainingClass> {
    const trainingClass = await this.lock(actor, id, access);
    nextClassState(trainingClass.state, 'edit');
    return trainingClass;
  }

  private refuseContradictions(input: ClassBasicsDto): void {
    const errors = basicsMustHoldTogether(input);
    if (errors.length > 0) throw new InvalidInput(errors);
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

  private async writeBasics(id: string, input: ClassBasicsDto): Promise<void> {
    await this.database.execute(
      `update integration.class set title = $2, kind = $3, starts_on = $4, ends_on = $5,
         year = extract(year from $5::date), hours = $6, minimum_persons = $7, run_number = $8,
         lead_organization_id = $9, host_organization_id = $10, head_account_id = $11, purpose = $12, notes = $13
       where id = $1`,
      [
        id,
        input.title,
        input.kind,
        input.startsOn,
        input.endsOn,
        input.hours,
        input.minimumPersons ?? 1,
        input.runNumber ?? null,
        input.leadOrganizationId ?? null,
        input.hostOrganizationId ?? null,
        input.headAccountId ?? null,
        input.purpose ?? null,
        input.notes ?? null,
      ],
    );
    await this.database.execute(
      `update integration.enrollment enrollment set year = class.year from integration.class class
       where class.id = $1 and enrollment.class_id = class.id and enrollment.year <> class.year
         and enrollment.state not in ('completed', 'refused')`,
      [id],
    );
  }

  private async step(
    actor: Actor,
    id: string,
    verb: string,
    from: string | null,
    to: string,
    reason?: string,
  ): Promise<void> {
    await this.database.execute(
      `insert into integration.class_step (class_id, verb, from_state, to_state, account_id, reason)
       values ($1, $2, $3, $4, (select id from responsibility.account where id = $5), $6)`,
      [id, verb, from, to, actor.accountId, reason ?? null],
    );
    await this.audit.record(actor, {
      action: `class.${verb}`,
      subjectType: 'class',
      subjectId: id,
      before: { state: from },
      after: { state: to, ...(reason !== undefined && { reason }) },
    });
  }
}

/** @param own whose own earlier changes do not outdate a form */
function refuseOutdated(before: TrainingClass, version: number | undefined, own?: Actor): void {
  if (version === undefined || version === before.version) return;
  if (own?.accountId === before.changedBy) return;
  throw new Conflict('class.changedMeanwhile');
}

function refuseUnacknowledged(acknowledged: boolean | undefined): void {
  if (acknowledged !== true) throw new InvalidInput([{ field: 'acknowledged', code: 'class.approvalAgain' }]);
}

export interface MoveOptions {
  access?: ClassAccess;
  reason?: string;
  guard?: (trainingClass: TrainingClass) => Promise<void> | void;
}
