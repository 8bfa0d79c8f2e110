import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { newId } from '../../foundation/database/new-id.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { Allocation } from './allocation.entity.js';
import type { Quota } from './quota.entity.js';
import { Share, splitObjections, SplitObjection } from './split.rules.js';

/** Whom a part of a quota is handed down to. */
export interface AllocationTarget {
  divisionId: string;
  /** A unit of its own inside the division. */
  organizationId?: string;
  amount: number;
}

export type { Share, SplitObjection } from './split.rules.js';

/**
 * The one writer of what trees hand out (what seats hold is counted by the seat path): cascades a quota down its tree
 * with the sum conserved. Writers lock the root first, so a tree has one writer at a time (seats lock it likewise).
 * Whether the actor may hand down this tree is judged by the room that owns it.
 */
@Injectable()
export class QuotaService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** A new tree with everything in the pool of its root. A class's root has as much as the class has seats. */
  create(purpose: Quota['purpose'], amount: number, divisionId: string | null): Promise<Allocation> {
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
      await this.setAmount(allocationId, amount);
      await this.record(actor, allocationId, allocation.amount, amount);
    });
  }

  /** The root of a tree; a class's says how many seats there are to hand out. */
  root(quotaId: string): Promise<Allocation | null> {
    return this.database.repository(Allocation).findOneBy({ quotaId, parentId: IsNull() });
  }

  /**
   * Gives the whole tree another size. The room that owns the tree keeps the audit line.
   * @throws Conflict `quota.inUse` when more is handed down or held
   */
  async resize(quotaId: string, amount: number): Promise<void> {
    await this.database.transaction(async () => {
      const found = await this.root(quotaId);
      if (!found) throw new NotFound();
      const { id, allocated, held } = await this.lock(found.id);
      if (amount < allocated + held) throw new Conflict('quota.inUse', { least: allocated + held });
      await this.setAmount(id, amount);
    });
  }

  /**
   * Hands the root's pool out to divisions as the shares say, all at once; a division that is left out gets nothing.
   * What units of their own have stays. Nothing is written when something stands against it.
   */
  async split(quotaId: string, shares: readonly Share[]): Promise<SplitObjection[]> {
    return this.database.transaction(async () => {
      const found = await this.root(quotaId);
      if (!found) throw new NotFound();
      const root = await this.lock(found.id);
      const parts = (await this.tree(quotaId)).filter(({ parentId }) => parentId === root.id);
      const objections = splitObjections(root, parts, shares);
      if (objections.length > 0) return objections;
      await this.writeShares(root, parts, shares);
      return [];
    });
  }

  /**
   * Takes unused places out of a part and out of every part above it, back into the pool of the root.
   * @returns how many there were; others may have used some of them
   */
  async release(allocationId: string, places: number): Promise<number> {
    return this.database.transaction(async () => {
      let part = await this.lock(allocationId);
      const given = Math.min(places, part.amount - part.allocated - part.held);
      if (given <= 0) return 0;
      while (part.parentId !== null) {
        await this.setAmount(part.id, part.amount - given);
        await this.handDown(part.parentId, -given);
        part = await this.lock(part.parentId);
      }
      return given;
    });
  }

  /** Another tree with the same root and first level: what was handed on below is for each to hand out again. */
  async copy(quotaId: string): Promise<string | undefined> {
    return this.database.transaction(async () => {
      const source = await this.root(quotaId);
      if (!source) return undefined;
      const root = await this.create('class', source.amount, source.divisionId);
      const parts = (await this.tree(quotaId)).filter(({ parentId }) => parentId === source.id);
      await this.takeFrom(
        root,
        parts.reduce((sum, { amount }) => sum + amount, 0),
      );
      for (const { divisionId, organizationId, amount } of parts)
        await this.insert({ quotaId: root.quotaId, parentId: root.id, divisionId, organizationId, amount });
      return root.quotaId;
    });
  }

  private async writeShares(
    root: Allocation,
    parts: readonly Allocation[],
    shares: readonly Share[],
  ): Promise<void> {
    const wished = new Map(shares.map(({ divisionId, amount }) => [divisionId, amount]));
    const divisions = parts.filter(({ organizationId }) => organizationId === null);
    const before = divisions.reduce((sum, { amount }) => sum + amount, 0);
    const after = shares.reduce((sum, { amount }) => sum + amount, 0);
    for (const { id, divisionId } of divisions) await this.setAmount(id, wished.get(divisionId ?? '') ?? 0);
    await this.takeFrom(root, after - before);
    const had = new Set(divisions.map(({ divisionId }) => divisionId));
    for (const { divisionId, amount } of shares)
      if (amount > 0 && !had.has(divisionId))
        await this.insert({
          quotaId: root.quotaId,
          parentId: root.id,
          divisionId,
          organizationId: null,
          amount,
        });
  }

  private async handDown(id: string, amount: number): Promise<void> {
    await this.database.execute(
      'update responsibility.allocation set allocated = allocated + $2 where id = $1',
      [id, amount],
    );
  }

  private async setAmount(id: string, amount: number): Promise<void> {
    await this.database.execute('update responsibility.allocation set amount = $2 where id = $1', [
      id,
      amount,
    ]);
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
    await this.handDown(parent.id, amount);
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
