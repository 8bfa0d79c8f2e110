import { CallUpReadingService } from '../../../src/integration/call-up/call-up-reading.service.js';
import { CandidateService } from '../../../src/integration/call-up/candidate.service.js';
import type { Actor } from '../../../src/foundation/access/actor.js';
import { ConsistencyService } from '../../../src/service/consistency/consistency.service.js';
import { type Product, startProduct } from '../../support/product.js';

describe('the demonstration', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({ PROCESSES: 'web' });
  }, 180_000);

  afterAll(() => product.stop());

  const rows = <Row extends object>(sql: string): Promise<Row[]> => product.database.query<Row>(sql);
  const get = <Type>(type: new (...parts: never[]) => Type): Type =>
    product.running.app.get(type, { strict: false });

  it('asks the unit of its contact for names that the unit has', async () => {
    const [contact] = await rows<{ accountId: string; organizationId: string }>(
      `select account.id as "accountId", assignment.organization_id as "organizationId"
       from responsibility.account account join responsibility.assignment assignment on assignment.account_id = account.id
       where account.username = 'unit'`,
    );
    const actor: Actor = { ...contact!, name: '联络员', role: 'unitContact' };
    const [notice] = await get(CallUpReadingService).mine(actor);
    expect(notice).toMatchObject({ state: 'issued', noticeNo: expect.stringMatching(/〔\d{4}〕\d+ 号$/u) });
    const [line] = notice!.recipients;
    expect(line).toMatchObject({ named: 0, missing: 3, acknowledged: null });
    const people = await get(CandidateService).search(actor, notice!.id, line!.id);
    expect(people.filter(({ enrolled }) => !enrolled).length).toBeGreaterThanOrEqual(4);
  });

  it('has a notice that one county has answered and one whose deadline a county missed', async () => {
    const lines = await rows<{ state: string; name: string; asked: number; named: number }>(
      `select call_up.state, division.name, recipient.called as asked,
         (select count(*)::int from integration.enrollment enrollment
          where enrollment.recipient_id = recipient.id and enrollment.state <> 'cancelled') as named
       from integration.call_up call_up
       join integration.call_up_recipient recipient on recipient.call_up_id = call_up.id
       join responsibility.division division on division.id = recipient.division_id
       where recipient.organization_id is null order by call_up.state, recipient.position`,
    );
    expect(lines).toEqual([
      { state: 'closed', name: '勉县', asked: 4, named: 4 },
      { state: 'closed', name: '西乡县', asked: 4, named: 0 },
      { state: 'issued', name: '勉县', asked: 4, named: 4 },
      { state: 'issued', name: '城固县', asked: 5, named: 0 },
      { state: 'issued', name: '洋县', asked: 5, named: 0 },
    ]);
    expect(await rows(`select from integration.substitution_request where state = 'requested'`)).toHaveLength(
      1,
    );
  });

  it('has a class that runs with arrivals, a roll and a leave request, and one that ended with certificates', async () => {
    const [running] = await rows<{ arrived: number; rolled: number; leaves: number }>(
      `select (select count(*)::int from integration.enrollment where class_id = class.id and state = 'arrived') as arrived,
         (select count(*)::int from integration.attendance attendance
          join integration.session session on session.id = attendance.session_id
          where session.class_id = class.id) as rolled,
         (select count(*)::int from integration.leave leave
          join integration.enrollment enrollment on enrollment.id = leave.enrollment_id
          where enrollment.class_id = class.id and leave.state = 'requested') as leaves
       from integration.class class where class.state = 'running'`,
    );
    expect(running).toEqual({ arrived: 33, rolled: 66, leaves: 1 });
    const [certified] = await rows<{ state: string }>(
      `select class.state::text from service.certificate certificate
       join integration.class class on class.id = certificate.class_id
       join responsibility.assignment assignment on assignment.trainee_id = certificate.trainee_id
       join responsibility.account account on account.id = assignment.account_id
       where account.username = 'trainee' and class.title = '汉中市乡村治理实务培训班'`,
    );
    expect(certified).toEqual({ state: 'concluded' });
  });

  it('holds every invariant', async () => {
    const violated = (await get(ConsistencyService).check()).filter(
      ({ violations }) => violations.length > 0,
    );
    expect(violated).toEqual([]);
  });
});
