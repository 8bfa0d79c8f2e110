import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule } from '../../foundation/error/domain-error.js';
import type { Division } from './division.entity.js';

/** A dated change of the management tree, as its history shows it. `fromName` and `toName` are parents, or names. */
export interface DivisionChange {
  id: string;
  kind: 'raise' | 'move' | 'add' | 'rename';
  name: string;
  code: string;
  fromName: string | null;
  toName: string;
  effectiveOn: string;
  madeBy: string | null;
}

/** What a division was before a change: what it gets is in the change itself. */
export interface Before {
  id: string;
  level: number;
  name: string;
  parentId: string | null;
}

/** The dated changes of the tree: what was before each is kept, so that the tree can be read as of any day. */
@Injectable()
export class DivisionHistory {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** The newest changes first; of one division and what lies directly below it, or of the whole tree. */
  async changes(division?: Division): Promise<DivisionChange[]> {
    return this.database.query<DivisionChange>(
      `select change.id, change.kind, division.name, division.code,
         coalesce(change.name_before, former.name) as "fromName",
         coalesce(change.name_after, latter.name) as "toName",
         change.effective_on::text as "effectiveOn", account.name as "madeBy"
       from responsibility.division_change change
       join responsibility.division division on division.id = change.division_id
       left join responsibility.division former on former.id = change.parent_before
       left join responsibility.division latter on latter.id = change.parent_after
       left join responsibility.account account on account.id = change.made_by
       where $1::uuid is null or $1 in (division.id, change.parent_before, change.parent_after)
       order by change.effective_on desc, change.id desc limit 50`,
      [division?.id ?? null],
    );
  }

  /** Keeps that a division came to hang below another one (or, raised, below the province) from a day on. */
  async placed(
    actor: Actor,
    kind: 'raise' | 'move' | 'add',
    before: Before,
    parentId: string,
    effectiveOn?: string,
  ): Promise<void> {
    const day = this.dayOf(effectiveOn);
    await this.database.execute(
      `insert into responsibility.division_change
         (division_id, kind, effective_on, parent_before, parent_after, level_before, made_by)
       values ($1, $2, $3, $4, $5, $6, (select id from responsibility.account where id = $7))`,
      [before.id, kind, day, before.parentId, parentId, before.level, actor.accountId],
    );
    await this.record(
      actor,
      kind,
      before.id,
      { level: before.level, parentId: before.parentId },
      { parentId, effectiveOn: day },
    );
  }

  /** Keeps the name that a division had until a day. */
  async renamed(actor: Actor, before: Before, name: string, effectiveOn?: string): Promise<void> {
    const day = this.dayOf(effectiveOn);
    await this.database.execute(
      `insert into responsibility.division_change
         (division_id, kind, effective_on, parent_before, parent_after, level_before, name_before, name_after, made_by)
       values ($1, 'rename', $2, $3, $3, $4, $5, $6, (select id from responsibility.account where id = $7))`,
      [before.id, day, before.parentId, before.level, before.name, name, actor.accountId],
    );
    await this.record(actor, 'rename', before.id, { name: before.name }, { name, effectiveOn: day });
  }

  /**
   * The day a change holds from, today unless given.
   * @throws BrokenRule at `effectiveOn` for a day to come
   */
  dayOf(effectiveOn: string | undefined): string {
    const today = this.clock.today();
    if (effectiveOn !== undefined && effectiveOn > today)
      throw new BrokenRule('division.dayToCome', {}, [
        { field: 'effectiveOn', code: 'division.dayToCome', params: {} },
      ]);
    return effectiveOn ?? today;
  }

  private record(
    actor: Actor,
    kind: DivisionChange['kind'],
    divisionId: string,
    before: object,
    after: object,
  ): Promise<void> {
    return this.audit.record(actor, {
      action: `division.${kind}`,
      subjectType: 'division',
      subjectId: divisionId,
      before,
      after,
    });
  }
}
