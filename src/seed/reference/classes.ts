import type { Client } from 'pg';
import { usualCompletionRule } from '../../integration/class/completion-rule.entity.js';
import { approvalNumber } from '../../responsibility/application/approval-number.rules.js';
import type { PlannedClass } from './class-plan.js';
import { copyInto } from './copy.js';

/** A seeded class with its id. */
export type SeededClass = PlannedClass & { id: string };

/** Writes classes that are over: application, approval number, class, seats, timetable and steps. */
export async function seedClasses(client: Client, plan: PlannedClass[]): Promise<SeededClass[]> {
  const ids = await client.query<{ class_id: string; application_id: string }>(
    'select uuidv7() as class_id, uuidv7() as application_id from generate_series(1, $1)',
    [plan.length],
  );
  const numbered = numberInYear(plan).map((planned, index) => {
    const { class_id: id = '', application_id: applicationId = '' } = ids.rows[index] ?? {};
    return { ...planned, id, applicationId };
  });
  await copyInto(client, 'responsibility.application', applicationColumns, numbered.map(applicationRow));
  await copyInto(client, 'integration.class', classColumns, numbered.map(classRow));
  await copyInto(client, 'integration.session', sessionColumns, numbered.flatMap(sessionRows));
  await client.query(
    `insert into integration.class_step (class_id, verb, from_state, to_state, at)
     select id, 'conclude', 'ended', 'concluded', ends_on + time '18:00' from integration.class where state = 'concluded'
       and not exists (select from integration.class_step step where step.class_id = class.id)`,
  );
  await client.query(
    `insert into foundation.number_series (name, year, last)
     select series.name || division.code, class.year, count(*)
     from integration.class class join responsibility.division division on division.id = class.division_id
     cross join (values ('class:'), ('approval:')) as series (name)
     group by 1, 2 on conflict (name, year) do update set last = excluded.last`,
  );
  return numbered;
}

type Numbered = PlannedClass & { number: number };

/** Running numbers per division and year, in order of the first day. */
function numberInYear(plan: PlannedClass[]): Numbered[] {
  const last = new Map<string, number>();
  return [...plan]
    .sort((one, other) => (one.startsOn < other.startsOn ? -1 : 1))
    .map((planned) => {
      const key = `${planned.organizer.code} ${planned.year}`;
      const number = (last.get(key) ?? 0) + 1;
      last.set(key, number);
      return { ...planned, number };
    });
}

const applicationColumns = [
  'id',
  'title',
  'division_id',
  'lead_organization_id',
  'host_organization_id',
  'starts_on',
  'ends_on',
  'persons',
  'hours',
  'state',
  'approval_no',
] as const;

function applicationRow({
  applicationId,
  title,
  organizer,
  startsOn,
  endsOn,
  arrived,
  hours,
  year,
  number,
}: Numbered & { applicationId: string }) {
  return [
    applicationId,
    title,
    organizer.id,
    organizer.leadId,
    organizer.hostId,
    startsOn,
    endsOn,
    arrived,
    hours,
    'approved',
    approvalNumber(organizer, year, number),
  ];
}

const classColumns = [
  'id',
  'code',
  'title',
  'run_number',
  'level',
  'kind',
  'division_id',
  'lead_organization_id',
  'host_organization_id',
  'application_id',
  'starts_on',
  'ends_on',
  'year',
  'hours',
  'minimum_persons',
  'completion_rule',
  'state',
] as const;

function classRow({
  id,
  title,
  kind,
  organizer,
  startsOn,
  endsOn,
  hours,
  year,
  number,
  applicationId,
}: Numbered & { id: string; applicationId: string }) {
  const place = organizer.code.replace(/0+$/, '').padEnd(6, '0');
  return [
    id,
    `${place}-${year}-${String(number).padStart(4, '0')}`,
    title,
    null,
    organizer.level,
    kind,
    organizer.id,
    organizer.leadId,
    organizer.hostId,
    applicationId,
    startsOn,
    endsOn,
    year,
    hours,
    1,
    JSON.stringify(usualCompletionRule),
    'concluded',
  ];
}

const sessionColumns = [
  'class_id',
  'title',
  'mode',
  'starts_at',
  'ends_at',
  'hours',
  'instructor_name',
  'firm',
] as const;

const lessons = [
  ['政策解读', 'lecture'],
  ['案例教学', 'caseTeaching'],
  ['操作实务', 'operationalPractice'],
  ['现场教学', 'fieldTeaching'],
  ['分组研讨', 'discussion'],
] as const;

/** Two sittings of four hours a day. */
function sessionRows({ id, startsOn, hours }: SeededClass) {
  return Array.from({ length: hours / 4 }, (_, index) => {
    const day = new Date(Date.parse(`${startsOn}T00:00:00Z`) + Math.floor(index / 2) * 86_400_000)
      .toISOString()
      .slice(0, 10);
    const [title, mode] = lessons[index % lessons.length] ?? lessons[0];
    const [from, to] = index % 2 === 0 ? ['08:30', '12:00'] : ['14:00', '17:30'];
    return [id, title, mode, `${day}T${from}:00+08:00`, `${day}T${to}:00+08:00`, 4, '省委党校教师', true];
  });
}
