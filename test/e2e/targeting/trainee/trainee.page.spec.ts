import { randomUUID } from 'node:crypto';
import { HoursLedgerService } from '../../../../src/targeting/ledger/hours-ledger.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { citizenIdOf } from '../../../support/citizen-id.js';
import { gbkOf, headings, personRow } from '../../../support/people-file.js';
import { eventually, query } from '../../../support/postgres-query.js';
import { Asker, person, places, signedIn } from '../../../support/register.js';

describe('pages of the register', () => {
  let test: TestApp;
  let lantian: Asker;
  let id: string;

  beforeAll(async () => {
    test = await createTestApp({ PROCESSES: 'both' });
    lantian = await signedIn(test, 'coordinator', { division: places.lantian });
    id = String(
      (await lantian.send('POST', '/api/v1/trainees', person(1, { phone: '13800000001' }))).body.id,
    );
    await test.app.get(HoursLedgerService, { strict: false }).post({
      traineeId: id,
      kind: 'concentrated',
      hours: 12.5,
      title: '第一书记示范班',
      sourceType: 'completion',
      sourceId: randomUUID(),
      earnedOn: '2025-06-01',
    });
  });

  afterAll(() => test.close());

  const page = async (url: string, form?: Record<string, string>, asker = lantian) => {
    const answer = await test.fastify.inject({
      method: form ? 'POST' : 'GET',
      url,
      headers: {
        ...asker.headers,
        accept: 'text/html',
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { payload: new URLSearchParams(form).toString() }),
    });
    return { status: answer.statusCode, text: answer.body, location: answer.headers.location };
  };
  const upload = async (name: string, content: Buffer) => {
    const boundary = 'x'.repeat(20);
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
    const answer = await test.fastify.inject({
      method: 'POST',
      url: '/trainees/imports',
      headers: {
        ...lantian.headers,
        accept: 'text/html',
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      payload: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    });
    return { status: answer.statusCode, text: answer.body, location: String(answer.headers.location) };
  };

  it.each([
    ['/trainees', '张三1'],
    ['/trainees?text=zs', '张三1'],
    ['/trainees?text=nobody', '没有符合条件的人'],
    ['/trainees/new', '登记学员'],
    ['/trainees/:id', '13800000001'],
    ['/trainees/:id/edit', 'name="version" value="1"'],
    ['/trainees/:id/postings', '派驻村'],
    ['/trainees/:id/ledger', '12.5'],
    ['/trainees/imports', '还没有导入过文件'],
  ])('shows %s', async (url, expected) => {
    const { status, text } = await page(url.replace(':id', id));
    expect({ status, found: text.includes(expected) }).toEqual({ status: 200, found: true });
    expect(text).not.toContain(citizenIdOf(1));
  });

  it('shows a whole citizen ID once, when it is asked for', async () => {
    expect((await page(`/trainees/${id}/citizen-id`, {})).text).toContain(citizenIdOf(1));
    expect((await page(`/trainees/${id}`)).text).not.toContain(citizenIdOf(1));
  });

  it('says beside the search why a whole citizen ID is not looked up', async () => {
    const { status, text } = await page(`/trainees?text=${citizenIdOf(1)}`);
    expect(status).toBe(422);
    expect(text).toContain('输入后四位即可');
  });

  it('keeps what was typed when a registration is refused, and goes on when it is right', async () => {
    const form = person(2) as Record<string, string>;
    const refused = await page('/trainees', { ...form, citizenId: '123' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="张三2"');
    const done = await page('/trainees', form);
    expect(done).toMatchObject({
      status: 303,
      location: expect.stringMatching(/^\/trainees\/[0-9a-f-]{36}$/) as string,
    });
  });

  it('changes and clears fields, lets a person leave and come back', async () => {
    const form = { version: '1', name: '张三', category: 'other', level: 'staff', phone: '', post: '主任' };
    expect(await page(`/trainees/${id}/edit`, form)).toMatchObject({ status: 303 });
    expect((await lantian.get(`/api/v1/trainees/${id}`)).body).toMatchObject({
      phone: null,
      post: '主任',
      version: 2,
    });
    expect((await page(`/trainees/${id}/edit`, form)).text).toContain('刚刚被别人修改过');
    await page(`/trainees/${id}/departure`, {});
    expect((await lantian.get(`/api/v1/trainees/${id}`)).body).toMatchObject({ state: 'left' });
    await page(`/trainees/${id}/return`, {});
    expect((await lantian.get(`/api/v1/trainees/${id}`)).body).toMatchObject({ state: 'active' });
  });

  it('imports a file from upload to merge, by jobs', async () => {
    const file = { divisions: [places.lantian] };
    const rows = [personRow(100, file), personRow(101, file).with(0, '')];
    const uploaded = await upload('people.csv', gbkOf([headings, ...rows]));
    expect(uploaded.status).toBe(303);
    await eventually(async () => expect((await page(uploaded.location)).text).toContain('并入学员库'));
    expect((await page(`${uploaded.location}?state=bad`)).text).toContain('姓名：没有填写');
    expect((await page(`${uploaded.location}/merge`, {})).status).toBe(303);
    await eventually(async () => expect((await page(uploaded.location)).text).toContain('已新增 1 人'));
    const [found] = await query(
      test.database.url,
      `select name from targeting.trainee where phone = '13800000100'`,
    );
    expect(found?.name).toBe(rows[0]![0]);
    const errors = await lantian.get(`/api/v1${uploaded.location}/errors.xlsx`);
    expect(errors.status).toBe(200);
  });

  it('refuses a picture beside the field', async () => {
    const { status, text } = await upload(
      'photo.xlsx',
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    );
    expect(status).toBe(422);
    expect(text).toContain('这不是表格文件');
  });

  it('exports what the filter finds, with a heading, without citizen IDs, and notes it', async () => {
    const { status, text } = await lantian.get('/api/v1/trainees/export.csv?text=张三');
    expect(status).toBe(200);
    expect(text).toContain('统计单位：人');
    expect(text).toContain('张三2');
    expect(text).not.toContain(citizenIdOf(2));
    const [line] = await query(
      test.database.url,
      `select after ->> 'searched' as searched from foundation.audit_entry where action = 'trainee.export'`,
    );
    expect(line?.searched).toBe('true');
  });
});
