import { createTestApp, TestApp } from '../../../support/app.js';
import { addTrainees, classBasics } from '../../../support/class-draft.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const province = '610000000000';
const hanzhong = '610700000000';
const xian = '610100000000';

describe('planning a class page by page', () => {
  let test: TestApp;
  let coordinator: TestPerson;
  let id: string;
  let day: string;

  beforeAll(async () => {
    test = await createTestApp();
    coordinator = await signIn(test, { role: 'coordinator', division: province });
    await addTrainees(test, hanzhong, 20);
    await addTrainees(test, xian, 40);
    const basics = classBasics(test);
    day = String(basics.startsOn);
    const made = await post('/classes/new', { ...basics, then: 'next' });
    id = /classes\/([0-9a-f-]{36})/.exec(made.location)?.[1] ?? '';
  });

  afterAll(() => test.close());

  interface Answer {
    status: number;
    html: string;
    location: string;
  }

  async function get(path: string, language = 'zh-CN'): Promise<Answer> {
    const answer = await test.fastify.inject({
      url: path,
      headers: { ...coordinator.headers, accept: 'text/html', 'accept-language': language },
    });
    return {
      status: answer.statusCode,
      html: answer.body.replaceAll('&#x3D;', '='),
      location: answer.headers.location ?? '',
    };
  }

  async function post(path: string, form: Record<string, unknown>): Promise<Answer> {
    const answer = await test.fastify.inject({
      method: 'POST',
      url: path,
      headers: {
        ...coordinator.headers,
        accept: 'text/html',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams(
        Object.entries(form).map(([name, value]) => [name, String(value)] as [string, string]),
      ).toString(),
    });
    return {
      status: answer.statusCode,
      html: answer.body.replaceAll('&#x3D;', '='),
      location: answer.headers.location ?? '',
    };
  }

  const session = (changes: Record<string, unknown> = {}) => ({
    title: '村集体经济运营',
    mode: 'caseTeaching',
    startsAt: `${day}T08:30`,
    endsAt: `${day}T12:30`,
    hours: 8,
    ...changes,
  });

  /** More hours for the approved class: asked on the page, never taken by typing, and approved anew. */
  async function applyAgain(applicationId: string): Promise<void> {
    const path = `/classes/${id}/plan/basics`;
    expect((await get(path)).html).toContain('原批准文号失效');
    expect((await get(`/classes/${id}/plan/audience`)).html).toContain('修改培训对象的，班次回到待审批');
    const form = classBasics(test, { hours: 9 });
    expect((await post(`${path}/draft`, { ...form, acknowledged: 'true' })).status).toBe(422);
    const refused = await post(path, form);
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('id="field-acknowledged-error"');
    const audience = { categories: 'firstSecretary', way: 'callUp', waitlistCapacity: 0 };
    const other = await post(`/classes/${id}/plan/audience`, audience);
    expect([other.status, other.html.includes('id="field-acknowledged-error"')]).toEqual([422, true]);
    const again = await post(`/classes/${id}/plan/audience`, { ...audience, acknowledged: 'true' });
    expect([again.status, again.location]).toEqual([303, `/classes/${id}/plan/check`]);
    await post(`/applications/${applicationId}/approval`, {});
    const more = await post(path, { ...form, acknowledged: 'true' });
    expect([more.status, more.location]).toEqual([303, `/classes/${id}/plan/check`]);
    expect((await get(`/classes/${id}/plan/check`)).html).toContain('申报已提交，等待审批');
    await post(`/applications/${applicationId}/approval`, {});
  }

  it('adds, changes and removes sessions, with errors beside the fields', async () => {
    expect((await get(`/classes/${id}/plan/sessions`)).html).toContain(`at=${day}T14%3A30`);
    expect((await post(`/classes/${id}/plan/sessions`, session())).status).toBe(303);
    const overlapping = await post(`/classes/${id}/plan/sessions`, session({ title: '重叠的课' }));
    expect(overlapping.status).toBe(422);
    expect(overlapping.html).toContain('时间重叠');
    expect(overlapping.html).toContain(`value="${day}T08:30"`);
    const page = await get(`/classes/${id}/plan/sessions`);
    expect(page.html).toContain('100.0%');
    const sessionId = /session=([0-9a-f-]{36})/.exec(page.html)?.[1] ?? '';
    const edited = await get(`/classes/${id}/plan/sessions?session=${sessionId}`);
    expect(edited.html).toContain('修改课程');
    await post(`/classes/${id}/plan/sessions/${sessionId}`, session({ title: '改名的课' }));
    expect((await get(`/classes/${id}/sessions`)).html).toContain('改名的课');
    const extra = await post(
      `/classes/${id}/plan/sessions`,
      session({ title: '多余的课', startsAt: `${day}T14:30`, endsAt: `${day}T15:30`, hours: 1 }),
    );
    expect(extra.status).toBe(303);
    const extraId = [...(await get(`/classes/${id}/plan/sessions`)).html.matchAll(/session=([0-9a-f-]{36})/g)]
      .map(([, found]) => found)
      .find((found) => found !== sessionId);
    await post(`/classes/${id}/plan/sessions/${extraId ?? ''}/removal`, {});
    expect((await get(`/classes/${id}/sessions`)).html).not.toContain('多余的课');
  });

  it('proposes seats by people, sums them live and saves them', async () => {
    const proposed = await post(`/classes/${id}/plan/quota`, { distribute: 'people' });
    expect(proposed.status).toBe(200);
    expect(proposed.html).toContain('20 个名额已全部分配');
    const rows = [...proposed.html.matchAll(/name="rows\[(\d+)\]\[divisionCode\]" value="(\d+)"/g)];
    const amounts = [...proposed.html.matchAll(/name="rows\[\d+\]\[amount\]"[^>]* value="(\d+)"/g)].map(
      ([, amount]) => Number(amount),
    );
    expect(amounts[rows.findIndex(([, , code]) => code === xian)]).toBe(13);
    expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(20);
    const form = Object.fromEntries(
      rows.flatMap(([, index, code], position) => [
        [`rows[${index ?? ''}][divisionCode]`, code],
        [`rows[${index ?? ''}][amount]`, amounts[position]],
      ]),
    );
    const first = `rows[0][amount]`;
    const sum = await post(`/classes/${id}/plan/quota/sum`, { ...form, [first]: 99 });
    expect(sum.html).toContain('超出计划人数');
    expect((await post(`/classes/${id}/plan/quota`, { ...form, [first]: 99 })).status).toBe(422);
    const saved = await post(`/classes/${id}/plan/quota`, { ...form, then: 'next' });
    expect([saved.status, saved.location]).toEqual([303, `/classes/${id}/plan/check`]);
    expect((await get(`/classes/${id}/plan/quota`)).html).toContain('value="13"');
  });

  it('leads from the check over the application to publication', async () => {
    const check = await get(`/classes/${id}/plan/check`);
    expect(check.html).toContain('办班申报还没有批准');
    expect((await post(`/classes/${id}/plan/check/publication`, {})).status).toBe(409);
    expect((await post(`/classes/${id}/plan/check/application`, {})).status).toBe(303);
    const list = await get('/applications');
    const applicationId = /\/applications\/([0-9a-f-]{36})/.exec(list.html)?.[1] ?? '';
    expect((await get(`/applications/${applicationId}`)).html).toContain('退回原因');
    const empty = await post(`/applications/${applicationId}/return`, { reason: '' });
    expect(empty.status).toBe(422);
    expect(empty.html).toContain('id="field-reason-error"');
    await post(`/applications/${applicationId}/return`, { reason: '请补充目标' });
    expect((await get(`/classes/${id}/plan/check`)).html).toContain('请补充目标');
    await post(`/classes/${id}/plan/check/application`, {});
    expect((await post(`/applications/${applicationId}/approval`, { comment: '同意' })).status).toBe(303);
    expect((await get('/applications')).html).toContain('没有待审批的申报');
    await applyAgain(applicationId);
    const published = await post(`/classes/${id}/plan/check/publication`, {});
    expect([published.status, published.location]).toEqual([303, `/classes/${id}`]);
    expect((await get(`/classes/${id}`)).html).toContain('已发布');
  });

  it('copies an earlier class to the same weekday', async () => {
    expect((await get('/classes/copies?text=产业振兴')).html).toContain(`/classes/${id}/copies/new`);
    const form = await get(`/classes/${id}/copies/new`);
    const proposal = /name="startsOn" value="([\d-]+)"/.exec(form.html)?.[1] ?? '';
    expect(new Date(proposal).getUTCDay()).toBe(new Date(day).getUTCDay());
    const bad = await post(`/classes/${id}/copies`, { title: '', startsOn: '' });
    expect(bad.status).toBe(422);
    const copied = await post(`/classes/${id}/copies`, { title: '新一年的班', startsOn: proposal });
    expect(copied.location).toMatch(/^\/classes\/[0-9a-f-]{36}\/plan\/basics$/);
    expect((await get(copied.location)).html).toContain('新一年的班');
  });

  it('speaks English on every page', async () => {
    const paths = [
      ...['sessions', 'quota', 'check'].map((step) => `/classes/${id}/plan/${step}`),
      `/classes/${id}/sessions`,
      `/classes/${id}/cancellation`,
      `/classes/${id}/copies/new`,
      '/classes/copies',
      '/applications?state=all',
    ];
    for (const path of paths) expect([path, (await get(path, 'en')).status]).toEqual([path, 200]);
  });

  it('calls a class off only with a reason', async () => {
    expect((await post(`/classes/${id}/cancellation`, { reason: '' })).status).toBe(422);
    expect((await post(`/classes/${id}/cancellation`, { reason: '汛期延后' })).status).toBe(303);
    const { html } = await get(`/classes/${id}`);
    expect(html).toContain('已取消');
    expect(html).toContain('汛期延后');
  });
});
