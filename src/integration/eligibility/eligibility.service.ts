import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import type { Finding } from './finding.js';
import { PrintableText } from './printable-text.port.js';

export { isDuplicate } from './finding.js';
export type { Finding } from './finding.js';

/** Somebody who completed a class this many days before is shown as trained recently. */
const recentDays = 180;

interface FindingRow {
  trainee_id: string;
  code: Finding['code'];
  class_id: string | null;
  title: string | null;
  starts_on: string | null;
  ends_on: string | null;
}

/** Judges people for a class: time clashes, duplicate call-ups, the audience, training not long ago, rare characters. */
@Injectable()
export class EligibilityService {
  constructor(
    private readonly database: Database,
    private readonly printable: PrintableText,
  ) {}

  /** Findings by trainee; people without any are absent. The caller has judged who may know. */
  async findings(classId: string, traineeIds: readonly string[]): Promise<Map<string, Finding[]>> {
    if (traineeIds.length === 0) return new Map();
    const rows = await this.database.query<FindingRow>(findingRows, [classId, traineeIds, recentDays]);
    const found = new Map<string, Finding[]>();
    for (const row of rows) {
      const list = found.get(row.trainee_id) ?? [];
      list.push(findingOf(row));
      found.set(row.trainee_id, list);
    }
    for (const { id, finding } of await this.unprintable(traineeIds))
      found.set(id, [...(found.get(id) ?? []), finding]);
    return found;
  }

  private async unprintable(traineeIds: readonly string[]): Promise<{ id: string; finding: Finding }[]> {
    const people = await this.database.query<{ id: string; name: string }>(
      'select id, name from targeting.trainee where id = any ($1::uuid[])',
      [traineeIds],
    );
    return people.flatMap(({ id, name }) => {
      const characters = this.printable.unprintableInName(name).join('、');
      return characters === '' ? [] : [{ id, finding: { code: 'glyph' as const, params: { characters } } }];
    });
  }
}

function findingOf({ code, class_id, title, starts_on, ends_on }: FindingRow): Finding {
  return {
    code,
    params: {
      ...(title !== null && { title }),
      ...(starts_on !== null && { startsOn: starts_on }),
      ...(ends_on !== null && { endsOn: ends_on }),
    },
    ...(class_id !== null && { otherClassId: class_id }),
  };
}

/** A clash is a class one is sure to attend at that time, `called` one for which one is only named yet. */
const findingRows = `
  with asked as (
    select class.id, class.starts_on, class.ends_on, class.audience_id
    from integration.class class where class.id = $1
  ), person as (
    select trainee.id from targeting.trainee trainee where trainee.id = any ($2::uuid[])
  )
  select enrollment.trainee_id, case when enrollment.state in ('confirmed', 'arrived') then 'clash' else 'called' end as code,
    other.id as class_id, other.title, other.starts_on::text, other.ends_on::text
  from asked
  join integration.enrollment enrollment on enrollment.trainee_id in (select id from person)
    and enrollment.state in ('pending', 'confirmed', 'arrived') and enrollment.class_id <> asked.id
  join integration.class other on other.id = enrollment.class_id and other.state in ('approved', 'published', 'running')
    and daterange(other.starts_on, other.ends_on, '[]') && daterange(asked.starts_on, asked.ends_on, '[]')
  union all
  select trainee.id, 'audience', null, null, null, null
  from asked
  join targeting.audience audience on audience.id = asked.audience_id
  join targeting.trainee trainee on trainee.id in (select id from person)
  join responsibility.division own on own.id = trainee.division_id
  where not targeting.audience_holds(audience.rule, trainee, own)
  union all
  select enrollment.trainee_id, 'recent', other.id, other.title, other.starts_on::text, other.ends_on::text
  from asked
  join integration.enrollment enrollment on enrollment.trainee_id in (select id from person)
    and enrollment.state = 'completed' and enrollment.class_id <> asked.id
  join integration.class other on other.id = enrollment.class_id
    and other.ends_on between asked.starts_on - $3::int and asked.ends_on
  union all
  select trainee.id, case when trainee.state = 'left' then 'left' else 'noPhone' end, null, null, null, null
  from targeting.trainee trainee
  where trainee.id in (select id from person) and (trainee.state = 'left' or trainee.phone is null)
  order by 1, 2, 6`;
