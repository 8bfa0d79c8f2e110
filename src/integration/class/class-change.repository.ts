import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';

/** Time and place of a class as one text that can be compared; alias `class`. */
const timeAndPlace = `md5(concat_ws('|', class.starts_on, class.ends_on, (
  select string_agg(concat_ws(' ', session.starts_at, session.ends_at, session.place_id), ','
    order by session.starts_at, session.id)
  from integration.session session where session.class_id = class.id)))`;

/** Classes that people count on: published ones and running ones that are not over. */
const counted = `class.state in ('published', 'running') and class.ends_on >= $1::date`;

/** Compares what people were told of a class with what stands there now. */
@Injectable()
export class ClassChangeRepository {
  constructor(private readonly database: Database) {}

  /** Takes note of new classes and of what has changed since the last look. */
  async look(today: string, now: Date): Promise<void> {
    await this.database.execute(
      `insert into integration.class_told as known (class_id, told, seen, seen_at)
       select class.id, ${timeAndPlace}, ${timeAndPlace}, $2 from integration.class class
       where ${counted}
       on conflict (class_id) do update set seen = excluded.seen, seen_at = excluded.seen_at
         where known.seen <> excluded.seen`,
      [today, now],
    );
  }

  /** Classes whose change nobody has been told of and that have stood still since then. */
  async due(today: string, quietSince: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select class.id from integration.class_told known join integration.class class on class.id = known.class_id
       where known.told <> known.seen and known.seen_at <= $2 and ${counted} order by class.id limit 500`,
      [today, quietSince],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns when the change was seen, or undefined when another run has told it */
  async noteTold(classId: string): Promise<Date | undefined> {
    const row = await this.database.one<{ seen_at: Date }>(
      `with telling as (update integration.class_told set told = seen where class_id = $1 and told <> seen
         returning seen_at) select seen_at from telling`,
      [classId],
    );
    return row?.seen_at;
  }
}
