import { Database } from '../../../../src/foundation/database/database.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { addTrainees, classBasics } from '../../../support/class-draft.js';
import { Asker, places, signedIn } from '../../../support/register.js';

let test: TestApp;
let city: Asker;
let county: Asker;
let foreign: Asker;
let classId: string;
let startsOn: string;

beforeAll(async () => {
  test = await createTestApp();
  city = await signedIn(test, 'coordinator', { division: places.xian });
  county = await signedIn(test, 'coordinator', { division: places.lantian });
  foreign = await signedIn(test, 'coordinator', { division: '610723000000' });
  await addTrainees(test, places.lantian, 3);
  await addTrainees(test, places.zhouzhi, 2);
  const basics = classBasics(test);
  startsOn = String(basics.startsOn);
  const created = await city.send('POST', '/api/v1/classes', { ...basics, divisionCode: places.xian });
  classId = String(created.body.id);
});

afterAll(() => test.close());

const at = (time: string) => `${startsOn}T${time}:00+08:00`;

async function placeOf(name: string): Promise<string> {
  const [division] = await test.app
    .get(Database, { strict: false })
    .query<{ id: string }>('select id from responsibility.division where code = $1', [places.xian]);
  const place = await city.send('POST', '/api/v1/places', { name, kind: 'hall', divisionId: division!.id });
  return String(place.body.id);
}

/** Publishes without an approval and without the checks, which other specs walk through. */
async function publish(id: string): Promise<void> {
  await test.app
    .get(Database, { strict: false })
    .execute(`update integration.class set state = 'published' where id = $1`, [id]);
}

describe('timetable of a class', () => {
  it('is in the order of time, with venue, instructor and what clashes, for those who see the class', async () => {
    const hall = await placeOf('大礼堂');
    const add = (title: string, from: string, to: string, more: object = {}) =>
      city.send('POST', `/api/v1/classes/${classId}/sessions`, {
        title,
        mode: 'lecture',
        startsAt: at(from),
        endsAt: at(to),
        hours: 2,
        ...more,
      });
    await add('下午课', '14:00', '16:00', { placeId: hall });
    await add('上午课', '09:00', '11:00', { placeId: hall, instructorName: '特邀专家' });
    const other = await city.send('POST', '/api/v1/classes', {
      ...classBasics(test, { title: '另一个班' }),
      divisionCode: places.xian,
    });
    await city.send('POST', `/api/v1/classes/${String(other.body.id)}/sessions`, {
      title: '占用礼堂',
      mode: 'lecture',
      startsAt: at('10:00'),
      endsAt: at('12:00'),
      hours: 2,
      placeId: hall,
    });
    await test.app
      .get(Database, { strict: false })
      .execute('update integration.session set firm = true where class_id = $1', [other.body.id]);

    const schedule = await city.get(`/api/v1/classes/${classId}/schedule`);
    expect(schedule.body.items).toMatchObject([
      {
        title: '上午课',
        startsAt: new Date(at('09:00')).toISOString(),
        venue: { id: hall, name: '大礼堂', kind: 'hall', divisionCode: places.xian },
        instructor: { accountId: null, name: '特邀专家' },
        clashes: [{ kind: 'place', name: '大礼堂', startsAt: new Date(at('10:00')).toISOString() }],
      },
      { title: '下午课', instructor: null, clashes: [] },
    ]);
    expect(schedule.text).not.toContain('另一个班');
    const venues = await city.get(`/api/v1/classes/${classId}/venues`);
    expect(venues.body.items).toMatchObject([
      {
        id: hall,
        name: '大礼堂',
        level: 2,
        sessions: 2,
        firstStartsAt: new Date(at('09:00')).toISOString(),
        lastEndsAt: new Date(at('16:00')).toISOString(),
      },
    ]);
    for (const room of ['schedule', 'venues'])
      expect((await foreign.get(`/api/v1/classes/${classId}/${room}`)).status).toBe(404);
  });
});

describe('audience of a class', () => {
  it('lists people of the own reach only, masked and page by page', async () => {
    await city.send('PUT', `/api/v1/classes/${classId}/audience`, { categories: ['firstSecretary'] });
    const { audienceId } = (await city.get(`/api/v1/classes/${classId}`)).body;
    const members = `/api/v1/audiences/${String(audienceId)}/members`;
    const first = await city.get(`${members}?limit=3`);
    const second = await city.get(`${members}?limit=3&cursor=${String(first.body.next)}`);
    const ids = [first, second].flatMap(({ body }) => (body.items as { id: string }[]).map(({ id }) => id));
    expect(new Set(ids).size).toBe(5);
    expect(second.body.next).toBeUndefined();
    expect(first.body.items).toMatchObject(Array(3).fill({ citizenId: '**************0000' }));
    // A draft of the city is unknown in its counties.
    expect((await county.get(members)).status).toBe(404);
    await publish(classId);
    expect((await county.get(members)).body.items).toHaveLength(3);
    expect((await foreign.get(members)).status).toBe(404);
  });
});

describe('quota of a class', () => {
  it('is read whole by its owner, in part by a division that has a share, and by nobody else', async () => {
    await test.app
      .get(Database, { strict: false })
      .execute(`update integration.class set state = 'draft' where id = $1`, [classId]);
    await city.send('PUT', `/api/v1/classes/${classId}/quota`, {
      rows: [
        { divisionCode: places.lantian, amount: 7 },
        { divisionCode: places.zhouzhi, amount: 5 },
      ],
    });
    await publish(classId);
    const { quotaId } = (await city.get(`/api/v1/classes/${classId}`)).body;
    const quota = `/api/v1/quotas/${String(quotaId)}`;
    expect((await city.get(quota)).body).toEqual({
      id: quotaId,
      purpose: 'class',
      amount: 20,
      allocated: 12,
      held: 0,
      free: 8,
    });
    const whole = await city.get(`${quota}/allocations`);
    expect(whole.body.items).toMatchObject([
      { parentId: null, amount: 20, allocated: 12, free: 8 },
      { division: { code: places.lantian }, amount: 7 },
      { division: { code: places.zhouzhi }, amount: 5 },
    ]);
    expect((await county.get(`${quota}/allocations`)).body.items).toMatchObject([
      {
        division: { code: places.lantian, name: '蓝田县', level: 3 },
        organization: null,
        amount: 7,
        free: 7,
      },
    ]);
    expect((await foreign.get(quota)).status).toBe(404);
    expect((await foreign.get(`${quota}/allocations`)).status).toBe(404);
  });
});

describe('one enrollment', () => {
  it('is shown to those who reach the person', async () => {
    const [traineeId] = await addTrainees(test, places.lantian, 1);
    const named = await city.send('POST', `/api/v1/classes/${classId}/enrollments`, {
      traineeIds: [traineeId],
    });
    const [{ enrollmentId }] = named.body.items as [{ enrollmentId: string }];
    const path = `/api/v1/enrollments/${enrollmentId}`;
    expect((await county.get(path)).body).toMatchObject({
      id: enrollmentId,
      traineeId,
      classId,
      state: 'confirmed',
    });
    expect((await foreign.get(path)).status).toBe(404);
  });
});
