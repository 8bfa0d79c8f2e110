import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { firstDay, layRunningClass, RunningClass } from '../../../support/running-class.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const hanzhong = '610700000000';

interface Answer {
  status: number;
  body: string;
  location: string;
}

describe('attendance and completion over HTTP', () => {
  let test: TestApp;
  let coordinator: TestPerson;
  let laid: RunningClass;
  /** Trainees by seat order; a person has one account. */
  const people: TestPerson[] = [];
  /** Who asked for leave. */
  let asking: TestPerson;

  beforeAll(async () => {
    test = await createTestApp();
    laid = await layRunningClass(test);
    await arriveAt('08:40');
  });

  afterAll(() => test.close());

  const personAt = async (index: number): Promise<TestPerson> =>
    (people[index] ??= await signIn(test, { role: 'trainee', traineeId: laid.traineeIds[index] ?? '' }));

  /** Moves the clock; sign-ins of before have run out by then. */
  const arriveAt = async (time: string, day?: string): Promise<void> => {
    at(time, day);
    coordinator = await signIn(test, { role: 'coordinator', division: hanzhong });
  };

  const at = (time: string, day = firstDay): void => {
    test.app.get(Clock, { strict: false }).shift(new Date(`${day}T${time}+08:00`).getTime() - Date.now());
  };

  async function get(path: string, person = coordinator, accept = 'text/html'): Promise<Answer> {
    const answer = await test.fastify.inject({ url: path, headers: { ...person.headers, accept } });
    return { status: answer.statusCode, body: answer.body, location: '' };
  }

  async function post(
    path: string,
    form: Record<string, string | string[]>,
    person = coordinator,
  ): Promise<Answer> {
    const fields = new URLSearchParams();
    for (const [name, value] of Object.entries(form))
      for (const item of [value].flat()) fields.append(name, item);
    const answer = await test.fastify.inject({
      method: 'POST',
      url: path,
      headers: {
        ...person.headers,
        accept: 'text/html',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: fields.toString(),
    });
    return { status: answer.statusCode, body: answer.body, location: answer.headers.location ?? '' };
  }

  const send = async (
    person: TestPerson,
    method: 'POST' | 'PUT' | 'GET' | 'DELETE',
    path: string,
    payload?: object,
  ): Promise<{ status: number; body: { code?: string; errors?: { field: string; code: string }[] } }> => {
    const answer = await test.fastify.inject({
      method,
      url: `/api/v1${path}`,
      headers: person.headers,
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, body: answer.body ? answer.json() : {} };
  };

  const tab = (): string => `/classes/${laid.id}/attendance`;
  const roll = (): string => `${tab()}/${laid.sessionIds[0] ?? ''}`;

  it('shows sessions, leave and who has not arrived to those who run the class', async () => {
    const { status, body } = await get(tab());
    expect(status).toBe(200);
    expect(body).toContain(`href="${roll()}/screen"`);
    expect(body).toContain('进行中');
    expect(body).toContain('登记报到');
  });

  it('shows a supervisor the counts and nobody by name', async () => {
    const supervisor = await signIn(test, { role: 'supervisor', division: hanzhong });
    const { status, body } = await get(tab(), supervisor);
    expect(status).toBe(200);
    expect(body).toContain('第 1 讲');
    expect(body).not.toContain('学员1');
    expect(body).not.toContain('/screen');
    expect((await get(roll(), supervisor)).status).toBe(403);
  });

  it("hides another host's and another division's class as if there were none", async () => {
    const database = test.app.get(Database, { strict: false });
    const other = await database.one<{ id: string }>(
      `insert into responsibility.organization (name, kind, division_id)
       select '别处党校', 'partySchool', id from responsibility.division where code = $1 returning id`,
      [hanzhong],
    );
    const host = await signIn(test, { role: 'host', organizationId: other?.id ?? '' });
    const elsewhere = await signIn(test, { role: 'coordinator', division: '610100000000' });
    for (const person of [host, elsewhere])
      for (const path of [
        tab(),
        roll(),
        `${roll()}/screen`,
        `${roll()}/sheet`,
        `/classes/${laid.id}/completion`,
      ])
        expect([path, (await get(path, person)).status]).toEqual([path, 404]);
    expect((await send(host, 'GET', `/classes/${laid.id}/completions`)).status).toBe(404);
  });

  it('keeps the roll from trainees', async () => {
    const trainee = await personAt(0);
    expect((await get(roll(), trainee)).status).toBe(403);
    const path = `/classes/${laid.id}/attendance/${laid.sessionIds[0] ?? ''}`;
    expect((await send(trainee, 'GET', path)).status).toBe(403);
    expect((await send(trainee, 'PUT', path, { marks: [] })).status).toBe(403);
  });

  it('names the wrong field of a roll, a check-in and a leave with 422', async () => {
    const trainee = await personAt(1);
    const path = `/classes/${laid.id}/attendance/${laid.sessionIds[0] ?? ''}`;
    const marks = [{ enrollmentId: laid.enrollmentIds[0], state: 'asleep' }];
    const refused = await send(coordinator, 'PUT', path, { marks });
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.map(({ field }) => field)).toEqual(['marks.0.state']);
    const code = await send(trainee, 'POST', `/sessions/${laid.sessionIds[0] ?? ''}/check-ins`, {
      code: 'ZZZZZZ',
    });
    expect(code).toMatchObject({
      status: 422,
      body: { code: 'attendance.oldCode', errors: [{ field: 'code' }] },
    });
    const leave = await send(trainee, 'POST', `/classes/${laid.id}/leaves`, {
      startsAt: '2030-05-06T14:30',
      endsAt: '2030-02-31T18:30',
      reason: '有事',
    });
    expect(leave).toMatchObject({ status: 422, body: { errors: [{ field: 'endsAt' }] } });
  });

  it('shows a code that leads to the check-in page, and its live part alone', async () => {
    const page = await get(`${roll()}/screen`);
    expect(page.status).toBe(200);
    expect(page.body).toContain('http-equiv="refresh"');
    expect(page.body).toMatch(/hx-trigger="every 5s"/);
    expect(page.body).toMatch(/<path d="M[\dMh v.-]+/);
    const shown = await send(coordinator, 'GET', `/sessions/${laid.sessionIds[0] ?? ''}/check-in-code`);
    expect(page.body).toContain((shown.body as { code: string }).code);
    const part = await get(`${roll()}/screen/code`);
    expect(part.status).toBe(200);
    expect(part.body).not.toContain('<html');
    const ahead = await get(`${tab()}/${laid.sessionIds[2] ?? ''}/screen`);
    expect(ahead.body).toContain('2030-05-07 08:00 开放签到');
  });

  it('flags two people on one phone by its cookie, and spot-checks one of them', async () => {
    const [session = ''] = laid.sessionIds;
    const shown = await send(coordinator, 'GET', `/sessions/${session}/check-in-code`);
    const code = (shown.body as { code?: string }).code ?? '';
    let cookie = '';
    for (const index of [0, 1]) {
      const person = await personAt(index);
      const answer = await test.fastify.inject({
        method: 'POST',
        url: `/c/${session}/${code}`,
        headers: { ...person.headers, accept: 'text/html', ...(cookie && { cookie }) },
      });
      expect(answer.statusCode).toBe(303);
      const given = answer.cookies.find(({ name }) => name === 'device');
      expect([index, given?.httpOnly]).toEqual([index, index === 0 ? true : undefined]);
      if (given) cookie = `device=${given.value}`;
    }
    const page = (await get(roll())).body;
    expect(page.match(/复核：与他人用同一部手机签到/g)).toHaveLength(2);
    expect((await post(`${roll()}/spot-checks`, { count: '0' })).status).toBe(422);
    expect((await post(`${roll()}/spot-checks`, { count: '1' })).status).toBe(303);
    const action = /action="([^"]+\/spot-checks\/[^"]+)"/.exec((await get(roll())).body)?.[1] ?? '';
    expect((await post(action, { seen: 'no' })).status).toBe(303);
    expect((await get(roll())).body).toContain('不在场，已记缺勤');
    expect((await post(action, { seen: 'yes' })).status).toBe(409);
  });

  it('takes the roll from a plain form: one by one, then all the rest', async () => {
    const [one = '', two = '', three = ''] = laid.enrollmentIds;
    expect((await post(roll(), {})).status).toBe(422);
    expect((await post(roll(), { [`marks[${one}]`]: 'asleep' })).status).toBe(422);
    expect((await post(roll(), { [`marks[${one}]`]: 'absent' })).status).toBe(303);
    expect((await post(roll(), { [`marks[${two}]`]: 'late', all: 'present' })).location).toBe(roll());
    const html = (await get(roll())).body;
    for (const [id, state] of [
      [one, 'absent'],
      [two, 'late'],
      [three, 'present'],
    ])
      expect(html).toContain(`name="marks[${id}]" value="${state}" checked`);
  });

  it('asks before a session with a roll changes its hours, and does not remove it', async () => {
    const [session = ''] = laid.sessionIds;
    const plan = `/classes/${laid.id}/plan/sessions`;
    expect((await get(`${plan}?session=${laid.sessionIds[3] ?? ''}`)).body).toContain('/removal"');
    const edited = await get(`${plan}?session=${session}`);
    expect(edited.body).toContain('name="acknowledged"');
    expect(edited.body).not.toContain('/removal"');
    expect(await send(coordinator, 'DELETE', `/classes/${laid.id}/sessions/${session}`)).toMatchObject({
      status: 409,
      body: { code: 'session.hasAttendance' },
    });
    const form = {
      title: '第 1 讲',
      mode: 'lecture',
      startsAt: `${firstDay}T08:30`,
      endsAt: `${firstDay}T12:30`,
      hours: '3.5',
    };
    const refused = await post(`${plan}/${session}`, form);
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('id="field-acknowledged-error"');
    expect((await post(`${plan}/${session}`, { ...form, acknowledged: 'true' })).status).toBe(303);
    expect((await post(`${plan}/${session}`, { ...form, hours: '4', acknowledged: 'true' })).status).toBe(
      303,
    );
  });

  it('notes arrivals and takes them back', async () => {
    const [one = ''] = laid.enrollmentIds;
    expect((await post(`${tab()}/arrivals`, { ids: [one] })).status).toBe(303);
    expect((await get(tab())).body).toContain('都已报到');
    expect((await post(`${tab()}/arrivals/undo`, { ids: one })).status).toBe(303);
    expect((await get(tab())).body).toContain(`value="${one}"`);
    await post(`${tab()}/arrivals`, { ids: [one] });
  });

  it('prints a sheet in seat order', async () => {
    const { status, body } = await get(`${roll()}/sheet`);
    expect(status).toBe(200);
    expect(body.indexOf('学员1')).toBeLessThan(body.indexOf('学员3'));
    expect(body).toContain('签名');
  });

  it('decides leave on the tab', async () => {
    const trainee = (asking = await signIn(test, { role: 'trainee', traineeId: laid.traineeIds[2] ?? '' }));
    const asked = await send(trainee, 'POST', `/classes/${laid.id}/leaves`, {
      startsAt: '2030-05-06T14:30',
      endsAt: '2030-05-06T18:30',
      reason: '村里防汛',
    });
    expect(asked.status).toBe(201);
    const html = (await get(tab())).body;
    const action = /action="([^"]+\/leaves\/[^"]+)"/.exec(html)?.[1] ?? '';
    expect((await post(action, { state: 'approved' })).status).toBe(303);
    expect((await post(action, { state: 'refused' })).status).toBe(409);
  });

  it('lets a trainee withdraw a request on the phone and over the API, and a second time not', async () => {
    const trainee = asking;
    const page = `/m/classes/${laid.id}/leave`;
    const ask = () =>
      post(page, { startsAt: '2030-05-07T14:30', endsAt: '2030-05-07T18:30', reason: '村里防汛' }, trainee);
    expect((await ask()).status).toBe(303);
    const action = /action="([^"]+\/withdrawal)"/.exec((await get(page, trainee)).body)?.[1] ?? '';
    expect((await post(action, {}, trainee)).status).toBe(303);
    const after = (await get(page, trainee)).body;
    expect(after).toContain('已撤回');
    expect(after).not.toContain('/withdrawal"');
    expect((await post(action, {}, trainee)).status).toBe(409);
    await ask();
    const [, leaveId = ''] =
      /leave\/([0-9a-f-]{36})\/withdrawal"/.exec((await get(page, trainee)).body) ?? [];
    const path = `/classes/${laid.id}/leaves/${leaveId}`;
    expect((await send(coordinator, 'DELETE', path)).status).toBe(403);
    expect((await send(trainee, 'DELETE', path)).status).toBe(204);
    expect((await send(trainee, 'DELETE', path)).status).toBe(409);
  });

  it('decides completion with reasons and the word typed, and takes it back', async () => {
    const page = `/classes/${laid.id}/completion`;
    const [one = '', two = ''] = laid.enrollmentIds;
    await arriveAt('20:30', '2030-05-07');
    const preview = await get(page);
    expect(preview.status).toBe(200);
    expect(preview.body).toContain('25%（至少 80%）');
    expect(preview.body).toContain(`/completion/dismissals/${laid.enrollmentIds[2] ?? ''}`);
    const noReason = await post(page, { [`decision[${one}]`]: 'completed', confirmation: '核定结业' });
    expect(noReason.status).toBe(422);
    expect(noReason.body).toContain('须写明原因');
    const form = {
      [`decision[${one}]`]: 'completed',
      [`reason[${one}]`]: '已补课',
      [`decision[${two}]`]: 'rule',
    };
    const noWord = await post(page, { ...form, confirmation: '确定' });
    expect(noWord.status).toBe(422);
    expect(noWord.body).toContain('value="已补课"');
    expect(noWord.body).toContain('id="field-confirmation-error"');
    expect(preview.body).toContain('name="acknowledge"');
    const early = await post(page, { ...form, confirmation: '核定结业' });
    expect(early.status).toBe(422);
    expect(early.body).toContain('id="field-acknowledge-error"');
    const refused = await send(coordinator, 'POST', `/classes/${laid.id}/completions`, {});
    expect(refused).toMatchObject({ status: 422, body: { code: 'completion.tooEarly' } });
    const acknowledged = { ...form, acknowledge: 'true', confirmation: '核定结业' };
    expect((await post(page, acknowledged)).status).toBe(303);
    expect((await get(page)).body).toContain('本班已核定');
    expect((await post(`${page}/reconsideration`, { reason: '' })).status).toBe(422);
    expect((await post(`${page}/reconsideration`, { reason: '漏登考勤' })).status).toBe(303);
    expect((await get(page)).body).toContain('name="confirmation"');
  });

  it('dismisses on a page that asks why, and takes it back', async () => {
    const path = `/classes/${laid.id}/completion/dismissals/${laid.enrollmentIds[2] ?? ''}`;
    expect((await get(path)).body).toContain('请假超过总学时的 1/7');
    expect((await post(path, { reason: '' })).status).toBe(422);
    expect((await post(path, { reason: '请假超过总学时的 1/7' })).status).toBe(303);
    expect((await get(`/classes/${laid.id}/completion`)).body).not.toContain(path);
    expect((await post(`${path}/undo`, {})).status).toBe(303);
    expect((await get(`/classes/${laid.id}/completion`)).body).toContain(path);
  });
});
