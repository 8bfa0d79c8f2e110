import type { Actor } from '../../src/foundation/access/actor.js';
import { shanghaiInstant } from '../../src/foundation/clock/clock.js';
import { Database } from '../../src/foundation/database/database.js';
import { systemActor } from '../../src/foundation/access/actor.js';
import { usualCompletionRule } from '../../src/integration/class/completion-rule.entity.js';
import { AccountService } from '../../src/responsibility/account/account.service.js';
import { DivisionService } from '../../src/responsibility/division/division.service.js';
import type { TestApp } from './app.js';
import { addTrainees } from './class-draft.js';

export interface RunningClass {
  id: string;
  /** In time order: four lessons of 4 hours over two days, then the closing ceremony. */
  sessionIds: string[];
  /** In seat order, confirmed on the roster. */
  enrollmentIds: string[];
  traineeIds: string[];
  coordinator: Actor;
}

/** The day on which a running class begins. */
export const firstDay = '2030-05-06';

const lessons: [day: string, from: string, to: string, hours: number][] = [
  [firstDay, '08:30', '12:30', 4],
  [firstDay, '14:30', '18:30', 4],
  ['2030-05-07', '08:30', '12:30', 4],
  ['2030-05-07', '14:30', '18:30', 4],
  ['2030-05-07', '19:00', '20:00', 1],
];

let count = 0;

/** A time of day of a running class, on its first day unless another is named. */
export const moment = (time: string, day = firstDay): Date => new Date(`${day}T${time}+08:00`);

/** A class of a division that runs on two days of May 2030, with people who are confirmed. */
export async function layRunningClass(
  test: TestApp,
  {
    persons = 3,
    division: code = '610700000000',
    coordinator,
  }: { persons?: number; division?: string; coordinator?: Actor } = {},
): Promise<RunningClass> {
  const database = test.app.get(Database, { strict: false });
  const division = await test.app.get(DivisionService, { strict: false }).byCode(code);
  const owner = coordinator ?? (await coordinatorOf(test, division));
  const found = await database.one<{ id: string }>(
    `insert into integration.class (code, title, level, division_id, starts_on, ends_on, year, hours, state,
       completion_rule, created_by)
     values ($1, '驻村第一书记产业振兴专题培训班', $2, $3, $4, '2030-05-07', 2030, 16, 'running', $5, $6) returning id`,
    [
      `R${++count}`,
      division.level,
      division.id,
      firstDay,
      JSON.stringify(usualCompletionRule),
      owner.accountId,
    ],
  );
  const id = found?.id ?? '';
  await database.execute('insert into integration.seat (class_id, capacity) values ($1, 100000)', [id]);
  const sessions = await database.query<{ id: string }>(
    `insert into integration.session (class_id, title, mode, starts_at, ends_at, hours, closing_ceremony)
     select $1, '第 ' || number || ' 讲', 'lecture', starts_at, ends_at, hours, number = 5
     from unnest($2::timestamptz[], $3::timestamptz[], $4::numeric[]) with ordinality
       as lesson (starts_at, ends_at, hours, number)
     order by number returning id`,
    [
      id,
      lessons.map(([day, from]) => shanghaiInstant(day, from)),
      lessons.map(([day, , to]) => shanghaiInstant(day, to)),
      lessons.map(([, , , hours]) => hours),
    ],
  );
  const traineeIds = await addTrainees(test, code, persons);
  const enrolled = await database.query<{ id: string }>(
    `insert into integration.enrollment (class_id, trainee_id, number, state, source, division_id, level, category,
       year, seat_order)
     select $1, trainee_id, number, 'confirmed', 'callUp', $2, 'townshipSection', 'firstSecretary', 2030, number
     from unnest($3::uuid[]) with ordinality as wanted (trainee_id, number) order by number returning id`,
    [id, division.id, traineeIds],
  );
  return {
    id,
    sessionIds: sessions.map((row) => row.id),
    enrollmentIds: enrolled.map((row) => row.id),
    traineeIds,
    coordinator: owner,
  };
}

async function coordinatorOf(test: TestApp, division: NonNullable<Actor['division']>): Promise<Actor> {
  const account = await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
    username: `running${++count}`,
    name: '培训管理员',
    assignments: [{ role: 'coordinator', divisionId: division.id }],
  });
  return { accountId: account.id, name: '培训管理员', role: 'coordinator', division };
}

/** A trainee who acts, without an account behind. */
export function traineeActor(traineeId: string): Actor {
  return { accountId: traineeId, name: '学员', role: 'trainee', traineeId };
}

/** What was written down for a session, in seat order. */
export function recordedFor(test: TestApp, sessionId: string): Promise<{ state: string; method: string }[]> {
  return test.app.get(Database, { strict: false }).query(
    `select attendance.state, attendance.method from integration.attendance attendance
     join integration.enrollment enrollment on enrollment.id = attendance.enrollment_id
     where session_id = $1 order by enrollment.seat_order`,
    [sessionId],
  );
}
