import { Injectable } from '@nestjs/common';
import type { Actor, Level } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule } from '../../foundation/error/domain-error.js';
import { DivisionHistory } from './division-history.js';
import { Division } from './division.entity.js';
import { shortNameOf } from './division-name.rules.js';
import { DivisionService } from './division.service.js';

/**
 * Mends the management tree where it parts from the statistical one. Each change has a date, not later than today, and
 * what was before is kept, so that the tree can be read as of any day. Statistics are recounted by themselves.
 */
@Injectable()
export class DivisionChangeService {
  constructor(
    private readonly database: Database,
    private readonly divisions: DivisionService,
    private readonly history: DivisionHistory,
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
      await this.history.placed(actor, 'raise', county, county.provinceId, effectiveOn);
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
      await this.history.placed(actor, 'move', division, parent.id, effectiveOn);
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
      const day = this.history.dayOf(input.effectiveOn);
      await this.codeMustBeFree(input.code, day);
      const inserted = await this.database.one<{ id: string }>(
        `insert into responsibility.division
           (id, code, name, short_name, level, parent_id, province_id, county_id, local_code, valid_from)
         select fresh.id, $1, $2, $3, $4::smallint, $5, $6, case when $4::smallint = 2 then fresh.id end, true, $7
         from (select uuidv7() as id) fresh returning id`,
        [input.code, input.name, shortNameOf(input.name, level), level, parent.id, parent.provinceId, day],
      );
      const division = await this.settle(inserted?.id ?? '');
      await this.history.placed(actor, 'add', { ...division, parentId: null }, parent.id, day);
      return division;
    });
  }

  /**
   * Gives a division another name from a day on; the name before stays readable and findable.
   * @throws NotFound; BrokenRule for the name it has, or a day to come
   */
  async rename(actor: Actor, code: string, name: string, effectiveOn?: string): Promise<Division> {
    return this.database.transaction(async () => {
      const division = await this.divisions.byCode(code);
      if (division.name === name)
        throw new BrokenRule('division.sameName', { name }, [
          { field: 'name', code: 'division.sameName', params: { name } },
        ]);
      await this.history.renamed(actor, division, name, effectiveOn);
      await this.database.execute(
        'update responsibility.division set name = $2, short_name = $3 where id = $1',
        [division.id, name, shortNameOf(name, division.level)],
      );
      return this.divisions.byId(division.id);
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
}

/** Whether divisions of a level may hang below: of the level above, or townships of a city that is its own county. */
function mayHold(parent: Division, level: Level): boolean {
  return parent.level === level - 1 || (level === 4 && parent.level === 2 && parent.countyId === parent.id);
}
