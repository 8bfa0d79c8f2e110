import { PrintableText } from '../../../../src/integration/eligibility/printable-text.port.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { personOf, publishedClass, unitOf } from '../../../support/call-up.js';
import { query } from '../../../support/postgres-query.js';
import { Asker, places, signedIn } from '../../../support/register.js';

describe('the roster of a class', () => {
  let test: TestApp;
  let province: Asker;
  let lantian: Asker;
  let contact: Asker;
  let unit: string;
  let classId: string;

  beforeAll(async () => {
    test = await createTestApp();
    unit = await unitOf(test, places.zhouzhi, '周至县教育局');
    province = await signedIn(test, 'coordinator', { division: places.province });
    lantian = await signedIn(test, 'coordinator', { division: places.lantian });
    contact = await signedIn(test, 'unitContact', { organizationId: unit });
  });

  afterAll(() => test.close());

  /** A class with three pending people of Lantian and one of the unit, called up. */
  beforeEach(async () => {
    classId = await publishedClass(test, {
      lines: [
        { division: places.lantian, amount: 3 },
        { organizationId: unit, amount: 1 },
      ],
    });
    const deadline = new Date(Date.now() + 5 * 86_400_000).toISOString();
    const { body } = await province.send('POST', `/api/v1/classes/${classId}/call-ups`, { deadline });
    await province.send('POST', `/api/v1/call-ups/${String(body.id)}/issue`);
    const lines = body.recipients as { id: string; organizationId: string | null }[];
    for (const { id, organizationId } of lines) {
      const own = organizationId !== null;
      const names = own ? ['周至人'] : ['丁一', '王二', '安三'];
      const traineeIds = await Promise.all(
        names.map((name) =>
          personOf(test, own ? places.zhouzhi : places.lantian, name, {
            organizationId: own ? unit : null,
            phone: '13800138000',
          }),
        ),
      );
      const answer = await (own ? contact : lantian).send(
        'POST',
        `/api/v1/call-ups/${String(body.id)}/recipients/${id}/names`,
        { traineeIds },
      );
      if (answer.status !== 201) throw new Error(answer.text);
    }
  });

  const form = (asker: Asker, path: string, fields: Record<string, string>) =>
    test.fastify.inject({
      method: 'POST',
      url: `/classes/${classId}/roster${path}`,
      headers: { ...asker.headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
  const page = (asker: Asker, rest = '') => asker.get(`/classes/${classId}/roster${rest}`);
  const idsOf = (html: string): string[] =>
    [...html.matchAll(/name="enrollmentIds" value="([^"]+)"/gu)].map((match) => match[1]!);
  const states = async (): Promise<string[]> =>
    (
      await query(
        test.database.url,
        `select state::text from integration.enrollment where class_id = '${classId}' order by number`,
      )
    ).map(({ state }) => String(state));

  it('reports by name, before and at confirmation, whose name no certificate can print', async () => {
    const printable = test.app.get(PrintableText, { strict: false });
    const rare = Array.from('𠀾𮯰𗀀').find((sign) => printable.unprintable(sign).length > 0) ?? '';
    await query(test.database.url, `update targeting.trainee set name = '安${rare}' where name = '安三'`);
    const shown = (await page(province)).text;
    expect(shown).toContain('1 人的姓名暂时印不到证书上');
    expect(shown).toContain(`安${rare} ${printable.unprintable(rare)[0]!}`);
    expect((await page(province, '?group=finding')).text).toContain('缺字');
    const { body } = await province.send('POST', `/api/v1/classes/${classId}/roster-confirmation`, {});
    expect(body.confirmed).toHaveLength(4);
    expect(body.unprintable).toMatchObject([
      { name: `安${rare}`, characters: printable.unprintable(rare)[0] },
    ]);
    expect((await page(lantian)).text).not.toContain('印不到证书上');
    const check = await province.get(`/classes/${classId}/plan/check`);
    expect(check.text).toContain(`安${rare}`);
  });

  it('shows everybody to the organizer, and to others only people of their own', async () => {
    const whole = await page(province);
    expect(whole.status).toBe(200);
    for (const name of ['丁一', '王二', '安三', '周至人']) expect(whole.text).toContain(name);
    expect(whole.text).not.toContain('13800138000');
    const county = await page(lantian);
    expect(county.text).toContain('丁一');
    expect(county.text).not.toContain('周至人');
    expect((await page(contact)).text).not.toContain('丁一');
    const stranger = await signedIn(test, 'unitContact', {
      organizationId: await unitOf(test, places.lantian, '无关单位'),
    });
    for (const rest of ['', '/print', '/export']) expect((await page(stranger, rest)).status).toBe(404);
    const [id] = idsOf(whole.text);
    expect((await page(contact, `/${id}`)).status).toBe(404);
    expect((await page(province, `/${id}`)).text).toContain('tel:13800138000');
  });

  it('finds by name, state, category and last four', async () => {
    expect((await page(province, '?text=王')).text).not.toContain('丁一');
    expect((await page(province, '?group=confirmed')).text).not.toContain('丁一');
    expect((await page(province, '?category=firstSecretary')).text).not.toContain('丁一');
    expect((await page(province, '?text=0000')).text).toContain('丁一');
    expect((await page(province, "?text=%25' or 1=1 --")).status).toBe(200);
    expect((await page(province, '?group=nobody')).status).toBe(422);
  });

  it('approves and sends back by batch, and takes both back', async () => {
    const ids = idsOf((await page(province)).text);
    expect(
      (await form(province, '', { verb: 'confirm', enrollmentIds: ids.slice(0, 2).join(',') })).statusCode,
    ).toBe(303);
    expect(await states()).toEqual(['confirmed', 'confirmed', 'pending', 'pending']);
    await form(province, '', { verb: 'unconfirm', enrollmentIds: ids.slice(0, 2).join(',') });
    expect((await form(province, '', { verb: 'return', enrollmentIds: ids[0]! })).statusCode).toBe(422);
    await form(province, '', { verb: 'return', enrollmentIds: ids[0]!, reason: '条件不符' });
    expect(await states()).toEqual(['cancelled', 'pending', 'pending', 'pending']);
    expect((await page(province, '?group=returned')).text).toContain('已退回');
    await form(province, '', { verb: 'restore', enrollmentIds: ids[0]! });
    expect(await states()).toEqual(Array(4).fill('pending'));
    expect((await form(lantian, '', { verb: 'confirm', enrollmentIds: ids[0]! })).statusCode).toBe(404);
    expect((await form(contact, '', { verb: 'confirm', enrollmentIds: ids[0]! })).statusCode).toBe(403);
    expect((await form(province, '', { verb: 'delete', enrollmentIds: ids[0]! })).statusCode).toBe(422);
  });

  it('is confirmed as a whole once, and tells the units', async () => {
    const path = `/api/v1/classes/${classId}/roster-confirmation`;
    expect((await lantian.send('POST', path, {})).status).toBe(404);
    const first = await province.send('POST', path, {});
    expect((first.body.confirmed as string[]).length).toBe(4);
    expect((await province.send('POST', path, {})).body).toEqual({ confirmed: [], unprintable: [] });
    expect(await states()).toEqual(Array(4).fill('confirmed'));
    const told = await query(
      test.database.url,
      `select params ->> 'count' as count from foundation.message where template = 'roster.message.unitConfirmed'
         and channel = 'inApp' order by id desc limit 2`,
    );
    expect(told.map(({ count }) => count).sort()).toEqual(['1', '3']);
    const foreign = await publishedClass(test, { lines: [] });
    const other = await province.send('POST', `/api/v1/classes/${foreign}/roster-confirmation`, {
      enrollmentIds: first.body.confirmed as string[],
    });
    expect(other.status).toBe(404);
  });

  it('prints in the order asked for and exports a workbook that is audited', async () => {
    await province.send('POST', `/api/v1/classes/${classId}/roster-confirmation`, {});
    const { text } = await page(province, '/print?order=strokes');
    const positions = ['丁一', '王二', '安三', '周至人'].map((name) => text.indexOf(name));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    const exported = await page(province, '/export');
    expect([exported.status, exported.text.slice(0, 2)]).toEqual([200, 'PK']);
    const [line] = await query(
      test.database.url,
      `select after ->> 'persons' as persons from foundation.audit_entry where action = 'roster.export'
         and subject_id = '${classId}'`,
    );
    expect(line).toEqual({ persons: '4' });
  });
});
