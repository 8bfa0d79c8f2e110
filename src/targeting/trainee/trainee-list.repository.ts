import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { ancestorColumn } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import type { Trainee } from './trainee.entity.js';
import { traineeIsVisible } from './trainee-reach.js';
import type { TraineeSearch } from './trainee-search.rules.js';

/** A person with the names of the divisions, as one statement reads it. */
export interface TraineeRow extends Pick<
  Trainee,
  | 'id'
  | 'name'
  | 'sex'
  | 'birthDate'
  | 'ethnicity'
  | 'politicalStatus'
  | 'education'
  | 'citizenIdLastFour'
  | 'phone'
  | 'category'
  | 'level'
  | 'organizationId'
  | 'organizationName'
  | 'post'
  | 'managingDivisionId'
  | 'divisionId'
  | 'state'
  | 'version'
  | 'changedAt'
> {
  pinyinKey: string;
  managingCode: string;
  managingName: string;
  divisionCode: string;
  divisionName: string;
  /** Names above the division, from the city down. */
  divisionPath: string;
  posted: boolean;
}

/** Filters whose words have already been understood. */
export interface TraineeFilter {
  readonly search?: TraineeSearch | undefined;
  readonly category?: string | undefined;
  readonly level?: string | undefined;
  readonly division?: Division | undefined;
  readonly organizationId?: string | undefined;
  readonly state: string;
}

/** Reads the register in pinyin order, always through the asker. */
@Injectable()
export class TraineeListRepository {
  constructor(private readonly database: Database) {}

  async one(actor: Actor, id: string): Promise<TraineeRow | undefined> {
    const bindings = new Bindings();
    return this.database.one(
      `${selectRows} where trainee.id = ${bindings.add(id)} and ${traineeIsVisible(actor, 'trainee', bindings)}`,
      bindings.values,
    );
  }

  some(actor: Actor, ids: readonly string[]): Promise<TraineeRow[]> {
    const bindings = new Bindings();
    return this.database.query(
      `${selectRows} where trainee.id = any (${bindings.add(ids)}::uuid[])
         and ${traineeIsVisible(actor, 'trainee', bindings)} order by trainee.pinyin_key, trainee.id`,
      bindings.values,
    );
  }

  /** @param after pinyin key and id of the row before the first */
  async page(
    actor: Actor,
    filter: TraineeFilter,
    limit: number,
    after: readonly string[] | undefined,
  ): Promise<TraineeRow[]> {
    const bindings = new Bindings();
    const conditions = conditionsOf(actor, filter, bindings);
    if (after)
      conditions.push(
        `(trainee.pinyin_key, trainee.id) > (${bindings.add(after[0] ?? '')}, ${bindings.add(after[1] ?? '')}::uuid)`,
      );
    return this.database.query(
      `${selectRows} where ${conditions.join(' and ')}
       order by trainee.pinyin_key, trainee.id limit ${bindings.add(limit)}`,
      bindings.values,
    );
  }

  async count(actor: Actor, filter: TraineeFilter): Promise<number> {
    const bindings = new Bindings();
    const row = await this.database.one<{ count: number }>(
      `select count(*)::int as count from targeting.trainee trainee
       where ${conditionsOf(actor, filter, bindings).join(' and ')}`,
      bindings.values,
    );
    return row?.count ?? 0;
  }
}

const selectRows = `
  select trainee.id, trainee.name, trainee.sex, trainee.birth_date::text as "birthDate", trainee.ethnicity,
    trainee.political_status as "politicalStatus", trainee.education,
    trainee.citizen_id_last_four as "citizenIdLastFour", trainee.phone, trainee.category, trainee.level,
    trainee.organization_id as "organizationId", trainee.organization_name as "organizationName", trainee.post,
    trainee.managing_division_id as "managingDivisionId", trainee.division_id as "divisionId", trainee.state,
    trainee.version, trainee.changed_at as "changedAt", trainee.pinyin_key as "pinyinKey",
    managing.code as "managingCode", managing.name as "managingName",
    division.code as "divisionCode", division.name as "divisionName",
    concat_ws(' / ', city.short_name, nullif(county.short_name, city.short_name), township.name) as "divisionPath",
    trainee.division_id <> trainee.managing_division_id as posted
  from targeting.trainee trainee
  join responsibility.division managing on managing.id = trainee.managing_division_id
  join responsibility.division division on division.id = trainee.division_id
  left join responsibility.division city on city.id = division.city_id and city.id <> division.id
  left join responsibility.division county on county.id = division.county_id and county.id <> division.id
  left join responsibility.division township on township.id = division.township_id and township.id <> division.id`;

function conditionsOf(actor: Actor, filter: TraineeFilter, bindings: Bindings): string[] {
  const conditions = [
    traineeIsVisible(actor, 'trainee', bindings),
    `trainee.state = ${bindings.add(filter.state)}`,
  ];
  if (filter.search) conditions.push(searchCondition(filter.search, bindings));
  if (filter.category !== undefined)
    conditions.push(`trainee.category = ${bindings.add(filter.category)}::targeting.trainee_category`);
  if (filter.level !== undefined)
    conditions.push(`trainee.level = ${bindings.add(filter.level)}::targeting.cadre_level`);
  if (filter.organizationId !== undefined)
    conditions.push(`trainee.organization_id = ${bindings.add(filter.organizationId)}`);
  if (filter.division) conditions.push(below(filter.division, bindings));
  return conditions;
}

function searchCondition(search: TraineeSearch, bindings: Bindings): string {
  switch (search.by) {
    case 'name':
      return `trainee.name like ${bindings.add(`%${escapeLike(search.part)}%`)}`;
    case 'pinyin':
      return `trainee.pinyin_initials like ${bindings.add(`% ${escapeLike(search.word)}%`)}`;
    case 'lastFour': {
      const lastFour = bindings.add(search.lastFour);
      return `(trainee.citizen_id_last_four = ${lastFour} or right(trainee.phone, 4) = ${lastFour})`;
    }
    case 'phone':
      return `trainee.phone = ${bindings.add(search.phone)}`;
  }
}

function below(division: Division, bindings: Bindings): string {
  const id = bindings.add(division.id);
  const column = ancestorColumn(division.level);
  return `(exists (select from responsibility.division wanted
      where wanted.id = trainee.division_id and wanted.${column} = ${id})
    or exists (select from responsibility.division wanted
      where wanted.id = trainee.managing_division_id and wanted.${column} = ${id}))`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/gu, '\\$&');
}
