import { randomUUID } from 'node:crypto';
import { HoursLedgerService } from '../../../../src/targeting/ledger/hours-ledger.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { query } from '../../../support/postgres-query.js';
import { person, places, signedIn } from '../../../support/register.js';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp();
});

afterAll(() => test.close());

describe('an hours ledger over HTTP', () => {
  it('is corrected by a coordinator of the person, with a reason that is kept, and by nobody else', async () => {
    const own = await signedIn(test, 'coordinator', { division: places.lantian });
    const foreign = await signedIn(test, 'coordinator', { division: places.zhouzhi });
    const supervisor = await signedIn(test, 'supervisor', { division: places.lantian });
    const { id } = (await own.send('POST', '/api/v1/trainees', person(1))).body as { id: string };
    const line = await test.app.get(HoursLedgerService, { strict: false }).post({
      traineeId: id,
      kind: 'concentrated',
      hours: 16,
      title: '示范班',
      sourceType: 'completion',
      sourceId: randomUUID(),
      earnedOn: '2026-05-08',
    });
    const entry = `/api/v1/trainees/${id}/ledger/${line.id}`;
    const correction = { hours: 12.5, reason: '缺勤半天' };

    expect((await foreign.send('PATCH', entry, correction)).status).toBe(404);
    expect((await supervisor.send('PATCH', entry, correction)).status).toBe(403);
    const wrong = await own.send('PATCH', entry, { hours: 1.25 });
    expect(wrong.body).toMatchObject({ status: 422, errors: [{ field: 'hours' }, { field: 'reason' }] });

    expect((await own.send('PATCH', entry, correction)).body).toMatchObject({ id: line.id, hours: 12.5 });
    expect((await own.get(`/api/v1/trainees/${id}/ledger`)).body.years).toMatchObject([
      { year: 2026, concentrated: 12.5 },
    ]);
    const audited = await query(
      test.database.url,
      `select before ->> 'hours' as before, after ->> 'hours' as after, after ->> 'reason' as reason
       from foundation.audit_entry where action = 'ledger.correct' and subject_id = '${id}'`,
    );
    expect(audited).toEqual([{ before: '16', after: '12.5', reason: '缺勤半天' }]);
  });
});
