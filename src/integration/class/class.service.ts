import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock, shanghaiInstant } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { NumberSeries } from '../../foundation/number/number-series.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { classIsManaged, classIsRun, classIsVisible } from './class-reach.js';
import { AudienceDto, ClassBasicsDto, RegistrationWindowDto } from './class.dto.js';
import { basicsMustHoldTogether } from './class.rules.js';
import { ClassVerb, nextClassState } from './class.state.js';
import { usualCompletionRule } from './completion-rule.rules.js';
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
    private readonly numbers: NumberSeries,
    private readonly clock: Clock,
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

  async create(actor: Actor, input: ClassBasicsDto): Promise<TrainingClass> {
    this.refuseContradictions(input);
    const division = await this.organizer(actor, input.divisionCode);
    return this.database.transaction(async () => {
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
          JSON.stringify(usualCompletionRule),
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

  /** Changes the basics; capacity of a published class is changed by the enrollment room, with its preview. */
  async change(actor: Actor, id: string, input: ClassBasicsDto): Promise<TrainingClass> {
    this.refuseContradictions(input);
    return this.database.transaction(async () => {
      const before = await this.lock(actor, id, 'manage');
      nextClassState(before.state, 'edit');
      if (input.version !== undefined && input.version !== before.version)
        throw new Conflict('class.changedMeanwhile');
      await this.writeBasics(id, input);
      if (['draft', 'returned', 'approved'].includes(before.state))
        await this.database.execute('update integration.seat set capacity = $2 where class_id = $1', [
          id,
          input.capacity,
        ]);
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
        },
      });
      return this.database.repository(TrainingClass).findOneByOrFail({ id });
    });
  }

  /** Says whom the class is for; undefined lists ask for nothing. */
  async setAudience(actor: Actor, id: string, input: AudienceDto): Promise<void> {
    const divisions = await Promise.all(
      (input.divisionCodes ?? []).map((code) => this.divisions.byCode(code)),
    );
    const rule = {
      categories: input.categories ?? [],
      levels: input.levels ?? [],
      divisionIds: divisions.map((division) => division.id),
    };
    await this.database.transaction(async () => {
      const trainingClass = await this.lock(actor, id, 'manage');
      nextClassState(trainingClass.state, 'edit');
      const audience = await this.database.one<{ id: string }>(
        'insert into targeting.audience (rule) values ($1) returning id',
        [JSON.stringify(rule)],
      );
      await this.database.execute(
        'update integration.class set audience_id = $2, version = version + 1, changed_at = now() where id = $1',
        [id, audience?.id],
      );
      await this.audit.record(actor, {
        action: 'class.audience',
        subjectType: 'class',
        subjectId: id,
        after: rule,
      });
    });
  }

  /** Sets the window of self-registration; the seat statement judges it, jobs only announce it. */
  async setWindow(actor: Actor, id: string, input: RegistrationWindowDto): Promise<void> {
    if (input.opensAt && input.closesAt && new Date(input.closesAt) <= new Date(input.opensAt))
      throw new InvalidInput([{ field: 'closesAt', code: 'class.windowClosesBeforeItOpens' }]);
    await this.database.transaction(async () => {
      const trainingClass = await this.lock(actor, id, 'manage');
      nextClassState(trainingClass.state, 'edit');
      if (input.closesAt && new Date(input.closesAt) > shanghaiInstant(trainingClass.endsOn, '23:59'))
        throw new InvalidInput([{ field: 'closesAt', code: 'class.windowClosesAfterEnd' }]);
      await this.database.execute(
        `update integration.seat set opens_at = $2, closes_at = $3, self_registration = $4, waitlist_capacity = $5,
           approval_required = $6 where class_id = $1`,
        [
          id,
          input.opensAt ?? null,
          input.closesAt ?? null,
          input.opensAt !== undefined,
          input.waitlistCapacity,
          input.approvalRequired ?? false,
        ],
      );
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
      await this.database.execute(
        'update integration.class set state = $2, version = version + 1, changed_at = now() where id = $1',
        [id, state],
      );
      await this.step(actor, id, verb, trainingClass.state, state, reason);
      return Object.assign(trainingClass, { state });
    });
  }

  /** Locks the class for the rest of the transaction. */
  async lock(actor: Actor, id: string, access: ClassAccess): Promise<TrainingClass> {
    await this.database.execute('select 1 from integration.class where id = $1 for update', [id]);
    return this.reach(actor, id, access);
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

  private async writeBasics(id: string, input: ClassBasicsDto): Promise<void> {
    await this.database.execute(
      `update integration.class set title = $2, kind = $3, starts_on = $4, ends_on = $5,
         year = extract(year from $5::date), hours = $6, minimum_persons = $7, run_number = $8,
         lead_organization_id = $9, host_organization_id = $10, head_account_id = $11, purpose = $12, notes = $13,
         version = version + 1, changed_at = now()
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

export interface MoveOptions {
  access?: ClassAccess;
  reason?: string;
  guard?: (trainingClass: TrainingClass) => Promise<void> | void;
}
