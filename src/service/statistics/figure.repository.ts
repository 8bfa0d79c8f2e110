import { Injectable } from '@nestjs/common';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import type { Attribution, FigureQuery } from './figure.dto.js';
import { Counts, ratesOf } from './figure.rules.js';
import type { DivisionFigures, MonthFigures } from './figure.view.js';

export type FigureFilter = Omit<FigureQuery, 'at' | 'attribution'> & { attribution: Attribution };

/** A row asked for, beside its figures. */
export interface Listed extends DivisionFigures {
  /** `node` itself, its `own` level, or a `child`. */
  place: 'node' | 'own' | 'child';
}

type CountRow = Omit<Listed, keyof ReturnType<typeof ratesOf>>;

/** Reads stored rows by their keys; nothing here looks at an enrollment. */
@Injectable()
export class FigureRepository {
  constructor(private readonly database: Database) {}

  /** The division, its own level and its children on the date, in code order. */
  async withChildren(divisionId: string, at: string, filter: FigureFilter): Promise<Listed[]> {
    const bindings = new Bindings();
    const id = bindings.add(divisionId);
    const date = bindings.add(at);
    const rows = await this.database.prepared<CountRow>(
      `with listed as (
         select id, false as own_level, 'node' as place from responsibility.division where id = ${id}
          union all
         select id, true, 'own' from responsibility.division where id = ${id} and level < 5
          union all
         select id, false, 'child' from responsibility.division where parent_id = ${id} and ${validOn(date)}
       )
       select listed.place, ${columns(filter)}
         from listed join responsibility.division using (id) ${counts(filter, bindings)}
        order by listed.place = 'child', listed.own_level, division.code`,
      bindings.values,
    );
    return rows.map(withRates);
  }

  /** Children of the children, with the code of their parent. */
  async grandchildren(
    divisionId: string,
    at: string,
    filter: FigureFilter,
  ): Promise<(DivisionFigures & { parentCode: string })[]> {
    const bindings = new Bindings();
    const id = bindings.add(divisionId);
    const date = bindings.add(at);
    const rows = await this.database.prepared<CountRow & { parentCode: string }>(
      `with listed as (
         select division.id, false as own_level, parent.code as parent_code
           from responsibility.division parent join responsibility.division on division.parent_id = parent.id
          where parent.parent_id = ${id} and division.valid_from <= ${date}
            and (division.valid_to is null or division.valid_to > ${date})
       )
       select listed.parent_code as "parentCode", ${columns(filter)}
         from listed join responsibility.division using (id) ${counts(filter, bindings)}
        order by division.code`,
      bindings.values,
    );
    return rows.map(withRates);
  }

  /** Months in order; empty below the county, where no series is kept. */
  months(divisionId: string, { attribution, year }: FigureFilter): Promise<MonthFigures[]> {
    return this.database.query<MonthFigures>(
      `select year, month, classes, enrolled, arrived, completed, certificates, hours::float8 as hours
         from service.statistic_month
        where division_id = $1 and attribution = $2 and not own_level and ($3::smallint is null or year = $3)
        order by year, month`,
      [divisionId, attribution, year ?? null],
    );
  }

  /** Years that have any figure, newest first. */
  async years(divisionId: string): Promise<number[]> {
    const rows = await this.database.query<{ year: number }>(
      'select distinct year from service.statistic_month where division_id = $1 order by year desc',
      [divisionId],
    );
    return rows.map(({ year }) => year);
  }

  /** The moment up to which every committed change is counted: now, or the last fold while deltas wait. */
  async asOf(): Promise<string> {
    const row = await this.database.one<{ asOf: Date }>(
      `select case when exists (select from service.enrollment_delta) or exists (select from service.class_delta)
                   then folded_at else clock_timestamp() end as "asOf" from service.fold_state`,
    );
    return (row?.asOf ?? new Date()).toISOString();
  }
}

function columns(filter: FigureFilter): string {
  return `division.code, division.name, division.short_name as "shortName", division.level,
    listed.own_level as "ownLevel", statistic.*, ${personsKept(filter)}, register.registered, months.classes`;
}

function validOn(date: string): string {
  return `valid_from <= ${date} and (valid_to is null or valid_to > ${date})`;
}

/** Joins the figures to `listed`; each is a range of one index. */
function counts({ attribution, year, category, level }: FigureFilter, bindings: Bindings): string {
  const same = (column: string, value: unknown) =>
    value === undefined ? '' : `and stored.${column} = ${bindings.add(value)}`;
  const key = `stored.division_id = listed.id and stored.own_level = listed.own_level`;
  const byAttribution = `${key} and stored.attribution = ${bindings.add(attribution)}`;
  return `
    cross join lateral (
      select coalesce(sum(enrolled), 0)::integer as enrolled, coalesce(sum(arrived), 0)::integer as arrived,
             coalesce(sum(completed), 0)::integer as completed, coalesce(sum(refused), 0)::integer as refused,
             coalesce(sum(certificates), 0)::integer as certificates, coalesce(sum(hours), 0)::float8 as hours
        from service.statistic stored
       where ${byAttribution} ${same('year', year)} ${same('level', level)} ${same('category', category)}
    ) statistic
    cross join lateral (
      select coalesce(max(stored.persons), 0) as persons from service.person_year stored
       where ${byAttribution} and stored.year = ${bindings.add(year ?? 0)}
         and stored.category ${category === undefined ? 'is null' : `= ${bindings.add(category)}`}
    ) persons
    cross join lateral (
      select ${attribution === 'byParticipant' ? 'coalesce(sum(stored.persons), 0)::integer' : 'max(null::integer)'} as registered
        from service.register_count stored where ${key} ${same('level', level)} ${same('category', category)}
    ) register
    cross join lateral (
      select ${attribution === 'byOrganizer' && !level && !category ? 'coalesce(sum(classes), 0)::integer' : 'max(null::integer)'} as classes
        from service.statistic_month stored where ${byAttribution} ${same('year', year)}
    ) months`;
}

/** Persons aren't kept by cadre level, nor by category in a village. */
function personsKept({ level, category }: FigureFilter): string {
  if (level) return 'null::integer as persons';
  return category ? 'case when division.level < 5 then persons.persons end as persons' : 'persons.persons';
}

function withRates<Row extends Counts>(row: Row): Row & ReturnType<typeof ratesOf> {
  return { ...row, ...ratesOf(row) };
}
