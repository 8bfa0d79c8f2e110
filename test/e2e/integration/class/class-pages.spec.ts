import { Database } from '../../../../src/foundation/database/database.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { addTrainees, classBasics } from '../../../support/class-draft.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const province = '610000000000';
const hanzhong = '610700000000';

interface Answer {
  status: number;
  html: string;
  location: string;
}

describe("a coordinator's class pages", () => {
  let test: TestApp;
  let coordinator: TestPerson;
  let id: string;

  beforeAll(async () => {
    test = await createTestApp();
    coordinator = await signIn(test, { role: 'coordinator', division: province });
    await addTrainees(test, hanzhong, 30);
  });

  afterAll(() => test.close());

  async function get(path: string, person = coordinator): Promise<Answer> {
    const answer = await test.fastify.inject({
      url: path,
      headers: { ...person.headers, accept: 'text/html' },
    });
    return { status: answer.statusCode, html: answer.body, location: answer.headers.location ?? '' };
  }

  async function post(path: string, form: Record<string, unknown>, person = coordinator): Promise<Answer> {
    const fields = new URLSearchParams();
    for (const [name, value] of Object.entries(form))
      for (const item of [value].flat()) fields.append(name, String(item));
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
    return { status: answer.statusCode, html: answer.body, location: answer.headers.location ?? '' };
  }

  it('offers to make the first class', async () => {
    const { status, html } = await get('/classes');
    expect(status).toBe(200);
    expect(html).toContain('还没有班次');
    expect(html).toContain('href="/classes/new"');
  });

  it('shows what is wrong beside the fields and keeps what was typed', async () => {
    const form = classBasics(test, { title: '', capacity: 'many', startsOn: '2030-05-02', endsOn: 'soon' });
    const { status, html } = await post('/classes/new', form);
    expect(status).toBe(422);
    expect(html).toContain('data-error-summary');
    expect(html).toContain('id="field-title-error"');
    expect(html).toContain('id="field-endsOn-error"');
    expect(html).toContain('value="2030-05-02"');
  });

  it('makes a class and leads to its audience', async () => {
    const made = await post('/classes/new', { ...classBasics(test), then: 'next' });
    expect(made.status).toBe(303);
    id = /classes\/([0-9a-f-]{36})\/plan\/audience/.exec(made.location)?.[1] ?? '';
    const { html } = await get(`/classes/${id}/plan/basics`);
    expect(html).toContain('驻村第一书记产业振兴专题培训班');
    expect((await get('/classes')).html).toContain(`href="/classes/${id}"`);
  });

  it('keeps a draft by itself, and its own earlier draft is no conflict', async () => {
    const form = { ...classBasics(test, { title: '自动保存的名称' }), version: 1 };
    expect((await post(`/classes/${id}/plan/basics/draft`, form)).status).toBe(204);
    expect((await post(`/classes/${id}/plan/basics/draft`, form)).status).toBe(204);
    const other = await signIn(test, { role: 'coordinator', division: province });
    const refused = await post(`/classes/${id}/plan/basics`, form, other);
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('刚刚被别人修改');
  });

  it('counts the audience while it is being chosen, and saves it with the window', async () => {
    const page = await get(`/classes/${id}/plan/audience`);
    expect(page.status).toBe(200);
    const reach = await post(`/classes/${id}/plan/audience/reach`, { categories: 'firstSecretary' });
    expect(reach.html).toContain('汉中市');
    expect(reach.html).not.toContain('<html');
    const form = {
      categories: ['firstSecretary', 'workTeamMember'],
      way: 'self',
      opensAt: '2030-01-02T08:30',
      closesAt: '2030-01-01T08:30',
      waitlistCapacity: 3,
    };
    const refused = await post(`/classes/${id}/plan/audience`, form);
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('value="2030-01-02T08:30"');
    const saved = await post(`/classes/${id}/plan/audience`, {
      ...form,
      opensAt: '',
      closesAt: '',
      then: 'next',
    });
    expect([saved.status, saved.location]).toEqual([303, `/classes/${id}/plan/sessions`]);
    expect((await get(`/classes/${id}/plan/audience`)).html).toMatch(/value="workTeamMember" checked/);
  });

  it("takes the class's own completion rule in step 1 and says it in words", async () => {
    const fresh = await get('/classes/new');
    expect(fresh.html).toMatch(/name="leastAttendance" value="80"/);
    expect(fresh.html).toMatch(/name="mostLeave" value="14.3"/);
    expect((await get(`/classes/${id}`)).html).toContain(
      '出勤不少于总学时的 80%；无故缺勤不超过 3 次；请假不超过总学时的 1/7',
    );
    const form = classBasics(test, { leastAttendance: 90, mostUnexcusedAbsences: 0, mostLeave: 10.5 });
    const wrong = await post(`/classes/${id}/plan/basics`, {
      ...form,
      leastAttendance: 101,
      version: 99,
    });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain('id="field-leastAttendance-error"');
    expect((await post(`/classes/${id}/plan/basics`, form)).status).toBe(303);
    const saved = await get(`/classes/${id}/plan/basics`);
    expect(saved.html).toMatch(/name="leastAttendance" value="90"/);
    expect(saved.html).toMatch(/name="mostUnexcusedAbsences" value="0"/);
    expect((await get(`/classes/${id}`)).html).toContain(
      '出勤不少于总学时的 90%；没有无故缺勤；请假不超过总学时的 10.5%',
    );
    await post(`/classes/${id}/plan/basics`, classBasics(test));
    expect((await get(`/classes/${id}`)).html).toContain('出勤不少于总学时的 90%');
  });

  it('shows facts, next steps and the log on the overview', async () => {
    const { status, html } = await get(`/classes/${id}`);
    expect(status).toBe(200);
    expect(html).toContain('完成办班方案');
    expect(html).toContain('新建');
    expect(html).toContain(`href="/classes/${id}/roster"`);
  });

  it('lets others look, but not plan', async () => {
    const supervisor = await signIn(test, { role: 'supervisor', division: province });
    const city = await signIn(test, { role: 'coordinator', division: hanzhong });
    expect((await get(`/classes/${id}`, supervisor)).html).not.toContain('/plan/basics');
    expect((await get(`/classes/${id}/plan/basics`, supervisor)).status).toBe(403);
    expect((await get(`/classes/${id}/plan/basics`, city)).status).toBe(404);
  });

  it('exports the list as a workbook and says when nothing matches', async () => {
    const answer = await test.fastify.inject({
      url: '/classes/export?state=draft',
      headers: coordinator.headers,
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.subarray(0, 2).toString()).toBe('PK');
    expect(answer.headers['content-disposition']).toMatch(/attachment; filename="classes-.*\.xlsx"/);
    expect((await get('/classes?text=没有这个班')).html).toContain('没有符合条件的班次');
  });

  it('speaks English', async () => {
    for (const path of ['/classes', '/classes/new', `/classes/${id}`, `/classes/${id}/plan/audience`]) {
      const answer = await test.fastify.inject({
        url: path,
        headers: { ...coordinator.headers, accept: 'text/html', 'accept-language': 'en' },
      });
      expect(answer.statusCode).toBe(200);
    }
  });

  it('never shows the check-in secret', async () => {
    const row = await test.app
      .get(Database, { strict: false })
      .one<{ secret: string }>(
        `select encode(check_in_secret, 'hex') as secret from integration.class where id = $1`,
        [id],
      );
    expect((await get(`/classes/${id}`)).html).not.toContain(row?.secret);
  });
});
