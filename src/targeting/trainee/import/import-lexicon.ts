import { Injectable } from '@nestjs/common';
import { ancestorColumn } from '../../../foundation/access/reach.js';
import { Clock } from '../../../foundation/clock/clock.js';
import { Database } from '../../../foundation/database/database.js';
import { DivisionService } from '../../../responsibility/division/division.service.js';
import { divisionDictionary } from './division-dictionary.rules.js';
import { plainWord, standardDictionaries, type TraineeDictionaries } from './trainee-dictionary.rules.js';

/** What the words of a file mean for whoever uploaded it. */
export interface ImportLexicon {
  readonly dictionaries: TraineeDictionaries;
  readonly units: UnitDictionary;
}

export interface UnitDictionary {
  /**
   * The unit of that name in the uploader's subtree; of several the one that lies in the managing division.
   * `ambiguous` when that doesn't decide, undefined when the directory has none of the name.
   */
  find(name: string, managingDivisionId: string): { id: string } | 'ambiguous' | undefined;
}

/** Reads the divisions and units of a subtree into memory, once an import. */
@Injectable()
export class ImportLexicons {
  constructor(
    private readonly database: Database,
    private readonly divisions: DivisionService,
    private readonly clock: Clock,
  ) {}

  async of(divisionId: string): Promise<ImportLexicon> {
    const root = await this.divisions.byId(divisionId);
    const inside = `d.${ancestorColumn(root.level)} = $1`;
    return {
      dictionaries: { ...standardDictionaries, divisions: await this.divisionsIn(inside, root.id) },
      units: await this.unitsIn(inside, root.id),
    };
  }

  private async divisionsIn(inside: string, rootId: string): Promise<TraineeDictionaries['divisions']> {
    const rows = await this.database.query<DivisionRow>(
      `select d.id, d.code, d.level, province.name as province, city.name as city, county.name as county,
         township.name as township, village.name as village
       from responsibility.division d
       join responsibility.division province on province.id = d.province_id
       left join responsibility.division city on city.id = d.city_id
       left join responsibility.division county on county.id = d.county_id
       left join responsibility.division township on township.id = d.township_id
       left join responsibility.division village on village.id = d.village_id
       where ${inside} and d.valid_from <= $2 and (d.valid_to is null or d.valid_to > $2)`,
      [rootId, this.clock.today()],
    );
    return divisionDictionary(
      rows.map(({ id, code, level, province, city, county, township, village }) => ({
        id,
        code,
        level: level === 5 ? 'village' : 'above',
        path: [province, city, county, township, village].filter((name) => name !== null),
      })),
    );
  }

  private async unitsIn(inside: string, rootId: string): Promise<UnitDictionary> {
    const rows = await this.database.query<{ id: string; name: string; divisionId: string }>(
      `select unit.id, unit.name, unit.division_id as "divisionId" from responsibility.organization unit
       join responsibility.division d on d.id = unit.division_id
       where ${inside} and unit.valid_from <= $2 and (unit.valid_to is null or unit.valid_to > $2)`,
      [rootId, this.clock.today()],
    );
    const byName = new Map<string, typeof rows>();
    for (const row of rows) {
      const name = plainWord(row.name);
      byName.set(name, [...(byName.get(name) ?? []), row]);
    }
    return {
      find: (name, managingDivisionId) => {
        const same = byName.get(plainWord(name)) ?? [];
        if (same.length < 2) return same[0];
        const near = same.filter(({ divisionId }) => divisionId === managingDivisionId);
        return near.length === 1 ? near[0] : 'ambiguous';
      },
    };
  }
}

interface DivisionRow {
  id: string;
  code: string;
  level: number;
  province: string;
  city: string | null;
  county: string | null;
  township: string | null;
  village: string | null;
}
