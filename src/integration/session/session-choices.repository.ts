import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';

interface Choice {
  value: string;
  text: string;
}

/** Most entries of a select. */
const most = 300;

/** Places and instructors that a class may choose from: those of its division, the ones above and the parts below. */
@Injectable()
export class SessionChoicesRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  places(divisionId: string): Promise<Choice[]> {
    return this.database.query(
      `select place.id as value, concat_ws(' · ', place.name, nullif(near.name, own.name)) as text
       from ${near} join responsibility.place place on place.division_id = near.id
         and place.valid_from <= $2 and (place.valid_to is null or place.valid_to > $2)
       where own.id = $1 order by near.level, near.code, place.name limit ${most}`,
      [divisionId, this.clock.today()],
    );
  }

  instructors(divisionId: string): Promise<Choice[]> {
    return this.database.query(
      `select account.id as value, min(concat_ws(' · ', account.name, unit.name)) as text ${mayTeach}
       group by account.id order by 2 limit ${most}`,
      [divisionId, this.clock.today()],
    );
  }

  /** Whether an account is among the instructors that a class of the division may choose. */
  async offersInstructor(divisionId: string, accountId: string): Promise<boolean> {
    const found = await this.database.one(`select ${mayTeach} and account.id = $3`, [
      divisionId,
      this.clock.today(),
      accountId,
    ]);
    return found !== undefined;
  }
}

const near = `responsibility.division own join responsibility.division near on near.parent_id = own.id
  or near.id in (own.province_id, own.city_id, own.county_id, own.township_id, own.village_id)`;

const mayTeach = `from responsibility.assignment assignment
  join responsibility.account account on account.id = assignment.account_id and account.state = 'active'
  left join responsibility.organization unit on unit.id = assignment.organization_id
  where assignment.role = 'instructor' and assignment.valid_from <= $2
    and (assignment.valid_to is null or assignment.valid_to > $2)
    and (coalesce(assignment.division_id, unit.division_id) is null
      or coalesce(assignment.division_id, unit.division_id) in (select near.id from ${near} where own.id = $1))`;
