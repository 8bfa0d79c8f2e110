import { Database } from '../../../../src/foundation/database/database.js';
import { ConsistencyService } from '../../../../src/service/consistency/consistency.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { CompletedClass, layCompletedClass } from '../../../support/completed-class.js';
import { layRunningClass, RunningClass } from '../../../support/running-class.js';

describe('invariants', () => {
  let test: TestApp;
  let database: Database;
  let done: CompletedClass;
  let running: RunningClass;

  beforeAll(async () => {
    test = await createTestApp();
    database = test.app.get(Database, { strict: false });
  });
  afterAll(() => test.close());

  beforeEach(async () => {
    await database.execute(
      'truncate integration.enrollment, targeting.ledger_entry, service.certificate cascade',
    );
    done = await layCompletedClass(test, { names: ['张三', '李四'] });
    running = await layRunningClass(test);
    await database.execute(
      `insert into targeting.ledger_entry (trainee_id, year, kind, hours, title, source_type, source_id, earned_on)
       select trainee_id, year, 'concentrated', hours, '班', 'completion', id, '2026-10-18'
       from integration.enrollment where state = 'completed'`,
    );
    await database.execute(
      `insert into service.certificate (enrollment_id, class_id, trainee_id, division_id, year, register_number,
         check_code, person_name, inputs, template_version, issued_on)
       select id, class_id, trainee_id, division_id, year, id::text, upper(left(md5(id::text), 12)), '张三', '{}', '1',
         '2026-10-18'
       from integration.enrollment where state = 'completed'`,
    );
  });

  const one = () => done.enrollmentIds[0];
  const seat = () => running.enrollmentIds[0];

  async function brokenBy(name: string): Promise<string[]> {
    const findings = await test.app.get(ConsistencyService, { strict: false }).check();
    const finding = findings.find((each) => each.name === name);
    if (!finding) throw new Error(`There is no invariant ${name}`);
    return (finding.violations as { kind: string }[]).map(({ kind }) => kind).sort();
  }

  const invariants = [
    'completion.isStateAndLedgerEntry',
    'certificate.onePerCompletion',
    'enrollment.insideScope',
  ];

  it.each(invariants)('hold: %s', async (name) => {
    expect(await brokenBy(name)).toEqual([]);
  });

  it.each<[what: string, kinds: string[], sql: string, id: () => string | undefined]>([
    [
      'a decision without the state',
      ['state'],
      `update integration.enrollment set state = 'refused' where id = $1`,
      one,
    ],
    [
      'a state without a decision',
      ['ledger', 'state'],
      'delete from integration.completion where enrollment_id = $1',
      one,
    ],
    ['other hours', ['state'], 'update integration.enrollment set hours = 40 where id = $1', one],
    ['a missing ledger entry', ['ledger'], 'delete from targeting.ledger_entry where source_id = $1', one],
    [
      'an entry of nothing',
      ['ledger'],
      'update targeting.ledger_entry set source_id = uuidv7() where source_id = $1 ',
      one,
    ],
    ['ledger hours', ['ledger'], 'update targeting.ledger_entry set hours = 1 where source_id = $1', one],
    ['the wrong year', ['ledger'], 'update targeting.ledger_entry set year = 2025 where source_id = $1', one],
  ])('find %s', async (what, kinds, sql, id) => {
    await database.execute(sql, [id()]);
    const expected = what === 'an entry of nothing' ? ['ledger', 'ledger'] : kinds;
    expect(await brokenBy('completion.isStateAndLedgerEntry')).toEqual(expected);
  });

  it('leave ledger hours alone that somebody corrected', async () => {
    await database.execute(
      `with entry as (update targeting.ledger_entry set hours = 1 where source_id = $1 returning id, trainee_id)
       insert into foundation.audit_entry (action, subject_type, subject_id, after)
       select 'ledger.correct', 'trainee', trainee_id::text, jsonb_build_object('entryId', id, 'hours', 1) from entry`,
      [one()],
    );
    expect(await brokenBy('completion.isStateAndLedgerEntry')).toEqual([]);
  });

  it.each([
    [
      'a certificate of nobody who completed',
      'without completion',
      `update integration.enrollment set state = 'arrived' where id = $1`,
    ],
    [
      'a certificate of a decision taken back',
      'without completion',
      'delete from integration.completion where enrollment_id = $1',
    ],
    [
      "another person's certificate",
      'without completion',
      `update service.certificate set trainee_id = (select trainee_id from integration.enrollment where id <> $1
         and state = 'completed' limit 1) where enrollment_id = $1`,
    ],
    [
      'a certificate replaced by none',
      'replaced by none',
      `update service.certificate set state = 'replaced', ended_at = now(), ended_reason = '污损' where enrollment_id = $1`,
    ],
    [
      'a completion that went without',
      'not issued',
      `with gone as (delete from service.certificate where enrollment_id = $1 returning class_id, enrollment_id),
         old as (update integration.completion set decided_at = now() - interval '25 hours' where enrollment_id = $1)
       insert into service.certificate_automation (class_id) select class_id from gone`,
    ],
  ])('find %s', async (_, kind, sql) => {
    await database.execute(sql, [one()]);
    expect(await brokenBy('certificate.onePerCompletion')).toEqual([kind]);
  });

  it('find a second certificate of one completion', async () => {
    await database.execute('drop index service.certificate_once');
    await database.execute(
      `insert into service.certificate (enrollment_id, class_id, trainee_id, division_id, year, register_number,
         check_code, person_name, inputs, template_version, issued_on)
       select enrollment_id, class_id, trainee_id, division_id, year, 'second', '0123456789', person_name, inputs,
         template_version, issued_on from service.certificate where enrollment_id = $1`,
      [one()],
    );
    expect(await brokenBy('certificate.onePerCompletion')).toEqual(['second']);
  });

  it('find who registered from outside, unless the division has seats', async () => {
    await database.execute(
      `update integration.enrollment set source = 'self', division_id = division.id from responsibility.division
       where enrollment.id = $1 and division.code = '610122000000'`,
      [seat()],
    );
    // The person's managing division still is inside.
    expect(await brokenBy('enrollment.insideScope')).toEqual([]);
    await database.execute(
      `update targeting.trainee set managing_division_id = division.id, division_id = division.id
       from responsibility.division where trainee.id = $1 and division.code = '610122000000'`,
      [running.traineeIds[0]],
    );
    expect(await brokenBy('enrollment.insideScope')).toEqual(['division']);
    await database.execute(
      `with quota as (insert into responsibility.quota (purpose) values ('class') returning id),
       root as (insert into responsibility.allocation (quota_id, amount, allocated) select id, 9, 9 from quota
         returning id, quota_id),
       part as (insert into responsibility.allocation (quota_id, parent_id, division_id, amount)
         select quota_id, root.id, division.id, 9 from root, responsibility.division where code = '610100000000')
       update integration.class set quota_id = (select id from quota) where id = $1`,
      [running.id],
    );
    expect(await brokenBy('enrollment.insideScope')).toEqual([]);
  });

  it("find a seat on another class's quota or call-up", async () => {
    await database.execute(
      `with quota as (insert into responsibility.quota (purpose) values ('class') returning id),
       root as (insert into responsibility.allocation (quota_id, amount, held) select id, 9, 1 from quota returning id)
       update integration.enrollment set allocation_id = (select id from root) where id = $1`,
      [seat()],
    );
    expect(await brokenBy('enrollment.insideScope')).toEqual(['allocation']);
    await database.execute(
      `with call as (insert into integration.call_up (class_id, notice_no, deadline, state, issued_at)
         values ($2, 'N-1', now(), 'issued', now()) returning id),
       recipient as (insert into integration.call_up_recipient (call_up_id, division_id, amount, called)
         select call.id, division_id, 5, 5 from call, integration.enrollment where enrollment.id = $1 returning id)
       update integration.enrollment set recipient_id = (select id from recipient) where id = $1`,
      [seat(), done.classId],
    );
    expect(await brokenBy('enrollment.insideScope')).toEqual(['callUp']);
  });
});
