import type { Actor } from '../../../../src/foundation/access/actor.js';
import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { EnrollmentService } from '../../../../src/integration/enrollment/enrollment.service.js';
import { RosterService } from '../../../../src/integration/enrollment/roster.service.js';
import { SeatRepository } from '../../../../src/integration/enrollment/seat.repository.js';
import { SubstitutionService } from '../../../../src/integration/enrollment/substitution.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { actorIn, personOf, publishedClass, unitOf } from '../../../support/call-up.js';
import { places } from '../../../support/register.js';

describe('a substitution after confirmation', () => {
  let test: TestApp;
  let database: Database;
  let substitutions: SubstitutionService;
  let roster: RosterService;
  let province: Actor;
  let contact: Actor;
  let unit: string;

  beforeAll(async () => {
    test = await createTestApp();
    const get = <T>(type: new (...args: never[]) => T): T => test.app.get(type, { strict: false });
    database = get(Database);
    substitutions = get(SubstitutionService);
    roster = get(RosterService);
    unit = await unitOf(test, places.zhouzhi, '周至县林业局');
    province = await actorIn(test, 'coordinator', { division: places.province });
    contact = await actorIn(test, 'unitContact', { organizationId: unit });
  });

  afterAll(() => test.close());

  const colleague = (name: string): Promise<string> =>
    personOf(test, places.zhouzhi, name, { organizationId: unit, phone: '13800138000' });

  /** Somebody of the unit whom the organizer has confirmed. */
  async function confirmed(): Promise<{ classId: string; out: string; coming: string }> {
    const classId = await publishedClass(test, {});
    const [outcome] = await test.app
      .get(EnrollmentService, { strict: false })
      .nominate(province, classId, [await colleague('换出人员')]);
    if (outcome?.outcome !== 'seated') throw new Error('No seat');
    return { classId, out: outcome.enrollmentId, coming: await colleague('换入人员') };
  }

  const told = async (classId: string, template: string): Promise<Record<string, unknown>[]> =>
    database.query(
      `select account_id as "accountId", params, channel from foundation.message
       where template = $1 and dedupe_key like $2 order by channel`,
      [`enrollment.message.${template}`, `class/${classId}/%`],
    );

  it('asked by the unit waits for the organizer, who hears of it once', async () => {
    const { classId, out, coming } = await confirmed();
    const swap = { outEnrollmentId: out, inTraineeId: coming };
    await expect(substitutions.substitute(contact, swap)).rejects.toMatchObject({
      fields: [{ field: 'reason', code: 'enrollment.reasonNeeded' }],
    });
    const result = await substitutions.substitute(contact, { ...swap, reason: '临时住院' });
    expect(result.state).toBe('requested');
    await expect(substitutions.substitute(contact, { ...swap, reason: '临时住院' })).rejects.toMatchObject({
      code: 'enrollment.substitutionWaits',
    });
    expect((await roster.list(province, classId, {})).items.map(({ name }) => name)).toEqual(['换出人员']);
    expect(await told(classId, 'substitutionRequested')).toMatchObject([
      { accountId: province.accountId, params: { out: '换出人员', coming: '换入人员', reason: '临时住院' } },
    ]);
    expect((await substitutions.waiting(province)).map(({ outEnrollmentId }) => outEnrollmentId)).toContain(
      out,
    );
    expect(await substitutions.waiting(contact)).toEqual([]);
  });

  it('is made with consent, and both people and the unit hear of it', async () => {
    const { classId, out, coming } = await confirmed();
    const swap = { outEnrollmentId: out, inTraineeId: coming, reason: '临时住院' };
    const result = await substitutions.substitute(contact, swap);
    if (result.state !== 'requested') throw new Error('Not asked');
    await substitutions.decide(province, result.requestId, { decision: 'approve', answer: '同意' });
    const { items, counts } = await roster.list(province, classId, {});
    expect(items.find(({ state }) => state === 'confirmed')).toMatchObject({ name: '换入人员' });
    expect(counts).toEqual({ cancelled: 1, confirmed: 1 });
    expect(await told(classId, 'substitutionApproved')).toMatchObject([
      { accountId: contact.accountId, params: { answer: '同意' } },
    ]);
    for (const template of ['replaced', 'replacing'])
      expect(await told(classId, template)).toMatchObject([{ accountId: null, channel: 'sms' }]);
    const trail = await database.query<{ action: string }>(
      `select action from foundation.audit_entry where subject_id = $1 order by id`,
      [result.requestId],
    );
    expect(trail.map(({ action }) => action)).toEqual(['substitution.request', 'substitution.approve']);
  });

  it('is refused with a reason only, and the place stays', async () => {
    const { classId, out, coming } = await confirmed();
    const result = await substitutions.substitute(contact, {
      outEnrollmentId: out,
      inTraineeId: coming,
      reason: '临时住院',
    });
    if (result.state !== 'requested') throw new Error('Not asked');
    const refuse = (answer?: string) =>
      substitutions.decide(province, result.requestId, { decision: 'refuse', ...(answer && { answer }) });
    await expect(refuse()).rejects.toMatchObject({ fields: [{ field: 'answer' }] });
    await refuse('名册已报备');
    await expect(refuse('再说一次')).rejects.toMatchObject({ code: 'enrollment.substitutionDecided' });
    expect(await told(classId, 'substitutionRefused')).toMatchObject([{ params: { answer: '名册已报备' } }]);
    expect((await roster.list(province, classId, {})).counts).toEqual({ confirmed: 1 });
  });

  it('is taken back by the unit while nobody has answered, and can be asked for again', async () => {
    const { out, coming } = await confirmed();
    const swap = { outEnrollmentId: out, inTraineeId: coming, reason: '临时住院' };
    const first = await substitutions.substitute(contact, swap);
    if (first.state !== 'requested') throw new Error('Not asked');
    const stranger = await actorIn(test, 'unitContact', {
      organizationId: await unitOf(test, places.lantian, '蓝田县林业局'),
    });
    await expect(substitutions.withdraw(stranger, first.requestId)).rejects.toMatchObject({ status: 404 });
    await substitutions.withdraw(contact, first.requestId);
    await expect(
      substitutions.decide(province, first.requestId, { decision: 'approve' }),
    ).rejects.toMatchObject({ code: 'enrollment.substitutionWithdrawn' });
    expect((await substitutions.substitute(contact, swap)).state).toBe('requested');
  });

  it('leaves the list when the person has gone otherwise', async () => {
    const { classId, out, coming } = await confirmed();
    await substitutions.substitute(contact, {
      outEnrollmentId: out,
      inTraineeId: coming,
      reason: '临时住院',
    });
    await roster.cancel(province, out, '本人退出');
    expect(await substitutions.open(province, classId)).toEqual([]);
  });

  it('is refused by the seat statement itself to everybody but the organizer', async () => {
    const { out, coming } = await confirmed();
    const seats = test.app.get(SeatRepository, { strict: false });
    const now = test.app.get(Clock, { strict: false }).now();
    const zhouzhi = await actorIn(test, 'coordinator', { division: places.zhouzhi });
    for (const actor of [contact, zhouzhi])
      expect(
        await seats.substitute(
          actor,
          out,
          { id: '0198c0de-0000-7000-8000-00000000abcd', traineeId: coming },
          '越过',
          now,
        ),
      ).toBe('enrollment.consentNeeded');
    expect(
      await seats.substitute(
        province,
        out,
        { id: '0198c0de-0000-7000-8000-00000000abcd', traineeId: coming },
        '同意',
        now,
      ),
    ).toBeNull();
  });
});
