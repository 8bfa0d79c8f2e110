import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';

/** One entry of a select. */
export interface Choice {
  value: string;
  text: string;
}

/** Units to choose from, and whether there are more than a select takes. */
export interface UnitChoices {
  options: Choice[];
  more: boolean;
}

/** Most entries of a select; whoever needs another one searches by name. */
const most = 100;

/** Kinds of units that lead or host classes. */
const leading = `organization.kind in ('organizationDepartment', 'revitalisationBureau', 'partySchool',
  'trainingInstitution', 'businessDepartment')`;

/** What the forms of a class offer: units, class heads, divisions around the organizing division. */
@Injectable()
export class ClassChoicesRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Units that lead or host classes: of the division, its ancestors and its direct parts; with a text those anywhere in
   * the province whose name holds it. The one chosen already always stands among them.
   */
  async organizations(divisionId: string, text = '', chosen = ''): Promise<UnitChoices> {
    const wanted = text.trim().slice(0, 100);
    const found = await (wanted === '' ? this.near(divisionId) : this.named(divisionId, wanted));
    const kept =
      isUUID(chosen) && !found.some(({ value }) => value === chosen)
        ? await this.database.query<Choice>(
            'select id as value, name as text from responsibility.organization where id = $1',
            [chosen],
          )
        : [];
    return { options: [...kept, ...found.slice(0, most)], more: found.length > most };
  }

  private named(divisionId: string, text: string): Promise<Choice[]> {
    return this.database.query(
      `select organization.id as value, organization.name || '（' || near.name || '）' as text
       from responsibility.division own
       join responsibility.division near on near.province_id = own.province_id
       join responsibility.organization organization on organization.division_id = near.id
         and organization.valid_from <= $2 and (organization.valid_to is null or organization.valid_to > $2)
         and ${leading} and (organization.name like $3 or organization.short_name like $3)
       where own.id = $1 order by near.level, near.code, organization.name limit ${most + 1}`,
      [divisionId, this.clock.today(), `%${text.replace(/[\\%_]/g, '\\$&')}%`],
    );
  }

  private near(divisionId: string): Promise<Choice[]> {
    return this.database.query(
      `select organization.id as value, organization.name as text
       from responsibility.division own
       join responsibility.division near on near.parent_id = own.id or near.id in
         (own.province_id, own.city_id, own.county_id, own.township_id, own.village_id)
       join responsibility.organization organization on organization.division_id = near.id
         and organization.valid_from <= $2 and (organization.valid_to is null or organization.valid_to > $2)
         and ${leading}
       where own.id = $1 order by near.level, near.code, organization.name limit ${most + 1}`,
      [divisionId, this.clock.today()],
    );
  }

  /** People who may head a class: class heads and coordinators of the division and its direct parts. */
  heads(divisionId: string): Promise<Choice[]> {
    return this.database.query(
      `select account.id as value, account.name as text from responsibility.account account
       where ${mayHead} order by account.name limit ${most}`,
      [divisionId, this.clock.today()],
    );
  }

  /** Whether an account is among those who may head a class of the division. */
  async offersHead(divisionId: string, accountId: string): Promise<boolean> {
    const found = await this.database.one(
      `select from responsibility.account account where account.id = $3 and ${mayHead}`,
      [divisionId, this.clock.today(), accountId],
    );
    return found !== undefined;
  }
}

const mayHead = `account.state = 'active' and exists (
  select from responsibility.assignment assignment
  left join responsibility.organization unit on unit.id = assignment.organization_id
  join responsibility.division near on near.id = coalesce(assignment.division_id, unit.division_id)
  where assignment.account_id = account.id and assignment.role in ('classHead', 'coordinator', 'host')
    and assignment.valid_from <= $2 and (assignment.valid_to is null or assignment.valid_to > $2)
    and (near.id = $1 or near.parent_id = $1))`;
