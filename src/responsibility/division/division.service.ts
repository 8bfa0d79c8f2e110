import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { Division } from './division.entity.js';
import { shortNameOf } from './division-name.rules.js';

/** A division with what a tree page shows beside it. */
export interface DivisionNode extends Division {
  childCount: number;
}

/** Reads the dated tree. Divisions are reference data: every level may be read. */
@Injectable()
export class DivisionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound when no division had the code on the date (default today) */
  async byCode(code: string, at = this.clock.today()): Promise<Division> {
    const division = await this.database
      .repository(Division)
      .createQueryBuilder('division')
      .where('division.code = :code', { code })
      .andWhere('division.validFrom <= :at and (division.validTo is null or division.validTo > :at)', { at })
      .getOne();
    if (!division) throw new NotFound();
    await this.nameAsOf([division], at);
    return division;
  }

  async byId(id: string): Promise<Division> {
    const division = await this.database.repository(Division).findOneBy({ id });
    if (!division) throw new NotFound();
    return division;
  }

  /** The one province (or other root) this installation serves. */
  async root(): Promise<Division | undefined> {
    const [root] = await this.database
      .repository(Division)
      .find({ where: { level: 1 }, order: { code: 'ASC' }, take: 1 });
    return root;
  }

  /** Children on the management tree in code order, as they hung below the parent on the date. */
  async childrenOf(parent: Division, at = this.clock.today()): Promise<DivisionNode[]> {
    const children = await this.database.query<DivisionNode>(
      `select ${columns('division')},
              (select count(*)::int from responsibility.division child
               where child.parent_id = division.id and child.valid_from <= $2
                 and (child.valid_to is null or child.valid_to > $2)) as "childCount"
       from responsibility.division division
       where division.id in (${childIds(at < this.clock.today())}) and division.valid_from <= $2
         and (division.valid_to is null or division.valid_to > $2)
       order by division.code`,
      [parent.id, at],
    );
    await this.nameAsOf(children, at);
    return children;
  }

  /** From the root down to the division itself; what a breadcrumb and a picker show. */
  async pathTo(division: Division): Promise<Division[]> {
    const ids = [
      division.provinceId,
      division.cityId,
      division.countyId,
      division.townshipId,
      division.villageId,
    ];
    const rows = await this.database.query<Division>(
      `select ${columns('division')} from responsibility.division division where id = any($1) order by level`,
      [ids.filter((id) => id !== null)],
    );
    return rows;
  }

  /** Open divisions whose name, or one they had, contains the text, inside the asker's subtree, highest level first. */
  async search(actor: Actor, text: string, limit = 20): Promise<(Division & { pathName: string })[]> {
    const bindings = new Bindings();
    return this.database.query(
      `select ${columns('division')},
              concat_ws(' / ', city.short_name, nullif(county.short_name, city.short_name), township.name) as "pathName"
       from responsibility.division division
       left join responsibility.division city on city.id = division.city_id and city.id <> division.id
       left join responsibility.division county on county.id = division.county_id and county.id <> division.id
       left join responsibility.division township on township.id = division.township_id and township.id <> division.id
       where division.valid_to is null and division.id in (${namedLike(bindings.add(escapeLike(text)))})
         and ${withinSubtree(actor, 'division', bindings)}
       order by division.level, division.code limit ${bindings.add(limit)}`,
      bindings.values,
    );
  }

  /** Gives divisions that were renamed since a day the names they had on it. */
  private async nameAsOf(divisions: Division[], at: string): Promise<void> {
    if (at >= this.clock.today()) return;
    const former = await this.database.query<{ id: string; name: string }>(
      `select distinct on (division_id) division_id as id, name_before as name
       from responsibility.division_change
       where kind = 'rename' and division_id = any ($1::uuid[]) and effective_on > $2
       order by division_id, effective_on, id`,
      [divisions.map(({ id }) => id), at],
    );
    const names = new Map(former.map(({ id, name }) => [id, name]));
    for (const division of divisions) {
      division.name = names.get(division.id) ?? division.name;
      division.shortName = names.has(division.id)
        ? shortNameOf(division.name, division.level)
        : division.shortName;
    }
  }

  /** Whether the division lies in the actor's subtree. */
  async reaches(actor: Actor, divisionId: string): Promise<boolean> {
    const bindings = new Bindings();
    const row = await this.database.one(
      `select 1 from responsibility.division division
       where id = ${bindings.add(divisionId)} and ${withinSubtree(actor, 'division', bindings)}`,
      bindings.values,
    );
    return row !== undefined;
  }
}

/** Ids of divisions that are called so now or were once. */
function namedLike(text: string): string {
  return `
    select id from responsibility.division where name like '%' || ${text} || '%'
    union
    select division_id from responsibility.division_change where name_before like '%' || ${text} || '%'`;
}

/** Ids of those below `$1` now or, for a day that is past (`$2`), before the first change since that day. */
function childIds(past: boolean): string {
  const now = 'select id from responsibility.division where parent_id = $1';
  if (!past) return now;
  return `
    (${now} except select division_id from responsibility.division_change where effective_on > $2 and kind <> 'rename')
    union
    select first.division_id from (
      select distinct on (division_id) division_id, parent_before from responsibility.division_change
      where effective_on > $2 and kind <> 'rename' order by division_id, effective_on, id) first
    where first.parent_before = $1`;
}

function columns(alias: string): string {
  return [
    'id',
    'code',
    'name',
    'short_name as "shortName"',
    'level',
    'parent_id as "parentId"',
    'province_id as "provinceId"',
    'city_id as "cityId"',
    'county_id as "countyId"',
    'township_id as "townshipId"',
    'village_id as "villageId"',
    'local_code as "localCode"',
    'urban',
    'longitude',
    'latitude',
    'valid_from::text as "validFrom"',
    'valid_to::text as "validTo"',
  ]
    .map((column) => `${alias}.${column}`)
    .join(', ');
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
