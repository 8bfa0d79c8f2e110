import sharp from 'sharp';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { JobRunner } from '../../../../src/foundation/queue/job-runner.js';
import { AccountService } from '../../../../src/responsibility/account/account.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { CompletedClass, layCompletedClass } from '../../../support/completed-class.js';

const password = 'seven lamps over Wei river';

interface Listed {
  items: {
    id: string;
    registerNumber: string;
    name: string;
    checkUrl: string;
    state: string;
    rendered: boolean;
  }[];
  next?: string;
}

describe('certificates over HTTP', () => {
  let test: TestApp;
  let laid: CompletedClass;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    test = await createTestApp({ CHECKS_PER_MINUTE: '12' });
    laid = await layCompletedClass(test, { names: ['张三丰', '李四', '王五'] });
    const accounts = test.app.get(AccountService, { strict: false });
    const neighbour = (await layCompletedClass(test, { names: ['赵六'], division: '610200000000' }))
      .coordinator;
    const people = {
      coordinator: { role: 'coordinator', divisionId: laid.coordinator.division!.id },
      neighbour: { role: 'coordinator', divisionId: neighbour.division!.id },
      trainee: { role: 'trainee', traineeId: laid.traineeIds[0] },
      classmate: { role: 'trainee', traineeId: laid.traineeIds[1] },
    } as const;
    for (const [username, assignment] of Object.entries(people)) {
      await accounts.createAccount(systemActor, {
        username,
        name: username,
        password,
        assignments: [assignment],
      });
      const answer = await test.fastify.inject({
        method: 'POST',
        url: '/api/v1/sign-ins',
        payload: { username, password },
      });
      tokens[username] = answer.json<{ token: string }>().token;
    }
  });
  afterAll(() => test.close());

  const call = (who: string | undefined, method: 'GET' | 'POST', url: string, payload?: object) =>
    test.fastify.inject({
      method,
      url,
      headers: who === undefined ? {} : { authorization: `Bearer ${tokens[who]}` },
      ...(payload && { payload }),
    });
  const list = async () =>
    (await call('coordinator', 'GET', `/api/v1/classes/${laid.classId}/certificates`)).json<Listed>();
  const page = (path: string, address = '10.0.0.1') =>
    test.fastify.inject({ url: path, headers: { accept: 'text/html' }, remoteAddress: address });

  it('are issued by the class’s coordinator only', async () => {
    const url = `/api/v1/classes/${laid.classId}/certificates`;
    expect((await call(undefined, 'POST', url)).statusCode).toBe(401);
    expect((await call('trainee', 'POST', url)).statusCode).toBe(403);
    expect((await call('neighbour', 'POST', url)).statusCode).toBe(404);
    const issued = await call('coordinator', 'POST', url, {});
    expect(issued.statusCode).toBe(202);
    const { jobId } = issued.json<{ jobId: string }>();
    expect(issued.json()).toMatchObject({ issued: 3, obstacles: [] });
    expect((await call('coordinator', 'GET', `/api/v1/jobs/${jobId}`)).json()).toMatchObject({
      title: '制作结业证书：驻村第一书记能力提升示范培训班',
    });
    await test.app.get(JobRunner, { strict: false }).run(jobId);
    expect((await list()).items.map(({ name, rendered }) => [name, rendered])).toEqual([
      ['李四', true],
      ['王五', true],
      ['张三丰', true],
    ]);
    expect((await call('neighbour', 'GET', url)).statusCode).toBe(404);
    const first = (await call('coordinator', 'GET', `${url}?limit=2`)).json<Listed>();
    const rest = (await call('coordinator', 'GET', `${url}?limit=2&cursor=${first.next}`)).json<Listed>();
    expect([...first.items, ...rest.items]).toEqual((await list()).items);
  });

  it('are downloaded by the trainee they belong to and the class’s runners', async () => {
    const own = (await list()).items.find(({ name }) => name === '张三丰')!;
    for (const key of [own.id, encodeURIComponent(own.registerNumber)]) {
      const answer = await call('trainee', 'GET', `/api/v1/certificates/${key}/file`);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('application/pdf');
      expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    }
    expect((await call('coordinator', 'GET', `/api/v1/certificates/${own.id}/file`)).statusCode).toBe(200);
    for (const who of ['classmate', 'neighbour'])
      for (const suffix of ['', '/file'])
        expect((await call(who, 'GET', `/api/v1/certificates/${own.id}${suffix}`)).statusCode).toBe(404);
    expect((await call(undefined, 'GET', `/api/v1/certificates/${own.id}/file`)).statusCode).toBe(401);
  });

  it('are packed in seat order for those who run the class', async () => {
    const url = `/api/v1/classes/${laid.classId}/certificates.zip`;
    expect((await call('trainee', 'GET', url)).statusCode).toBe(403);
    expect((await call('neighbour', 'GET', url)).statusCode).toBe(404);
    const answer = await call('coordinator', 'GET', url);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/zip');
    expect(answer.headers['cache-control']).toBe('no-store');
    const noted = await test.app
      .get(Database, { strict: false })
      .query(
        `select subject_id as class, after from foundation.audit_entry where action = 'certificate.archive'`,
      );
    expect(noted).toEqual([{ class: laid.classId, after: { rows: 3 } }]);
    const names = answer.rawPayload.toString('utf8').match(/\d{4}-\p{Script=Han}+(?=-陕训结字)/gu);
    expect([...new Set(names)]).toEqual(['0001-李四', '0002-王五', '0003-张三丰']);
  });

  it('are checked by anyone, in either case, without giving the name away', async () => {
    const own = (await list()).items.find(({ name }) => name === '张三丰')!;
    const path = new URL(own.checkUrl).pathname;
    const answers = await Promise.all([
      page(path),
      page(path.toLowerCase()),
      page(`/v?code=${path.slice(3)}`),
    ]);
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.body).toContain('张*丰');
      expect(answer.body).not.toContain('张三丰');
      expect(answer.body).toContain(own.registerNumber);
      expect(answer.body).toContain('已通过核验');
    }
    const unknown = await page('/v/000000000000');
    expect(unknown.statusCode).toBe(404);
    expect(unknown.body).toContain('没有找到这份证书');

    const other = (await list()).items.find(({ name }) => name === '李四')!;
    const reason = { reason: '重复发放' };
    expect(
      (await call('trainee', 'POST', `/api/v1/certificates/${other.id}/revocation`, reason)).statusCode,
    ).toBe(403);
    expect(
      (await call('neighbour', 'POST', `/api/v1/certificates/${other.id}/revocation`, reason)).statusCode,
    ).toBe(404);
    const revoked = await call('coordinator', 'POST', `/api/v1/certificates/${other.id}/revocation`, reason);
    expect(revoked.json()).toMatchObject({ state: 'revoked' });
    const shown = (await page(new URL(other.checkUrl).pathname)).body;
    expect(shown).toContain('证书已撤销');
    expect(shown).toContain('重复发放');
    expect((await call('classmate', 'GET', `/api/v1/certificates/${other.id}/file`)).statusCode).toBe(409);
  });

  it('have a page for the class’s runners and one for the trainee', async () => {
    const html = async (who: string, url: string) =>
      test.fastify.inject({ url, headers: { accept: 'text/html', authorization: `Bearer ${tokens[who]}` } });
    const tab = await html('coordinator', `/classes/${laid.classId}/certificates`);
    expect(tab.statusCode).toBe(200);
    const listed = (await list()).items;
    for (const { name, registerNumber } of listed) {
      expect(tab.body).toContain(name);
      expect(tab.body).toContain(registerNumber);
    }
    expect((await html('neighbour', `/classes/${laid.classId}/certificates`)).statusCode).toBe(404);

    const own = listed.find(({ name }) => name === '张三丰')!;
    expect((await html('trainee', '/m/certificates')).body).toContain(`/m/certificates/${own.id}`);
    const shown = await html('trainee', `/m/certificates/${own.id}`);
    expect(shown.body).toContain(own.registerNumber);
    expect(shown.body).toContain('<path d="M');
    expect((await html('classmate', `/m/certificates/${own.id}`)).statusCode).toBe(404);
  });

  it('are revoked and replaced by a form that asks why', async () => {
    const other = (await list()).items.find(({ name }) => name === '王五')!;
    const form = (path: string, reason: string) =>
      test.fastify.inject({
        method: 'POST',
        url: `/certificates/${other.id}/${path}`,
        headers: {
          accept: 'text/html',
          authorization: `Bearer ${tokens.coordinator}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams({ reason }).toString(),
      });
    const refused = await form('replacement', '');
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('name="reason"');
    const replaced = await form('replacement', '姓名用字更正');
    expect(replaced.headers.location).toBe(`/classes/${laid.classId}/certificates`);
    const states = (await list()).items.filter(({ name }) => name === '王五').map(({ state }) => state);
    expect(states.sort()).toEqual(['issued', 'replaced']);
  });

  it('bear a photo and a seal that are uploaded on pages of their own', async () => {
    const upload = (who: string, url: string, field: string, bytes: Buffer) => {
      const edge = '----zhixing';
      return test.fastify.inject({
        method: 'POST',
        url,
        headers: {
          accept: 'text/html',
          authorization: `Bearer ${tokens[who]}`,
          'content-type': `multipart/form-data; boundary=${edge}`,
        },
        payload: Buffer.concat([
          Buffer.from(
            `--${edge}\r\ncontent-disposition: form-data; name="${field}"; filename="x.svg"\r\n` +
              'content-type: image/svg+xml\r\n\r\n',
          ),
          bytes,
          Buffer.from(`\r\n--${edge}--\r\n`),
        ]),
      });
    };
    const html = (who: string, url: string) =>
      test.fastify.inject({ url, headers: { accept: 'text/html', authorization: `Bearer ${tokens[who]}` } });
    const picture = await sharp({ create: { width: 500, height: 700, channels: 3, background: '#345' } })
      .png()
      .toBuffer();

    // What counts is what is in it, whatever name and type the browser gave.
    expect((await upload('trainee', '/m/photo', 'photo', picture)).headers.location).toBe('/m/photo');
    expect((await html('trainee', '/m/photo')).body).toContain(
      `/api/v1/trainees/${laid.traineeIds[0]}/photo`,
    );
    const shown = await call('trainee', 'GET', `/api/v1/trainees/${laid.traineeIds[0]}/photo`);
    expect(shown.headers['content-type']).toBe('image/jpeg');
    expect((await call('classmate', 'GET', `/api/v1/trainees/${laid.traineeIds[0]}/photo`)).statusCode).toBe(
      404,
    );
    const refused = await upload('trainee', '/m/photo', 'photo', Buffer.from('<svg/>'));
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('文件不是 PNG 或 JPEG 图片');
    const tooLarge = await upload('trainee', '/m/photo', 'photo', Buffer.alloc(9 * 1024 * 1024, picture));
    expect(tooLarge.statusCode).toBe(422);
    expect(tooLarge.body).toContain('图片超过 8 MB');

    const listed = (await call('coordinator', 'GET', '/api/v1/certificate-issuers')).json<{
      items: { id: string }[];
    }>();
    const [issuer] = listed.items;
    const page = `/certificate-issuers/${issuer!.id}`;
    expect((await upload('coordinator', `${page}/seal`, 'sealPicture', picture)).headers.location).toBe(page);
    const settings = await html('coordinator', page);
    expect(settings.body).toContain(`/api/v1${page}/seal`);
    expect(settings.body).toContain('训结字');
    expect((await html('neighbour', page)).statusCode).toBe(404);
    expect((await upload('neighbour', `${page}/seal`, 'sealPicture', picture)).statusCode).toBe(404);
    expect((await html('trainee', page)).statusCode).toBe(403);
    const specimen = await call('coordinator', 'GET', `/api/v1${page}/specimen.pdf`);
    expect(specimen.headers['content-type']).toBe('application/pdf');
    const saved = await test.fastify.inject({
      method: 'POST',
      url: page,
      headers: {
        accept: 'text/html',
        authorization: `Bearer ${tokens.coordinator}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ printedName: '', word: '陕 一', seal: 'image' }).toString(),
    });
    expect(saved.statusCode).toBe(422);
    expect(saved.body).toContain('代字须为');
  });

  it('are joined into one document for the printer, with a run that is watched', async () => {
    const url = `/api/v1/classes/${laid.classId}/certificates`;
    expect((await call('trainee', 'POST', `${url}/print`, {})).statusCode).toBe(403);
    expect((await call('neighbour', 'POST', `${url}/print`, {})).statusCode).toBe(404);
    expect((await call('coordinator', 'POST', `${url}/print`, { order: 'size' })).statusCode).toBe(422);
    const { jobId } = (await call('coordinator', 'POST', `${url}/print`, { order: 'roster' })).json<{
      jobId: string;
    }>();
    await test.app.get(JobRunner, { strict: false }).run(jobId);
    const run = (await call('coordinator', 'GET', `/api/v1/jobs/${jobId}`)).json<{
      state: string;
      done: number;
    }>();
    expect(run).toMatchObject({ state: 'succeeded', result: { leftOut: 0 } });
    const answer = await call('coordinator', 'GET', `${url}.pdf?order=roster`);
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await call('neighbour', 'GET', `${url}.pdf?order=roster`)).statusCode).toBe(404);
    expect((await call('coordinator', 'GET', `${url}.pdf?order=seat`)).statusCode).toBe(404);
  });

  it('are found by their random code alone: the number in sequence leads nowhere', async () => {
    const [own] = (await list()).items;
    expect((await page(`/v/${encodeURIComponent(own!.registerNumber)}`, '10.0.0.9')).statusCode).toBe(404);
    const codes = (await list()).items.map(({ checkUrl }) => new URL(checkUrl).pathname.slice(3));
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(new Set(codes.map((code) => code.slice(0, 6))).size).toBe(codes.length);
  });

  it('are given to programs as signed credentials while in force', async () => {
    const [own] = (await list()).items.filter(({ state }) => state === 'issued');
    const credential = (address: string) =>
      test.fastify.inject({
        url: new URL(own!.checkUrl).pathname,
        headers: { accept: 'application/vc+jwt' },
        remoteAddress: address,
      });
    const answer = await credential('10.0.0.4');
    expect(answer.headers['content-type']).toBe('application/vc+jwt');
    const keys = (await test.fastify.inject({ url: '/.well-known/jwks.json' })).json<JSONWebKeySet>();
    const { payload, protectedHeader } = await jwtVerify(answer.body, createLocalJWKSet(keys), {
      typ: 'vc+jwt',
      algorithms: ['EdDSA'],
    });
    expect(payload).toMatchObject({
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      id: own!.checkUrl,
    });
    expect(JSON.stringify(payload)).not.toContain(own!.name);
    const document = (await test.fastify.inject({ url: '/.well-known/did.json' })).json<{
      assertionMethod: string[];
    }>();
    expect(document.assertionMethod).toEqual([protectedHeader.kid]);
    const broken = answer.body.replace(/\.(.)/, (_, sign: string) => (sign === 'A' ? '.B' : '.A'));
    await expect(jwtVerify(broken, createLocalJWKSet(keys))).rejects.toThrow();

    await call('coordinator', 'POST', `/api/v1/certificates/${own!.id}/revocation`, { reason: '发放有误' });
    expect((await credential('10.0.0.4')).statusCode).toBe(410);
  });

  it('can’t be found by trying codes', async () => {
    const statuses: number[] = [];
    for (let tries = 0; tries < 14; tries++)
      statuses.push((await page('/v/ZZZZZZZZZZZZ', '10.0.0.2')).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 12 }, () => 404), 429, 429]);
    expect((await page('/v/ZZZZZZZZZZZZ', '10.0.0.3')).statusCode).toBe(404);
  });
});
