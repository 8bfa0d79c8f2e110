import { systemActor } from '../../../../src/foundation/access/actor.js';
import { addDays } from '../../../../src/foundation/clock/calendar-day.rules.js';
import { Clock, shanghaiInstant } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { usualCompletionRule } from '../../../../src/integration/class/completion-rule.entity.js';
import { CheckInService } from '../../../../src/integration/attendance/check-in.service.js';
import { SignInService } from '../../../../src/responsibility/account/sign-in.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { addTrainees } from '../../../support/class-draft.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const province = '610000000000';
const mianxian = '610725000000';

interface Answer {
  status: number;
  html: string;
  location: string;
  notice: string;
}

describe("a trainee's pages", () => {
  let test: TestApp;
  let database: Database;
  let clock: Clock;
  let startsOn: string;
  let first: TestPerson;
  let second: TestPerson;
  let villager: TestPerson;

  beforeAll(async () => {
    test = await createTestApp();
    database = test.app.get(Database, { strict: false });
    clock = test.app.get(Clock, { strict: false });
    startsOn = addDays(clock.today(), 2);
    const [one, two] = await addTrainees(test, mianxian, 2);
    const [three] = await addTrainees(test, mianxian, 1, {
      category: 'villageSecretary',
      level: 'villageCadre',
    });
    first = await signIn(test, { role: 'trainee', traineeId: one ?? '' });
    second = await signIn(test, { role: 'trainee', traineeId: two ?? '' });
    villager = await signIn(test, { role: 'trainee', traineeId: three ?? '' });
  });

  afterEach(async () => {
    clock.shift(0);
    await signInAgain();
  });

  afterAll(() => test.close());

  async function ask(method: 'GET' | 'POST', url: string, person: TestPerson, form = {}, language = 'zh-CN') {
    const answer = await test.fastify.inject({
      method,
      url,
      headers: {
        ...person.headers,
        accept: 'text/html',
        cookie: `language=${language}`,
        ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(method === 'POST' && { payload: new URLSearchParams(form).toString() }),
    });
    const cookie = /notice=([\w-]+)/.exec(String(answer.headers['set-cookie'] ?? ''))?.[1] ?? '';
    return {
      status: answer.statusCode,
      html: answer.body,
      location: answer.headers.location ?? '',
      notice: Buffer.from(cookie, 'base64url').toString('utf8'),
    } satisfies Answer;
  }

  const get = (url: string, person = first, language?: string) => ask('GET', url, person, {}, language);
  const post = (url: string, form: Record<string, string> = {}, person = first) =>
    ask('POST', url, person, form);

  /** A published class of the province for first secretaries with a session in the morning of its first day. */
  async function openClass({ capacity = 1, room = 5, opensAt = null as Date | null } = {}): Promise<{
    id: string;
    sessionId: string;
  }> {
    const [audience] = await database.query<{ id: string }>(
      `insert into targeting.audience (rule) values ('{"categories":["firstSecretary"]}') returning id`,
    );
    const [row] = await database.query<{ id: string }>(
      `insert into integration.class (code, title, level, kind, division_id, starts_on, ends_on, year, hours, state,
         audience_id, notes, completion_rule)
       select gen_random_uuid()::text, '第一书记产业振兴专题培训班', 1, 'thematic', id, $2, $2::date + 1,
         extract(year from $2::date), 16, 'published', $3, E'携带身份证\n准时报到', $4
       from responsibility.division where code = $1 and valid_to is null returning id`,
      [province, startsOn, audience?.id, JSON.stringify(usualCompletionRule)],
    );
    const id = row?.id ?? '';
    await database.execute(
      `insert into integration.seat (class_id, capacity, waitlist_capacity, open, opens_at) values ($1, $2, $3, true, $4)`,
      [id, capacity, room, opensAt],
    );
    const [session] = await database.query<{ id: string }>(
      `insert into integration.session (class_id, title, mode, starts_at, ends_at, hours)
       values ($1, '产业规划实务', 'lecture', $2, $3, 4) returning id`,
      [id, shanghaiInstant(startsOn, '08:30'), shanghaiInstant(startsOn, '12:00')],
    );
    await database.execute(
      `insert into integration.session (class_id, title, mode, starts_at, ends_at, hours)
       values ($1, '现场观摩', 'fieldTeaching', $2, $3, 12)`,
      [id, shanghaiInstant(addDays(startsOn, 1), '08:00'), shanghaiInstant(addDays(startsOn, 1), '20:00')],
    );
    return { id, sessionId: session?.id ?? '' };
  }

  const keyOn = (html: string) => /name="key" value="([0-9a-f-]{36})"/.exec(html)?.[1] ?? '';
  /** Moves to a time of the class's first day; the sign-ins of today have ended by then. */
  async function shiftTo(time: string): Promise<void> {
    clock.shift(shanghaiInstant(startsOn, time).getTime() - Date.now());
    await signInAgain();
  }

  async function signInAgain(): Promise<void> {
    for (const person of [first, second]) {
      const { token } = await test.app
        .get(SignInService, { strict: false })
        .open(person.accountId, { by: 'password', kind: 'browser' });
      person.headers.authorization = `Bearer ${token}`;
    }
  }
  const enroll = async (id: string, person = first) =>
    post(`/m/classes/${id}/enrollment`, { key: keyOn((await get(`/m/classes/${id}`, person)).html) }, person);
  const held = async (id: string) =>
    database.one<{ taken: number; waitlisted: number }>(
      'select taken, waitlisted from integration.seat where class_id = $1',
      [id],
    );

  it('says when there is nothing to do or to register for', async () => {
    const home = await get('/m', villager);
    expect(home.status).toBe(200);
    expect(home.html).toContain('近期没有要办的事');
    expect(home.html).toContain('现在没有你可以报名的班次');
    expect((await get('/m/classes?show=mine', villager)).html).toContain('你还没有报名班次');
    expect((await get('/m/check-in', villager)).html).toContain('今天没有要签到的课');
  });

  it('recommends a class with its reason and seats, only to those it is for', async () => {
    const { id } = await openClass({ capacity: 3 });
    const { html } = await get('/m');
    expect(html).toContain(`href="/m/classes/${id}"`);
    expect(html).toContain('面向第一书记，你符合条件');
    expect(html).toContain('余 3 个名额');
    expect((await get('/m', villager)).html).not.toContain(id);
    expect((await get(`/m/classes/${id}`, villager)).status).toBe(404);
    expect((await post(`/m/classes/${id}/enrollment`, {}, villager)).status).not.toBe(303);
    expect((await held(id))?.taken).toBe(0);
  });

  it('registers once for two presses of the same form', async () => {
    const { id } = await openClass({ capacity: 3 });
    const page = await get(`/m/classes/${id}`);
    expect(page.html).toContain('产业规划实务');
    expect(page.html).toContain('携带身份证');
    expect(page.html).toContain('无故缺勤不超过 3 次');
    expect(page.html).toContain('请假不超过总学时的 1/7');
    const form = { key: keyOn(page.html) };
    const presses = await Promise.all([
      post(`/m/classes/${id}/enrollment`, form),
      post(`/m/classes/${id}/enrollment`, form),
    ]);
    expect(presses.map(({ status, location }) => [status, location])).toEqual([
      [303, `/m/classes/${id}`],
      [303, `/m/classes/${id}`],
    ]);
    expect(presses[1].notice).toContain('trainee-pages.enrolled.confirmed');
    expect((await held(id))?.taken).toBe(1);
    const after = await get(`/m/classes/${id}`);
    expect(after.html).toContain('已报名');
    expect(after.html).toContain(`/m/classes/${id}/cancellation`);
    expect(after.html).not.toContain('name="key"');
  });

  it('offers the waitlist when full, and moves people up when somebody cancels', async () => {
    const { id } = await openClass();
    await enroll(id);
    const full = await get(`/m/classes/${id}`, second);
    expect(full.html).toContain('名额已满，候补 0 人');
    const queued = await enroll(id, second);
    expect(queued.notice).toContain('trainee-pages.enrolled.waitlisted');
    expect((await get(`/m/classes/${id}`, second)).html).toContain('正在候补，排第 1 位');
    expect((await get('/m', second)).html).toContain('正在候补，排第 1 位');
    expect((await get(`/m/classes/${id}/cancellation`)).html).toContain('名额会立即让给候补的人');
    expect((await post(`/m/classes/${id}/cancellation`)).notice).toContain('enrolled.cancelled');
    expect((await get(`/m/classes/${id}`, second)).html).not.toContain('正在候补');
    expect(await held(id)).toEqual({ taken: 1, waitlisted: 0 });
    expect((await post(`/m/classes/${id}/cancellation`)).notice).toContain('enrolled.gone');
  });

  it('does not pretend when an old form is sent after cancelling', async () => {
    const { id } = await openClass();
    const form = { key: keyOn((await get(`/m/classes/${id}`)).html) };
    await post(`/m/classes/${id}/enrollment`, form);
    await post(`/m/classes/${id}/cancellation`);
    expect((await post(`/m/classes/${id}/enrollment`, form)).notice).toContain('enrolled.gone');
  });

  it('says beside the button why registering is refused, and when it opens', async () => {
    const full = await openClass({ room: 0 });
    const form = { key: keyOn((await get(`/m/classes/${full.id}`, second)).html) };
    await enroll(full.id);
    const refused = await post(`/m/classes/${full.id}/enrollment`, form, second);
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('role="alert"');
    expect(refused.html).toContain('名额和候补都已满');
    const soon = await openClass({ opensAt: shanghaiInstant(addDays(clock.today(), 1), '08:30') });
    const { html } = await get(`/m/classes/${soon.id}`);
    expect(html).toContain('08:30 开放报名');
    expect(html).not.toContain('name="key"');
  });

  it('lets nobody cancel alone after the class has begun', async () => {
    const { id } = await openClass();
    await enroll(id);
    await shiftTo('09:00');
    expect((await get(`/m/classes/${id}`)).html).toContain('已过自行取消的时间');
    const refused = await post(`/m/classes/${id}/cancellation`);
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('已过自行取消的时间');
  });

  describe('in the class', () => {
    let id: string;
    let sessionId: string;

    beforeAll(async () => {
      ({ id, sessionId } = await openClass({ capacity: 3 }));
      await enroll(id);
    });

    const code = async () =>
      (await test.app.get(CheckInService, { strict: false }).shown(systemActor, sessionId)).code;

    it('shows the session as the next thing and in the timetable', async () => {
      expect((await get('/m/timetable')).html).toContain('产业规划实务');
      await shiftTo('08:10');
      const { html } = await get('/m');
      expect(html).toContain('/m/check-in?session=');
      expect(html).toContain('扫码');
    });

    it('leads from the QR through signing in', async () => {
      const answer = await test.fastify.inject({
        url: `/c/${sessionId}/ABC123`,
        headers: { accept: 'text/html' },
      });
      expect(answer.headers.location).toBe(`/sign-in?next=${encodeURIComponent(`/c/${sessionId}/ABC123`)}`);
    });

    it('says what to do with an old code, and keeps strangers out', async () => {
      await shiftTo('08:20');
      const old = await post(`/c/${sessionId}/AAAAAA`);
      expect(old.status).toBe(422);
      expect(old.html).toContain('签到码已更新');
      expect(old.html).toContain(`/m/check-in?session=${sessionId}`);
      expect((await get(`/c/${sessionId}/${await code()}`, second)).status).toBe(404);
      expect((await post(`/c/${sessionId}/${await code()}`, {}, second)).status).toBe(404);
      expect((await get(`/m/check-in/${sessionId}`, second)).status).toBe(404);
    });

    it('changes nothing by opening the address, and checks in by the button', async () => {
      await shiftTo('08:20');
      const address = `/c/${sessionId}/${await code()}`;
      const opened = await get(address);
      expect(opened.html).toContain(`action="${address}"`);
      expect((await get(`/m/check-in/${sessionId}`)).html).toContain('还没有你的签到记录');
      const sent = await post(address);
      expect([sent.status, sent.location]).toEqual([303, `/m/check-in/${sessionId}`]);
      const result = await get(`/m/check-in/${sessionId}`);
      expect(result.html).toContain('签到成功');
      expect(result.html).toContain('08:20');
      expect((await get(`/m/classes/${id}`)).html).toContain('已报到');
      expect((await get(address)).location).toBe(`/m/check-in/${sessionId}`);
    });

    it('takes the typed code', async () => {
      await enroll(id, second);
      await shiftTo('08:25');
      expect((await get(`/m/check-in?session=${sessionId}`, second)).html).toMatch(
        new RegExp(`value="${sessionId}" checked`),
      );
      const wrong = await post('/m/check-in', { sessionId, code: '' }, second);
      expect(wrong.status).toBe(422);
      expect(wrong.html).toContain('id="field-code-error"');
      const sent = await post('/m/check-in', { sessionId, code: (await code()).toLowerCase() }, second);
      expect(sent.location).toBe(`/m/check-in/${sessionId}`);
    });

    it('asks for leave with the hours that are left', async () => {
      const page = await get(`/m/classes/${id}/leave`);
      expect(page.html).toContain('还可请假 2.2 学时');
      const wrong = { startsAt: `${startsOn}T18:00`, endsAt: `${startsOn}T17:00`, reason: '家中有事' };
      const refused = await post(`/m/classes/${id}/leave`, wrong);
      expect(refused.status).toBe(422);
      expect(refused.html).toContain('结束时间须晚于开始时间');
      expect(refused.html).toContain(`value="${startsOn}T18:00"`);
      const leave = { ...wrong, startsAt: `${startsOn}T08:00`, endsAt: `${startsOn}T12:00` };
      expect((await post(`/m/classes/${id}/leave`, leave)).status).toBe(303);
      const after = await get(`/m/classes/${id}/leave`);
      expect(after.html).toContain('可请假的学时已用完');
      expect(after.html).toContain('待批准');
      const twice = await post(`/m/classes/${id}/leave`, leave);
      expect(twice.status).toBe(409);
      expect(twice.html).toContain('这段时间已经请过假');
      expect((await get(`/m/classes/${id}/leave`, villager)).status).toBe(404);
    });
  });

  it('shows the own record with a masked phone and the hours of the year', async () => {
    await database.execute(
      `update targeting.trainee set phone = '13800001234'
       where id = (select trainee_id from responsibility.assignment where account_id = $1)`,
      [first.accountId],
    );
    await database.execute(
      `insert into targeting.ledger_entry (trainee_id, kind, hours, title, source_type, source_id, earned_on, year)
       select trainee_id, kind, hours, '往期培训班', 'test', gen_random_uuid(), $2::date, extract(year from $2::date)
       from responsibility.assignment, (values ('concentrated', 24), ('online', 7)) earned (kind, hours)
       where account_id = $1`,
      [first.accountId, clock.today()],
    );
    const { html } = await get('/m/mine');
    expect(html).toContain('138****1234');
    expect(html).not.toContain('13800001234');
    expect(html).toContain('<strong class="figure">24.0</strong>');
    expect(html).toContain('往期培训班');
    expect((await get('/m/mine', second)).html).not.toContain('往期培训班');
  });

  it('speaks both languages on every page', async () => {
    const { id, sessionId } = await openClass({ capacity: 3 });
    await enroll(id);
    const paths = [
      '/m',
      '/m/classes',
      '/m/classes?show=mine',
      `/m/classes/${id}`,
      `/m/classes/${id}/cancellation`,
      `/m/classes/${id}/leave`,
      '/m/timetable',
      '/m/timetable?show=past',
      '/m/check-in',
      `/m/check-in/${sessionId}`,
      `/c/${sessionId}/ABC123`,
      '/m/learning',
      '/m/mine',
    ];
    for (const path of paths) {
      for (const language of ['zh-CN', 'en']) {
        const { status, html } = await get(path, first, language);
        expect([path, status]).toEqual([path, 200]);
        expect(html).toContain(`lang="${language}"`);
        expect(html).not.toContain('trainee-pages.');
        expect(html).not.toMatch(/undefined|\[object|NaN/);
      }
    }
    expect((await get(`/m/classes/${id}`, first, 'en')).html).toContain('You can cancel until');
  });

  it('is closed to other roles', async () => {
    const coordinator = await signIn(test, { role: 'coordinator', division: province });
    expect((await get('/m', coordinator)).status).toBe(403);
    expect((await get('/m/mine', coordinator)).status).toBe(403);
  });
});
