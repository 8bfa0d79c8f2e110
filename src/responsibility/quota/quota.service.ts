import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { newId } from '../../foundation/database/new-id.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { Allocation } from './allocation.entity.js';
import type { Quota } from './quota.entity.js';

/** Whom a part of a quota is handed down to. */
export interface AllocationTarget {
  divisionId: string;
  /** A unit of its own inside the division. */
  organizationId?: string;
  amount: number;
}

/**
 * Cascades a quota down its tree with the sum conserved. Writers lock the root first, so a tree has one writer at a
 * time (seats lock it likewise). Whether the actor may hand down this tree is judged by the room that owns it.
 */
@Injectable()
export class QuotaService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** A new tree with everything in the pool of its root. A class's root has as much as the class has seats. */
  create(purpose: Quota['purpose'], amount: number, divisionId: string): Promise<Allocation> {
    return this.database.transaction(async () => {
      const quotaId = newId();
      await this.database.execute('insert into responsibility.quota (id, purpose) values ($1, $2)', [
        quotaId,
        purpose,
      ]);
      return this.insert({ quotaId, parentId: null, divisionId, organizationId: null, amount });
    });
  }

  /** The tree from the root down, parents before children. */
  tree(quotaId: string): Promise<Allocation[]> {
    return this.database.repository(Allocation).find({
      where: { quotaId },
      order: { parentId: { direction: 'ASC', nulls: 'FIRST' }, id: 'ASC' },
    });
  }

  /**
   * Hands a part of an allocation's pool down to a division inside it, or to one of its units.
   * @throws Conflict `quota.exceeded` when the pool has less, `quota.allocatedAlready` for a second part
   */
  async allocate(actor: Actor, parentId: string, target: AllocationTarget): Promise<Allocation> {
    return this.database.transaction(async () => {
      const parent = await this.lock(parentId);
      await this.mustLieInside(parent, target.divisionId);
      await this.takeFrom(parent, target.amount);
      const { quotaId } = parent;
      const organizationId = target.organizationId ?? null;
      const others = await this.tree(quotaId);
      if (
        others.some(
          (other) =>
            other.parentId !== null &&
            other.divisionId === target.divisionId &&
            other.organizationId === organizationId,
        )
      )
        throw new Conflict('quota.allocatedAlready');
      const allocation = await this.insert({ ...target, quotaId, parentId, organizationId });
      await this.record(actor, allocation.id, undefined, target.amount);
      return allocation;
    });
  }

  /**
   * Sets a part to another amount; the difference comes from or returns to the pool above. 0 withdraws it.
   * @throws Conflict `quota.inUse` when more of it is handed down or held than the new amount
   */
  async change(actor: Actor, allocationId: string, amount: number): Promise<void> {
    await this.database.transaction(async () => {
      const allocation = await this.lock(allocationId);
      const least = allocation.allocated + allocation.held;
      if (amount < least) throw new Conflict('quota.inUse', { least });
      if (allocation.parentId !== null)
        await this.takeFrom(await this.lock(allocation.parentId), amount - allocation.amount);
      await this.database.execute('update responsibility.allocation set amount = $2 where id = $1', [
        allocationId,
        amount,
      ]);
      await this.record(actor, allocationId, allocation.amount, amount);
    });
  }

  /** Reads an allocation after locking the root of its tree. */
  private async lock(id: string): Promise<Allocation> {
    await this.database.execute(
      `select 1 from responsibility.allocation where parent_id is null
         and quota_id = (select quota_id from responsibility.allocation where id = $1) for update`,
      [id],
    );
    const allocation = await this.database.repository(Allocation).findOneBy({ id });
    if (!allocation) throw new NotFound();
    return allocation;
  }

  private async takeFrom(parent: Allocation, amount: number): Promise<void> {
    const free = parent.amount - parent.allocated - parent.held;
    if (amount > free) throw new Conflict('quota.exceeded', { free });
    await this.database.execute(
      'update responsibility.allocation set allocated = allocated + $2 where id = $1',
      [parent.id, amount],
    );
  }

  private async mustLieInside(parent: Allocation, divisionId: string): Promise<void> {
    const inside = await this.database.one(
      `select 1 from responsibility.division where id = $1 and ($2::uuid is null
         or $2::uuid in (province_id, city_id, county_id, township_id, village_id))`,
      [divisionId, parent.divisionId],
    );
    if (!inside) throw new BrokenRule('quota.outsideParent');
  }

  private async insert(
    row: Pick<Allocation, 'quotaId' | 'parentId' | 'divisionId' | 'organizationId' | 'amount'>,
  ): Promise<Allocation> {
    const allocation = { ...row, id: newId(), allocated: 0, held: 0 };
    await this.database.repository(Allocation).insert(allocation);
    return allocation;
  }

  private record(actor: Actor, id: string, before: number | undefined, after: number): Promise<void> {
    return this.audit.record(actor, {
      action: before === undefined ? 'quota.allocate' : 'quota.change',
      subjectType: 'allocation',
      subjectId: id,
      ...(before !== undefined && { before: { amount: before } }),
      after: { amount: after },
    });
  }
}
