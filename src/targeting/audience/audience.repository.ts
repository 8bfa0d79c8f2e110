import { Injectable } from '@nestjs/common';
import type { Actor, Level } from '../../foundation/access/actor.js';
import { ancestorColumn } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { traineeIsVisible } from '../trainee/trainee.service.js';

/** A rule as it is stored and judged by `targeting.audience_holds`; a list that would be empty is left out. */
export interface AudienceRule {
  categories?: string[];
  levels?: string[];
  divisionIds?: string[];
}

/** Matching people of one direct part of a division; `code` is null for those at the division's own level. */
export interface DivisionReach {
  divisionId: string | null;
  code: string | null;
  name: string | null;
  count: number;
}

@Injectable()
export class AudienceRepository {
  constructor(private readonly database: Database) {}

  async insert(rule: AudienceRule): Promise<string> {
    const row = await this.database.one<{ id: string }>(
      'insert into targeting.audience (rule) values ($1) returning id',
      [JSON.stringify(rule)],
    );
    return row?.id ?? '';
  }

  async rule(id: string): Promise<AudienceRule | undefined> {
    const row = await this.database.one<{ rule: AudienceRule }>(
      'select rule from targeting.audience where id = $1',
      [id],
    );
    return row?.rule;
  }

  /**
   * Ids of the active people for whom the rule holds and whom the asker sees, in pinyin order.
   * @param after pinyin key and id of the person before the first
   */
  async members(
    actor: Actor,
    rule: AudienceRule,
    limit: number,
    after: readonly string[] | undefined,
  ): Promise<{ id: string; pinyinKey: string }[]> {
    const bindings = new Bindings();
    const conditions = [
      `trainee.state = 'active'`,
      traineeIsVisible(actor, 'trainee', bindings),
      ...criteria(rule, bindings),
    ];
    if (after)
      conditions.push(
        `(trainee.pinyin_key, trainee.id) > (${bindings.add(after[0])}, ${bindings.add(after[1])}::uuid)`,
      );
    return this.database.query(
      `select trainee.id, trainee.pinyin_key as "pinyinKey"
       from targeting.trainee trainee join responsibility.division own on own.id = trainee.division_id
       where ${conditions.join(' and ')}
       order by trainee.pinyin_key, trainee.id limit ${bindings.add(limit)}`,
      bindings.values,
    );
  }

  /**
   * Active people of a division's subtree for whom the rule holds, counted by its direct parts in code order. The
   * criteria are written out instead of asking `targeting.audience_holds` per person: as a function of rows it
   * cannot be inlined and takes over ten times as long; a test keeps the two saying the same.
   */
  async reach(rule: AudienceRule, division: { id: string; level: Level }): Promise<DivisionReach[]> {
    const bindings = new Bindings();
    const within = bindings.add(division.id);
    const conditions = [
      `trainee.state = 'active'`,
      `own.${ancestorColumn(division.level)} = ${within}`,
      ...criteria(rule, bindings),
    ];
    return this.database.query(
      `with counted as (
         select ${partOf(division.level, within)} as part, count(*)::int as count
         from targeting.trainee trainee join responsibility.division own on own.id = trainee.division_id
         where ${conditions.join(' and ')} group by 1
       )
       select part.id as "divisionId", part.code, part.name, counted.count
       from counted left join responsibility.division part on part.id = counted.part
       order by part.code nulls first`,
      bindings.values,
    );
  }
}

/** Conditions on `trainee` and its division `own`; a list that is absent asks for nothing. */
function criteria(rule: AudienceRule, bindings: Bindings): string[] {
  const asked: string[] = [];
  if (rule.categories?.length)
    asked.push(`trainee.category = any (${bindings.add(rule.categories)}::targeting.trainee_category[])`);
  if (rule.levels?.length)
    asked.push(`trainee.level = any (${bindings.add(rule.levels)}::targeting.cadre_level[])`);
  if (rule.divisionIds?.length) {
    const chosen = bindings.add(rule.divisionIds);
    const path = ([1, 2, 3, 4, 5] as const).map(
      (level) => `own.${ancestorColumn(level)} = any (${chosen}::uuid[])`,
    );
    asked.push(`(${path.join(' or ')})`);
  }
  return asked;
}

/**
 * The next division below the one of the placeholder on a person's path. A city-level county stands in its own city
 * and county columns, so its parts are found one level further down.
 */
function partOf(level: Level, within: string): string {
  const below = ([2, 3, 4, 5] as const).filter((deeper) => deeper > level);
  if (below.length === 0) return 'null::uuid';
  return `coalesce(${below.map((deeper) => `nullif(own.${ancestorColumn(deeper)}, ${within})`).join(', ')})`;
}
