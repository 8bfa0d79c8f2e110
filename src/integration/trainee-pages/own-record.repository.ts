import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { maskPhone } from '../../foundation/text/phone.rules.js';

/** What the register knows of the asking person, as far as their own page shows it. */
export interface OwnRecord {
  name: string;
  category: string;
  post: string | null;
  unit: string | null;
  division: string;
  /** 138****1439 */
  phone: string | null;
}

@Injectable()
export class OwnRecordRepository {
  constructor(private readonly database: Database) {}

  async of(traineeId: string): Promise<OwnRecord> {
    const record = await this.database.one<OwnRecord>(
      `select trainee.name, trainee.category::text as category, trainee.post, trainee.phone,
         coalesce(unit.name, trainee.organization_name) as unit, division.name as division
       from targeting.trainee trainee
       join responsibility.division division on division.id = trainee.division_id
       left join responsibility.organization unit on unit.id = trainee.organization_id
       where trainee.id = $1`,
      [traineeId],
    );
    if (!record) throw new NotFound();
    return { ...record, phone: record.phone && maskPhone(record.phone) };
  }
}
