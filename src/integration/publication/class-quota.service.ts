import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { FieldError, InvalidInput } from '../../foundation/error/domain-error.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { QuotaService, SplitObjection } from '../../responsibility/quota/quota.service.js';
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
    private readonly quotas: QuotaService,
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
      const quotaId = await this.quotaOf(trainingClass, capacity);
      const wished = await this.wished(trainingClass, rows);
      const shares = [...wished].map(([divisionId, { amount }]) => ({ divisionId, amount }));
      const objections = await this.quotas.split(quotaId, shares);
      if (objections.length > 0)
        throw new InvalidInput(objections.map((objection) => fieldOf(objection, wished)));
      await this.audit.record(actor, {
        action: 'class.quota',
        subjectType: 'class',
        subjectId: classId,
        after: Object.fromEntries([...wished.values()].map(({ code, amount }) => [code, amount])),
      });
    });
  }

  private async amounts(quotaId: string | null): Promise<Map<string, { amount: number; bound: number }>> {
    const tree = quotaId === null ? [] : await this.quotas.tree(quotaId);
    const rootId = tree.find(({ parentId }) => parentId === null)?.id;
    return new Map(
      tree.flatMap(({ parentId, divisionId, organizationId, amount, allocated, held }) =>
        parentId === rootId && divisionId !== null && organizationId === null
          ? [[divisionId, { amount, bound: allocated + held }] as const]
          : [],
      ),
    );
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

  private async quotaOf({ id, quotaId, divisionId }: TrainingClass, capacity: number): Promise<string> {
    if (quotaId !== null) return quotaId;
    const root = await this.quotas.create('class', capacity, divisionId);
    await this.database.execute('update integration.class set quota_id = $2 where id = $1', [
      id,
      root.quotaId,
    ]);
    return root.quotaId;
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
}

/** What the quota room objects to, at the line of the table it is about. */
function fieldOf(objection: SplitObjection, wishes: Wishes): FieldError {
  if (objection.kind === 'exceeded') {
    const { sum, available } = objection;
    const params = { sum, capacity: available, over: sum - available };
    return { field: 'rows', code: 'publication.quotaAboveCapacity', params };
  }
  const field = wishes.get(objection.divisionId)?.field ?? 'rows';
  return { field, code: 'publication.quotaBelowBound', params: { bound: objection.least } };
}

type Wishes = Map<string, { field: string; code: string; amount: number }>;
