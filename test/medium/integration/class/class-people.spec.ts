import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import type { Recipient } from '../../../../src/foundation/notification/notifier.js';
import { ClassChoicesRepository } from '../../../../src/integration/class/class-choices.repository.js';
import { ClassPeopleRepository } from '../../../../src/integration/class/class-people.repository.js';
import { CompletionSweepService } from '../../../../src/integration/completion/completion-sweep.service.js';
import { SessionChoicesRepository } from '../../../../src/integration/session/session-choices.repository.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { addTrainees } from '../../../support/class-draft.js';
import { layRunningClass, RunningClass } from '../../../support/running-class.js';

/** Each in force over days of its own; at one in the morning in Shanghai only one is, by UTC it is still the day before. */
const spans = {
  past: ['2020-01-01', '2030-05-06'],
  present: ['2030-05-06', null],
  future: ['2030-05-07', null],
} as const;

describe('who has to do with a class on a day', () => {
  let test: TestApp;
  let database: Database;
  let people: ClassPeopleRepository;
  let laid: RunningClass;
  let divisionId: string;
  let unitId: string;

  const find = <Kind>(kind: new (...parts: never[]) => Kind): Kind => test.app.get(kind, { strict: false });

  /** Three accounts in a role, named after when they hold it. */
  async function staff(role: string, division: boolean, traineeIds: (string | null)[] = []): Promise<void> {
    for (const [index, [name, [from, to]]] of Object.entries(spans).entries())
      await database.execute(
        `with account as (insert into responsibility.account (name, state) values ($1, 'active') returning id)
         insert into responsibility.assignment (account_id, role, division_id, organization_id, trainee_id, valid_from,
           valid_to)
         select id, $2, $3, $4, $5, $6, $7 from account`,
        [
          name,
          role,
          division ? divisionId : null,
          division ? null : unitId,
          traineeIds[index] ?? null,
          from,
          to,
        ],
      );
  }

  beforeAll(async () => {
    test = await createTestApp();
    database = find(Database);
    people = find(ClassPeopleRepository);
    laid = await layRunningClass(test, { division: '610723000000' });
    const division = await database.one<{ id: string }>(
      `select id from responsibility.division where code = '610723000000' and valid_to is null`,
    );
    divisionId = division?.id ?? '';
    for (const [name, [from, to]] of Object.entries(spans)) {
      const unit = await database.one<{ id: string }>(
        `insert into responsibility.organization (name, kind, division_id, valid_from, valid_to)
         values ($1, 'partySchool', $2, $3, $4) returning id`,
        [`unit ${name}`, divisionId, from, to],
      );
      if (name === 'present') unitId = unit?.id ?? '';
      await database.execute(
        `insert into responsibility.place (name, kind, division_id, valid_from, valid_to)
         values ($1, 'hall', $2, $3, $4)`,
        [`place ${name}`, divisionId, from, to],
      );
    }
    await staff('host', false);
    await staff('unitContact', false);
    await staff('instructor', true);
    await staff('trainee', false, await addTrainees(test, '610723000000', 3));
    await database.execute('delete from responsibility.assignment where account_id = $1', [
      laid.coordinator.accountId,
    ]);
    await staff('coordinator', true);
    await database.execute(
      `with quota as (insert into responsibility.quota (purpose) values ('class') returning id),
       root as (insert into responsibility.allocation (quota_id, amount, allocated) select id, 9, 9 from quota
         returning id, quota_id),
       part as (insert into responsibility.allocation (quota_id, parent_id, division_id, amount)
         select quota_id, id, $2, 9 from root),
       call as (insert into integration.call_up (class_id, notice_no, deadline, state, issued_at)
         values ($1, 'N-1', now(), 'issued', now()) returning id),
       recipient as (insert into integration.call_up_recipient (call_up_id, division_id, organization_id, amount, called)
         select id, $2, $3, 5, 5 from call)
       update integration.class set created_by = null, host_organization_id = $3, state = 'ended',
         quota_id = (select id from quota) where id = $1`,
      [laid.id, divisionId, unitId],
    );
    await database.execute(`update integration.enrollment set state = 'arrived' where class_id = $1`, [
      laid.id,
    ]);
    const clock = find(Clock);
    clock.shift(new Date('2030-05-06T01:00+08:00').getTime() - Date.now());
  });
  afterAll(() => test.close());

  async function namesOf(recipients: Recipient[]): Promise<string[]> {
    const rows = await database.query<{ name: string }>(
      'select name from responsibility.account where id = any ($1::uuid[]) order by name',
      [recipients.map((recipient) => recipient.accountId)],
    );
    return rows.map(({ name }) => name);
  }

  it.each(['planners', 'runners', 'allotted', 'calledUp'] as const)(
    'tells %s of today alone',
    async (circle) => {
      expect(await namesOf(await people[circle](laid.id))).toEqual(['present']);
    },
  );

  it('asks authorities of today alone', async () => {
    await database.execute(
      `update responsibility.assignment set division_id = (select parent_id from responsibility.division where id = $1)
       where role = 'coordinator' and division_id = $1`,
      [divisionId],
    );
    const authorities = await namesOf(await people.authorities(laid.id));
    await database.execute(
      `update responsibility.assignment set division_id = $1 where role = 'coordinator'`,
      [divisionId],
    );
    expect(authorities).toEqual(['present']);
  });

  it('tells the audience of today alone', async () => {
    await database.execute(
      `with audience as (insert into targeting.audience (rule) values ($2) returning id)
       update integration.class set audience_id = (select id from audience) where id = $1`,
      [laid.id, JSON.stringify({ categories: [], levels: [], divisionIds: [] })],
    );
    expect(await namesOf(await people.audience(laid.id, null, 10))).toEqual(['present']);
  });

  it('reminds coordinators of today alone', async () => {
    await find(CompletionSweepService).remindUndecided();
    const told = await database.query<Recipient>(
      `select account_id as "accountId" from foundation.message where template = 'completion.message.undecided'`,
    );
    expect(await namesOf(told)).toEqual(['present']);
  });

  it('offers units, heads, places and instructors of today alone', async () => {
    const texts = (choices: { text: string }[]) =>
      choices.map(({ text }) => text).filter((text) => /\b(past|present|future)\b/.test(text));
    const ofClass = find(ClassChoicesRepository);
    const ofSession = find(SessionChoicesRepository);
    expect(texts((await ofClass.organizations(divisionId)).options)).toEqual(['unit present']);
    expect(
      texts((await ofClass.organizations(divisionId, 'unit')).options).map((text) => text.slice(0, 12)),
    ).toEqual(['unit present']);
    expect(new Set(texts(await ofClass.heads(divisionId)))).toEqual(new Set(['present']));
    expect(texts(await ofSession.places(divisionId))).toEqual(['place present']);
    expect(texts(await ofSession.instructors(divisionId))).toEqual(['present']);
  });
});
