import { Injectable } from '@nestjs/common';
import type { Actor, Level } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule } from '../../foundation/error/domain-error.js';
import { Division } from './division.entity.js';
import { shortNameOf } from './division-name.rules.js';
import { DivisionService } from './division.service.js';

/** A dated change of the management tree, as its history shows it. */
export interface DivisionChange {
  id: string;
  kind: 'raise' | 'move' | 'add';
  name: string;
  code: string;
  fromName: string | null;
  toName: string;
  effectiveOn: string;
  madeBy: string | null;
}

/**
 * Mends the management tree where it parts from the statistical one. Each change has a date, not later than today, and
 * what was before is kept, so that the tree can be read as of any day. Statistics are recounted by themselves.
 */
@Injectable()
export class DivisionChangeService {
  constructor(
    private readonly database: Database,
    private readonly divisions: DivisionService,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * Makes a county a city-level unit (as Yangling is, as Hancheng may become): it hangs below the province and is
   * its own city and county.
   * @throws NotFound; BrokenRule for anything but a county, or a day to come
   */
  async raiseToCityLevel(actor: Actor, code: string, effectiveOn?: string): Promise<Division> {
    return this.database.transaction(async () => {
      const county = await this.divisions.byCode(code);
      if (county.level !== 3) throw new BrokenRule('division.onlyCountyRises', { name: county.name });
      await this.note(actor, 'raise', county, county.provinceId, effectiveOn);
      await this.database.execute(
        'update responsibility.division set level = 2, parent_id = province_id, city_id = id where id = $1',
        [county.id],
      );
      return this.settle(county.id);
    });
  }

  /**
   * Hangs a county, township or village below another division, with all that lies in it.
   * @throws NotFound; BrokenRule when the other one is not of the level above, or a day to come
   */
  async move(actor: Actor, code: string, parentCode: string, effectiveOn?: string): Promise<Division> {
    return this.database.transaction(async () => {
      const division = await this.divisions.byCode(code);
      const parent = await this.divisions.byCode(parentCode);
      if (division.level < 3 || !mayHold(parent, division.level) || parent.id === division.parentId)
        throw new BrokenRule('division.cannotMove', { name: division.name, parent: parent.name }, [
          {
            field: 'parentCode',
            code: 'division.cannotMove',
            params: { name: division.name, parent: parent.name },
          },
        ]);
      await this.note(actor, 'move', division, parent.id, effectiveOn);
      await this.database.execute('update responsibility.division set parent_id = $2 where id = $1', [
        division.id,
        parent.id,
      ]);
      return this.settle(division.id);
    });
  }

  /**
   * Adds a unit that the statistical codes don't know (Xixian, a development zone) under a flagged local code. One of
   * city level may hold townships directly, as a city-level county does.
   * @throws NotFound; BrokenRule below a village, for a code in use, or a day to come
   */
  async addLocal(
    actor: Actor,
    parentCode: string,
    input: { code: string; name: string; effectiveOn?: string },
  ): Promise<Division> {
    return this.database.transaction(async () => {
      const parent = await this.divisions.byCode(parentCode);
      if (parent.level === 5) throw new BrokenRule('division.villageHasNoParts', { name: parent.name });
      const level = (parent.level + 1) as Level;
      const day = this.dayOf(input.effectiveOn);
      await this.codeMustBeFree(input.code, day);
      const inserted = await this.database.one<{ id: string }>(
        `insert into responsibility.division
           (id, code, name, short_name, level, parent_id, province_id, county_id, local_code, valid_from)
         select fresh.id, $1, $2, $3, $4::smallint, $5, $6, case when $4::smallint = 2 then fresh.id end, true, $7
         from (select uuidv7() as id) fresh returning id`,
        [input.code, input.name, shortNameOf(input.name, level), level, parent.id, parent.provinceId, day],
      );
      const division = await this.settle(inserted?.id ?? '');
      await this.note(actor, 'add', { ...division, parentId: null }, parent.id, day);
      return division;
    });
  }

  /** The newest changes first; of one division and what lies directly below it, or of the whole tree. */
  async changes(division?: Division): Promise<DivisionChange[]> {
    return this.database.query<DivisionChange>(
      `select change.id, change.kind, division.name, division.code, former.name as "fromName",
         latter.name as "toName", change.effective_on::text as "effectiveOn", account.name as "madeBy"
       from responsibility.division_change change
       join responsibility.division division on division.id = change.division_id
       left join responsibility.division former on former.id = change.parent_before
       join responsibility.division latter on latter.id = change.parent_after
       left join responsibility.account account on account.id = change.made_by
       where $1::uuid is null or $1 in (division.id, change.parent_before, change.parent_after)
       order by change.effective_on desc, change.id desc limit 50`,
      [division?.id ?? null],
    );
  }

  private async note(
    actor: Actor,
    kind: DivisionChange['kind'],
    division: Division,
    parentId: string,
    effectiveOn: string | undefined,
  ): Promise<void> {
    const day = this.dayOf(effectiveOn);
    await this.database.execute(
      `insert into responsibility.division_change
         (division_id, kind, effective_on, parent_before, parent_after, level_before, made_by)
       values ($1, $2, $3, $4, $5, $6, (select id from responsibility.account where id = $7))`,
      [division.id, kind, day, division.parentId, parentId, division.level, actor.accountId],
    );
    await this.audit.record(actor, {
      action: `division.${kind}`,
      subjectType: 'division',
      subjectId: division.id,
      before: { level: division.level, parentId: division.parentId },
      after: { parentId, effectiveOn: day },
    });
  }

  /** Fills the ancestors of a division and of all that lies in it from their parents, top down. */
  private async settle(id: string): Promise<Division> {
    for (const level of [2, 3, 4, 5])
      await this.database.execute(
        `with recursive subtree as (
           select id, level from responsibility.division where id = $1
           union all
           select child.id, child.level from responsibility.division child join subtree on child.parent_id = subtree.id)
         update responsibility.division division set
           province_id = parent.province_id,
           city_id = case when division.level = 2 then division.id else parent.city_id end,
           county_id = case when division.level = 3 or division.level = 2 and division.county_id = division.id
                            then division.id else parent.county_id end,
           township_id = case when division.level = 4 then division.id else parent.township_id end,
           village_id = case when division.level = 5 then division.id end
         from responsibility.division parent
         where parent.id = division.parent_id and division.level = $2
           and division.id in (select subtree.id from subtree where subtree.level = $2)`,
        [id, level],
      );
    return this.divisions.byId(id);
  }

  private async codeMustBeFree(code: string, day: string): Promise<void> {
    const taken = await this.database.one<{ name: string }>(
      `select name from responsibility.division
       where code = $1 and (valid_to is null or valid_to > $2) limit 1`,
      [code, day],
    );
    if (taken)
      throw new BrokenRule('division.codeTaken', { code, name: taken.name }, [
        { field: 'code', code: 'division.codeTaken', params: { code, name: taken.name } },
      ]);
  }

  private dayOf(effectiveOn: string | undefined): string {
    const today = this.clock.today();
    if (effectiveOn !== undefined && effectiveOn > today)
      throw new BrokenRule('division.dayToCome', {}, [
        { field: 'effectiveOn', code: 'division.dayToCome', params: {} },
      ]);
    return effectiveOn ?? today;
  }
}

/** Whether divisions of a level may hang below: of the level above, or townships of a city that is its own county. */
function mayHold(parent: Division, level: Level): boolean {
  return parent.level === level - 1 || (level === 4 && parent.level === 2 && parent.countyId === parent.id);
}
