import { randomUUID } from 'node:crypto';
import { systemActor } from '../../../../src/foundation/access/actor.js';
import { PersonDirectory } from '../../../../src/responsibility/account/person-directory.port.js';
import { HoursLedgerService } from '../../../../src/targeting/ledger/hours-ledger.service.js';
import { RegisterTraineeDto } from '../../../../src/targeting/trainee/trainee.dto.js';
import { TraineeService } from '../../../../src/targeting/trainee/trainee.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { citizenIdOf } from '../../../support/citizen-id.js';
import { person } from '../../../support/register.js';

describe('the hours ledger', () => {
  let test: TestApp;
  let ledger: HoursLedgerService;
  let traineeId: string;

  beforeAll(async () => {
    test = await createTestApp();
    ledger = test.app.get(HoursLedgerService, { strict: false });
    const input = Object.assign(new RegisterTraineeDto(), person(1, { phone: '13800000001' }));
    traineeId = (await test.app.get(TraineeService, { strict: false }).register(systemActor, input)).id;
  });

  afterAll(() => test.close());

  const earned = (hours: number, sourceId: string, earnedOn = '2025-06-01') => ({
    traineeId,
    kind: 'concentrated' as const,
    hours,
    title: '示范班',
    sourceType: 'completion',
    sourceId,
    earnedOn,
  });

  it('counts a source once, however often it is posted, and sums by year', async () => {
    const source = randomUUID();
    await ledger.post(earned(8, source));
    await Promise.all([ledger.post(earned(12.5, source)), ledger.post(earned(12.5, source))]);
    await ledger.postAll([
      earned(4, randomUUID()),
      { ...earned(3, randomUUID(), '2024-01-02'), kind: 'online' },
    ]);
    expect(await ledger.yearsOf(systemActor, traineeId)).toEqual([
      { year: 2025, concentrated: 16.5, online: 0, recognised: 0 },
      { year: 2024, concentrated: 0, online: 3, recognised: 0 },
    ]);

    const [line] = await ledger.linesOf(systemActor, traineeId, 2024);
    const correct = (hours: number, person = traineeId) =>
      ledger.correct(systemActor, person, line!.id, { hours, reason: '折算有误' });
    await correct(2.5);
    await expect(correct(-1)).rejects.toMatchObject({ status: 422 });
    await expect(correct(2, randomUUID())).rejects.toMatchObject({ status: 404 });
    await ledger.withdraw('completion', [source]);
    expect(await ledger.yearsOf(systemActor, traineeId)).toMatchObject([
      { concentrated: 4 },
      { online: 2.5 },
    ]);
  });

  it('lets the person be found by phone, until they leave the register', async () => {
    const directory = test.app.get(PersonDirectory, { strict: false });
    const lastFour = citizenIdOf(1).slice(-4);
    expect(await directory.findByPhone('13800000001', lastFour)).toMatchObject([
      { traineeId, name: '张三1' },
    ]);
    expect(await directory.findByPhone('13800000001', '0000')).toEqual([]);
    await test.app.get(TraineeService, { strict: false }).leave(systemActor, traineeId);
    expect(await directory.findByPhone('13800000001')).toEqual([]);
    expect(await directory.findById(traineeId)).toBeUndefined();
  });
});
