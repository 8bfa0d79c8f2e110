import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';

/** A class that should be concluded by now. */
export interface OverdueClass {
  id: string;
  title: string;
  endsOn: string;
  divisionName: string;
}

/** Facts that want somebody's attention; nothing here is judged or estimated. */
@Injectable()
export class AlertRepository {
  constructor(private readonly database: Database) {}

  /** Classes of the subtree whose last day is over and that nobody concluded, longest overdue first. */
  async overdueClasses(
    divisionId: string,
    today: string,
  ): Promise<{ total: number; classes: OverdueClass[] }> {
    const rows = await this.database.query<OverdueClass & { total: number }>(
      `select class.id, class.title, class.ends_on::text as "endsOn", division.short_name as "divisionName",
              (count(*) over ())::integer as total
         from integration.class join responsibility.division on division.id = class.division_id
        where class.state in ('running', 'ended') and class.ends_on < $2
          and $1 in (province_id, city_id, county_id, township_id, village_id)
        order by class.ends_on, class.id limit 3`,
      [divisionId, today],
    );
    return { total: rows[0]?.total ?? 0, classes: rows };
  }
}
