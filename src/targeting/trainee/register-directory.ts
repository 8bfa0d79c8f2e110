import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { Person, PersonDirectory } from '../../responsibility/account/person-directory.port.js';

const selectPerson = `select id as "traineeId", name, phone, division_id as "divisionId",
  organization_id as "organizationId" from targeting.trainee where state = 'active'`;

/** Lets people of the register sign in without an account made by a clerk. */
@Injectable()
export class RegisterDirectory extends PersonDirectory {
  constructor(private readonly database: Database) {
    super();
  }

  findByPhone(phone: string, citizenIdLastFour?: string): Promise<Person[]> {
    return this.database.query(
      `${selectPerson} and phone = $1 and ($2::text is null or citizen_id_last_four = $2) order by pinyin_key, id`,
      [phone, citizenIdLastFour ?? null],
    );
  }

  findById(traineeId: string): Promise<Person | undefined> {
    return this.database.one(`${selectPerson} and id = $1`, [traineeId]);
  }
}
