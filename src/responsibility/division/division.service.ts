import { Injectable } from '@nestjs/common';
import type { Actor, Level } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, NotFound } from '../../foundation/error/domain-error.js';
import { Division } from './division.entity.js';
import { shortNameOf } from './division-name.rules.js';

/** A division with what a tree page shows beside it. */
export interface DivisionNode extends Division {
  childCount: number;
}

/** Reads the dated tree and lets an administrator mend it. Divisions are reference data: every level may be read. */
@Injectable()
export class DivisionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
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

  /** Children on the management tree in code order. */
  async childrenOf(parent: Division, at = this.clock.today()): Promise<DivisionNode[]> {
    return this.database.query<DivisionNode>(
      `select ${columns('division')},
              (select count(*)::int from responsibility.division child
               where child.parent_id = division.id and child.valid_from <= $2
                 and (child.valid_to is null or child.valid_to > $2)) as "childCount"
       from responsibility.division division
       where division.parent_id = $1 and division.valid_from <= $2
         and (division.valid_to is null or division.valid_to > $2)
       order by division.code`,
      [parent.id, at],
    );
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

  /** Open divisions whose name contains the text, inside the asker's subtree, highest level first. */
  async search(actor: Actor, text: string, limit = 20): Promise<(Division & { pathName: string })[]> {
    const bindings = new Bindings();
    return this.database.query(
      `select ${columns('division')},
              concat_ws(' / ', city.short_name, nullif(county.short_name, city.short_name), township.name) as "pathName"
       from responsibility.division division
       left join responsibility.division city on city.id = division.city_id and city.id <> division.id
       left join responsibility.division county on county.id = division.county_id and county.id <> division.id
       left join responsibility.division township on township.id = division.township_id and township.id <> division.id
       where division.valid_to is null and division.name like '%' || ${bindings.add(escapeLike(text))} || '%'
         and ${withinSubtree(actor, 'division', bindings)}
       order by division.level, division.code limit ${bindings.add(limit)}`,
      bindings.values,
    );
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

  /**
   * Makes a county a city-level unit (as Yangling is, as Hancheng may become): it hangs below the province and is
   * its own city and county. Statistics must be reconciled afterwards.
   */
  async raiseToCityLevel(actor: Actor, code: string): Promise<Division> {
    return this.database.transaction(async () => {
      const county = await this.byCode(code);
      if (county.level !== 3) throw new BrokenRule('division.onlyCountyRises', { name: county.name });
      await this.database.execute(
        'update responsibility.division set level = 2, parent_id = province_id, city_id = id where id = $1',
        [county.id],
      );
      await this.database.execute('update responsibility.division set city_id = $1 where county_id = $1', [
        county.id,
      ]);
      await this.audit.record(actor, {
        action: 'division.raise',
        subjectType: 'division',
        subjectId: county.id,
        before: { level: 3, parentId: county.parentId },
        after: { level: 2, parentId: county.provinceId },
      });
      return this.byId(county.id);
    });
  }

  /** Adds a unit that the statistical codes don't know (Xixian, a development zone) under a flagged local code. */
  async addLocal(actor: Actor, parentCode: string, input: { code: string; name: string }): Promise<Division> {
    return this.database.transaction(async () => {
      const parent = await this.byCode(parentCode);
      if (parent.level === 5) throw new BrokenRule('division.villageHasNoParts', { name: parent.name });
      const level = (parent.level + 1) as Level;
      const inserted = await this.database.one<{ id: string }>(
        `insert into responsibility.division (id, code, name, short_name, level, parent_id, province_id, city_id,
           county_id, township_id, village_id, local_code, valid_from)
         select fresh.id, $1, $2, $3, $4, $5, $6, coalesce($7, case when $4 = 2 then fresh.id end),
           coalesce($8, case when $4 = 3 then fresh.id end), coalesce($9, case when $4 = 4 then fresh.id end),
           case when $4 = 5 then fresh.id end, true, $10
         from (select uuidv7() as id) fresh returning id`,
        [
          input.code,
          input.name,
          shortNameOf(input.name, level),
          level,
          parent.id,
          parent.provinceId,
          parent.cityId,
          parent.countyId,
          parent.townshipId,
          this.clock.today(),
        ],
      );
      if (!inserted) throw new NotFound();
      await this.audit.record(actor, {
        action: 'division.addLocal',
        subjectType: 'division',
        subjectId: inserted.id,
        after: input,
      });
      return this.byId(inserted.id);
    });
  }
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
