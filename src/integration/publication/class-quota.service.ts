import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { FieldError, InvalidInput } from '../../foundation/error/domain-error.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { AudienceService } from '../../targeting/audience/audience.service.js';
import { ClassService } from '../class/class.service.js';
import type { TrainingClass } from '../class/training-class.entity.js';
import { ClassQuotaDto } from './publication.dto.js';

/** What one direct part of the organizing division gets of a class. */
export interface QuotaRow {
  divisionId: string;
  code: string;
  name: string;
  /** People there for whom the audience rule holds. */
  people: number;
  amount: number;
  /** Seats already taken or handed on; the amount cannot go below. */
  bound: number;
}

export interface ClassQuota {
  capacity: number;
  allocated: number;
  /** People at the organizer's own level, who draw on the free pool. */
  ownPeople: number;
  rows: QuotaRow[];
}

/** The quota table of a class: its seats over the direct parts of the organizing division. */
@Injectable()
export class ClassQuotaService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly divisions: DivisionService,
    private readonly audiences: AudienceService,
    private readonly audit: Audit,
  ) {}

  /** The table with matching people, in code order; amounts are 0 before anything was handed out. */
  async table(actor: Actor, classId: string): Promise<ClassQuota> {
    const trainingClass = await this.classes.reach(actor, classId, 'see');
    const division = await this.divisions.byId(trainingClass.divisionId);
    const [parts, amounts, reach, capacity] = await Promise.all([
      this.divisions.childrenOf(division),
      this.amounts(trainingClass.quotaId),
      this.audiences.rule(trainingClass.audienceId).then((rule) => this.audiences.reach(rule, division)),
      this.capacity(classId),
    ]);
    const people = new Map(reach.byDivision.map((part) => [part.divisionId, part.count]));
    const rows = parts.map(({ id, code, name }) => ({
      divisionId: id,
      code,
      name,
      people: people.get(id) ?? 0,
      amount: amounts.get(id)?.amount ?? 0,
      bound: amounts.get(id)?.bound ?? 0,
    }));
    return {
      capacity,
      allocated: rows.reduce((sum, { amount }) => sum + amount, 0),
      ownPeople: people.get(null) ?? 0,
      rows,
    };
  }

  /**
   * Hands the seats out as the rows say, all at once.
   * @throws InvalidInput when the sum exceeds the capacity, a division is no direct part, or seats are already bound
   */
  async split(actor: Actor, classId: string, { rows }: ClassQuotaDto): Promise<void> {
    await this.database.transaction(async () => {
      const trainingClass = await this.classes.lockToEdit(actor, classId, 'manage');
      const capacity = await this.lockSeats(classId);
      const rootId = await this.root(trainingClass, capacity);
      const wished = await this.wished(trainingClass, rows);
      const sum = [...wished.values()].reduce((total, { amount }) => total + amount, 0);
      if (sum > capacity)
        throw new InvalidInput([
          {
            field: 'rows',
            code: 'publication.quotaAboveCapacity',
            params: { sum, capacity, over: sum - capacity },
          },
        ]);
      await this.refuseBelowBound(rootId, wished);
      await this.write(rootId, wished, sum);
      await this.audit.record(actor, {
        action: 'class.quota',
        subjectType: 'class',
        subjectId: classId,
        after: Object.fromEntries([...wished.values()].map(({ code, amount }) => [code, amount])),
      });
    });
  }

  private async amounts(quotaId: string | null): Promise<Map<string, { amount: number; bound: number }>> {
    const rows = await this.database.query<{ divisionId: string; amount: number; bound: number }>(
      `select part.division_id as "divisionId", part.amount, part.allocated + part.held as bound
       from responsibility.allocation root
       join responsibility.allocation part on part.parent_id = root.id and part.organization_id is null
       where root.quota_id = $1 and root.parent_id is null`,
      [quotaId],
    );
    return new Map(rows.map((row) => [row.divisionId, row]));
  }

  private async capacity(classId: string): Promise<number> {
    const seat = await this.database.one<{ capacity: number }>(
      'select capacity from integration.seat where class_id = $1',
      [classId],
    );
    return seat?.capacity ?? 0;
  }

  /** Seat row, then quota root: the order of all paths to a seat. */
  private async lockSeats(classId: string): Promise<number> {
    await this.database.execute('select integration.lock_seats(array[$1::uuid])', [classId]);
    return this.capacity(classId);
  }

  private async root(trainingClass: TrainingClass, capacity: number): Promise<string> {
    if (trainingClass.quotaId !== null) {
      const root = await this.database.one<{ id: string }>(
        'select id from responsibility.allocation where quota_id = $1 and parent_id is null',
        [trainingClass.quotaId],
      );
      if (root) return root.id;
    }
    const root = await this.database.one<{ id: string; quotaId: string }>(
      `with quota as (insert into responsibility.quota (purpose) values ('class') returning id)
       insert into responsibility.allocation (quota_id, division_id, amount)
       select quota.id, $1, $2 from quota returning id, quota_id as "quotaId"`,
      [trainingClass.divisionId, capacity],
    );
    if (!root) throw new Error('The quota was not written');
    await this.database.execute('update integration.class set quota_id = $2 where id = $1', [
      trainingClass.id,
      root.quotaId,
    ]);
    return root.id;
  }

  private async wished(trainingClass: TrainingClass, rows: ClassQuotaDto['rows']): Promise<Wishes> {
    const division = await this.divisions.byId(trainingClass.divisionId);
    const parts = new Map((await this.divisions.childrenOf(division)).map((part) => [part.code, part]));
    const errors: FieldError[] = [];
    const wishes: Wishes = new Map();
    for (const [index, { divisionCode, amount }] of rows.entries()) {
      const part = parts.get(divisionCode);
      if (!part || wishes.has(part.id))
        errors.push({ field: `rows.${index}.divisionCode`, code: 'publication.quotaNoPart' });
      else wishes.set(part.id, { field: `rows.${index}.amount`, code: part.code, amount });
    }
    if (errors.length > 0) throw new InvalidInput(errors);
    return wishes;
  }

  private async refuseBelowBound(rootId: string, wishes: Wishes): Promise<void> {
    const parts = await this.database.query<{ divisionId: string; bound: number }>(
      `select division_id as "divisionId", allocated + held as bound from responsibility.allocation
       where parent_id = $1 and organization_id is null and allocated + held > 0 order by id for update`,
      [rootId],
    );
    const errors = parts.flatMap(({ divisionId, bound }) => {
      const wish = wishes.get(divisionId);
      if ((wish?.amount ?? 0) >= bound) return [];
      return [{ field: wish?.field ?? 'rows', code: 'publication.quotaBelowBound', params: { bound } }];
    });
    if (errors.length > 0) throw new InvalidInput(errors);
  }

  private async write(rootId: string, wishes: Wishes, sum: number): Promise<void> {
    const kept = [...wishes].filter(([, { amount }]) => amount > 0);
    await this.database.execute(
      `update responsibility.allocation set amount = 0
       where parent_id = $1 and organization_id is null and not division_id = any ($2::uuid[])`,
      [rootId, kept.map(([divisionId]) => divisionId)],
    );
    await this.database.execute(
      `update responsibility.allocation root set allocated = $2 + coalesce((
         select sum(unit.amount) from responsibility.allocation unit
         where unit.parent_id = root.id and unit.organization_id is not null), 0)
       where root.id = $1`,
      [rootId, sum],
    );
    await this.database.execute(
      `insert into responsibility.allocation as part (quota_id, parent_id, division_id, amount)
       select root.quota_id, root.id, wish.division_id, wish.amount
       from responsibility.allocation root, unnest($2::uuid[], $3::int[]) as wish(division_id, amount)
       where root.id = $1
       on conflict (quota_id, division_id, organization_id) where parent_id is not null
         do update set amount = excluded.amount`,
      [rootId, kept.map(([divisionId]) => divisionId), kept.map(([, { amount }]) => amount)],
    );
  }
}

type Wishes = Map<string, { field: string; code: string; amount: number }>;
