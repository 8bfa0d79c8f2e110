import { citizenIdOf } from '../../../support/citizen-id.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { personOf, publishedClass, unitOf } from '../../../support/call-up.js';
import { query } from '../../../support/postgres-query.js';
import { Answer, Asker, places, signedIn } from '../../../support/register.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

interface Line {
  id: string;
  name: string;
  organizationId: string | null;
}

describe('call-ups over HTTP', () => {
  let test: TestApp;
  let province: Asker;
  let lantian: Asker;
  let zhouzhi: Asker;
  let contact: Asker;
  let unit: string;
  let classId: string;

  beforeAll(async () => {
    test = await createTestApp();
    unit = await unitOf(test, places.zhouzhi, '周至县财政局');
    province = await signedIn(test, 'coordinator', { division: places.province });
    lantian = await signedIn(test, 'coordinator', { division: places.lantian });
    zhouzhi = await signedIn(test, 'coordinator', { division: places.zhouzhi });
    contact = await signedIn(test, 'unitContact', { organizationId: unit });
  });

  afterAll(() => test.close());

  async function issued(): Promise<{ id: string; county: Line; ofUnit: Line }> {
    classId = await publishedClass(test, {
      lines: [
        { division: places.lantian, amount: 2 },
        { organizationId: unit, amount: 2 },
      ],
    });
    const drafted = await province.send('POST', `/api/v1/classes/${classId}/call-ups`, {
      deadline: inDays(5),
    });
    expect(drafted).toMatchObject({ status: 201, body: { state: 'draft', noticeNo: null } });
    const id = String(drafted.body.id);
    expect((await province.send('POST', `/api/v1/call-ups/${id}/issue`)).status).toBe(200);
    const lines = drafted.body.recipients as Line[];
    return {
      id,
      county: lines.find(({ organizationId }) => organizationId === null)!,
      ofUnit: lines.find(({ organizationId }) => organizationId !== null)!,
    };
  }

  const linesOf = ({ body }: Answer): string[] => (body.recipients as Line[]).map(({ name }) => name);

  it('shows the whole notice to its issuer, each unit its own line, and nothing to others', async () => {
    const { id, county, ofUnit } = await issued();
    const stranger = await signedIn(test, 'coordinator', { division: '610300000000' });

    expect(linesOf(await province.get(`/api/v1/call-ups/${id}`))).toHaveLength(2);
    expect(linesOf(await lantian.get(`/api/v1/call-ups/${id}`))).toEqual(['蓝田县']);
    expect(linesOf(await contact.get(`/api/v1/call-ups/${id}`))).toEqual(['周至县财政局']);
    expect(linesOf(await zhouzhi.get(`/api/v1/call-ups/${id}`))).toEqual(['周至县财政局']);
    expect((await stranger.get(`/api/v1/call-ups/${id}`)).status).toBe(404);
    expect((await stranger.get('/api/v1/call-ups')).body).toEqual({ items: [] });

    for (const [asker, line] of [
      [contact, county],
      [lantian, ofUnit],
      [stranger, county],
    ] as const) {
      const base = `/api/v1/call-ups/${id}/recipients/${line.id}`;
      for (const path of ['/names', '/candidates']) expect((await asker.get(base + path)).status).toBe(404);
      expect((await asker.send('POST', `${base}/acknowledgement`)).status).toBe(404);
      expect((await asker.send('POST', `${base}/matches`, { text: '王建军' })).status).toBe(404);
      expect((await asker.send('POST', `${base}/names`, { traineeIds: [classId] })).status).toBe(404);
    }
    for (const asker of [lantian, zhouzhi])
      for (const [method, path, body] of [
        ['PATCH', '', { deadline: inDays(6) }],
        ['POST', '/issue', {}],
        ['POST', '/withdrawal', { reason: '试一试' }],
        ['POST', '/reminders', {}],
        ['POST', '/releases', {}],
      ] as const)
        expect((await asker.send(method, `/api/v1/call-ups/${id}${path}`, body)).status).toBe(404);
    expect((await contact.send('POST', `/api/v1/call-ups/${id}/issue`)).status).toBe(403);
  });

  it('hides drafts from those they will ask', async () => {
    const id = await publishedClass(test, { lines: [{ division: places.lantian, amount: 1 }] });
    const { body } = await province.send('POST', `/api/v1/classes/${id}/call-ups`, { deadline: inDays(3) });
    expect((await lantian.get(`/api/v1/call-ups/${String(body.id)}`)).status).toBe(404);
    expect((await lantian.get(`/api/v1/classes/${id}/call-ups`)).body).toEqual({ items: [] });
  });

  it('takes names, registers a new person, takes one back and substitutes another', async () => {
    const { id, ofUnit } = await issued();
    const [first, second] = [
      await personOf(test, places.zhouzhi, '王建军', { organizationId: unit, phone: '13800138000' }),
      await personOf(test, places.zhouzhi, '李雪峰', { organizationId: unit }),
    ];
    const base = `/api/v1/call-ups/${id}/recipients/${ofUnit.id}`;
    const matched = await contact.send('POST', `${base}/matches`, { text: '1. 王建军\n2. 无此人' });
    expect(matched.body.items).toMatchObject([
      { name: '王建军', kind: 'exact', people: [{ id: first, phone: '138****8000' }] },
      { name: '无此人', kind: 'unknown', people: [] },
    ]);
    const named = await contact.send('POST', `${base}/names`, { traineeIds: [first] });
    expect(named).toMatchObject({ status: 201, body: { items: [{ outcome: 'seated', state: 'pending' }] } });
    const again = await contact.send('POST', `${base}/names`, { traineeIds: [first] });
    expect(again).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'traineeIds.0', code: 'call-up.refusal.already' }] },
    });
    const person = {
      name: '新来的',
      citizenId: citizenIdOf(777),
      category: 'businessOfficial',
      level: 'staff',
    };
    const registered = await contact.send('POST', `${base}/people`, person);
    expect(registered).toMatchObject({ status: 201, body: { outcome: 'seated' } });
    const noted = await query(
      test.database.url,
      `select role, division_id from foundation.audit_entry where action = 'trainee.register'`,
    );
    expect(noted).toEqual([{ role: 'unitContact', division_id: null }]);
    const over = await contact.send('POST', `${base}/names`, { traineeIds: [second] });
    expect(over.body.errors).toMatchObject([{ code: 'call-up.refusal.quotaUsed' }]);

    const { body } = await contact.get(`${base}/names`);
    const names = body.items as { name: string; enrollmentId: string }[];
    expect(names.map(({ name }) => name)).toEqual(['王建军', '新来的']);
    const swapped = await contact.send('POST', `${base}/substitutions`, {
      outEnrollmentId: names[0]!.enrollmentId,
      inTraineeId: second,
    });
    expect(swapped).toMatchObject({ status: 201, body: { state: 'done' } });
    expect((await contact.send('DELETE', `${base}/names/${names[1]!.enrollmentId}`)).status).toBe(204);
    expect((await contact.get(`${base}/names`)).body.items).toMatchObject([{ name: '李雪峰' }]);
  });

  it('refuses what makes no sense, at its field', async () => {
    const { id, county } = await issued();
    const draft = (input: object) => province.send('POST', `/api/v1/classes/${classId}/call-ups`, input);
    for (const [input, field] of [
      [{}, 'deadline'],
      [{ deadline: 'soon' }, 'deadline'],
      [{ deadline: '2020-01-01T00:00:00Z' }, 'deadline'],
      [{ deadline: inDays(60) }, 'deadline'],
      [{ deadline: inDays(2), recipients: [] }, 'recipients'],
      [{ deadline: inDays(2), recipients: [{ division: '610122000000', amount: 0 }] }, 'recipients.0.amount'],
      [{ deadline: inDays(2), recipients: [{ division: '999999999999', amount: 1 }] }, 'recipients.0'],
      [
        { deadline: inDays(2), text: 'x'.repeat(2001), recipients: [{ organizationId: unit, amount: 1 }] },
        'text',
      ],
    ] as const)
      expect(await draft(input)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect((await province.get('/api/v1/call-ups/not-an-id')).status).toBe(404);
    const names = (input: object) =>
      lantian.send('POST', `/api/v1/call-ups/${id}/recipients/${county.id}/names`, input);
    for (const input of [{}, { traineeIds: [] }, { traineeIds: ["' or 1=1"] }, { traineeIds: 'x' }])
      expect((await names(input)).status).toBe(422);
    expect((await names({ traineeIds: [classId] })).body.errors).toMatchObject([
      { code: 'call-up.error.notYours' },
    ]);
    expect((await province.send('PATCH', `/api/v1/call-ups/${id}`, { text: '改一改' })).status).toBe(409);
  });

  describe('as pages', () => {
    const form = (asker: Asker, url: string, fields: Record<string, string>) =>
      test.fastify.inject({
        method: 'POST',
        url,
        headers: { ...asker.headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(fields).toString(),
      });

    it('leads a contact from the work list to a signed and printed reply', async () => {
      const { id, ofUnit } = await issued();
      const traineeId = await personOf(test, places.zhouzhi, '许建军', { organizationId: unit });
      const list = await contact.get('/call-ups');
      expect(list.status).toBe(200);
      expect(list.text).toContain(`/call-ups/${id}`);
      const acknowledged = await form(contact, `/call-ups/${id}/acknowledgement`, { recipient: ofUnit.id });
      expect(acknowledged.statusCode).toBe(303);
      const matches = await form(contact, `/call-ups/${id}/matches`, {
        recipient: ofUnit.id,
        text: '许建军\n无此人',
      });
      expect(matches.statusCode).toBe(200);
      expect(matches.body).toContain(`value="${traineeId}" checked`);
      const named = await form(contact, `/call-ups/${id}/names`, {
        recipient: ofUnit.id,
        traineeIds: traineeId,
      });
      expect(named.statusCode).toBe(303);
      const refused = await form(contact, `/call-ups/${id}/names`, {
        recipient: ofUnit.id,
        traineeIds: traineeId,
      });
      expect(refused.statusCode).toBe(422);
      expect(refused.body).toContain('已在本班名单中');
      const reply = await contact.get(`/call-ups/${id}?recipient=${ofUnit.id}`);
      expect(reply.text).toContain('许建军');
      const path = /\/call-ups\/[^"]*\/substitution\?recipient=[^"]*/u.exec(reply.text)![0];
      expect((await contact.get(path)).status).toBe(200);
      expect((await contact.get(`/call-ups/${id}/people/new?recipient=${ofUnit.id}`)).status).toBe(200);
      expect((await form(contact, `/call-ups/${id}/people`, { recipient: ofUnit.id })).statusCode).toBe(422);
      expect((await contact.get(`/call-ups/${id}/print?recipient=${ofUnit.id}`)).text).toContain('许建军');
    });

    it('asks for consent after confirmation, on paper and by every way in, and answers it in two taps', async () => {
      const { id, ofUnit } = await issued();
      const [out, coming] = [
        await personOf(test, places.zhouzhi, '换出人', { organizationId: unit }),
        await personOf(test, places.zhouzhi, '换入人', { organizationId: unit }),
      ];
      const base = `/api/v1/call-ups/${id}/recipients/${ofUnit.id}`;
      await contact.send('POST', `${base}/names`, { traineeIds: [out] });
      const [named] = (await contact.get(`${base}/names`)).body.items as { enrollmentId: string }[];
      const enrollment = named!.enrollmentId;
      await province.send('POST', `/api/v1/enrollments/${enrollment}/confirmation`);
      const direct = await contact.send('POST', `/api/v1/enrollments/${enrollment}/substitution`, {
        traineeId: coming,
        reason: '临时住院',
      });
      expect(direct).toMatchObject({ status: 201, body: { state: 'requested' } });

      const page = await contact.get(`/call-ups/${id}?recipient=${ofUnit.id}`);
      expect(page.text).toContain('换人待答复');
      const fields = { recipient: ofUnit.id, inTraineeId: coming, reason: '临时住院' };
      const path = `/call-ups/${id}/names/${enrollment}/substitution`;
      expect((await form(contact, `${path}/withdrawal`, fields)).statusCode).toBe(303);
      expect((await form(contact, path, { ...fields, reason: '' })).statusCode).toBe(422);
      expect((await form(contact, path, fields)).statusCode).toBe(303);

      const list = await province.get('/substitutions');
      expect(list.text).toContain('换入人');
      expect(list.text).toMatch(/href="\/substitutions"[^>]*>.*?<span class="count">1<\/span>/su);
      const decide = /action="(\/classes\/[^"]*\/roster\/substitutions\/([^"]*))"/u.exec(list.text)!;
      expect((await form(lantian, decide[1]!, { decision: 'approve' })).statusCode).toBe(404);
      const refused = await form(province, decide[1]!, { decision: 'refuse' });
      expect(refused.statusCode).toBe(422);
      expect(refused.body).toContain(`field-answer-${decide[2]!}`);
      const approved = await form(province, decide[1]!, {
        decision: 'approve',
        [`answer-${decide[2]!}`]: '同意',
        back: 'list',
      });
      expect(approved).toMatchObject({ statusCode: 303, headers: { location: '/substitutions' } });
      expect((await contact.get(`${base}/names`)).body.items).toMatchObject([
        { name: '换入人', state: 'confirmed' },
      ]);
    });

    it('lets the coordinator draft, issue, remind, extend and withdraw', async () => {
      const id = await publishedClass(test, { lines: [{ division: places.lantian, amount: 2 }] });
      const url = `/classes/${id}/call-ups`;
      expect((await province.get(url)).text).toContain('蓝田县');
      const bad = await form(province, url, {
        deadline: '2020-01-01T08:00',
        place: 'division:610122000000',
        amount: '2',
      });
      expect(bad.statusCode).toBe(422);
      const local = inDays(3).slice(0, 16);
      const good = await form(province, url, {
        deadline: local,
        place: 'division:610122000000',
        amount: '2',
      });
      expect(good.statusCode).toBe(303);
      const callUpId = /id="notice-([^"]+)"/u.exec((await province.get(url)).text)![1]!;
      for (const [verb, fields] of [
        ['issue', {}],
        ['reminders', {}],
        ['deadline', { deadline: inDays(4).slice(0, 16) }],
      ] as [string, Record<string, string>][])
        expect((await form(province, `${url}/${callUpId}/${verb}`, fields)).statusCode).toBe(303);
      expect((await province.get(url)).text).toContain('【催报】');
      expect((await province.get(`${url}/${callUpId}/print`)).text).toContain('调训通知');
      expect((await lantian.get(url)).text).not.toContain('撤回通知');
      expect((await form(province, `${url}/${callUpId}/withdrawal`, { reason: '班次推迟' })).statusCode).toBe(
        303,
      );
    });
  });
});
