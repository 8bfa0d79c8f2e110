import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signInPeople } from '../bench/support/people-signed-in.js';
import { buildProvince } from '../bench/support/province.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { query } from '../support/postgres-query.js';
import { killLeftProcesses, type ProductProcess, startMain } from '../support/product-process.js';

const megabyte = 1024 * 1024;

describe('clients that are slow, huge or broken', () => {
  let database: TestDatabase;
  let folder: string;
  let product: ProductProcess;
  let token: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zhixing-broken-'));
    database = await createTestDatabase();
    await buildProvince(database.url, { people: 1, classes: 1, capacity: 10 });
    const [province] = await query<{ id: string }>(
      database.url,
      'select id from responsibility.division where level = 1',
    );
    const accountId = '01900000-0000-7000-8000-00000000abcd';
    [token] = (await signInPeople(database.url, [
      { accountId, role: 'coordinator', divisionId: province!.id },
    ])) as [string];
    product = await startMain({
      environment: { DATABASE_URL: database.url, DATA_DIR: folder, PROCESSES: 'web', DEMO: '0' },
    });
  });
  afterAll(async () => {
    await killLeftProcesses();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Sends a head, then as many megabytes as the other side takes, and gives what it answered. */
  const flood = (head: string[], megabytes: number, end = ''): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(product.port, '127.0.0.1');
      let answer = '';
      const chunk = Buffer.alloc(megabyte, 'x');
      let left = megabytes;
      const push = () => {
        while (left > 0 && !socket.destroyed) {
          left--;
          if (!socket.write(chunk)) {
            socket.once('drain', push);
            return;
          }
        }
        if (end !== '') socket.write(end);
      };
      socket.on('data', (data: Buffer) => (answer += data.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve(answer);
      });
      setTimeout(() => socket.destroy(), 20_000).unref();
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      push();
    });
  const head = (path: string, ...more: string[]) => [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    `Authorization: Bearer ${token}`,
    ...more,
  ];

  it('answers a huge body with 413 and does not hold it in memory', async () => {
    const before = product.resident();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        flood(
          head('/api/v1/classes', 'Content-Type: application/json', `Content-Length: ${200 * megabyte}`),
          200,
        ),
      ),
    );
    for (const answer of answers) expect(answer).toMatch(/^(HTTP\/1\.1 413 |$)/);
    expect(answers.some((answer) => answer.startsWith('HTTP/1.1 413'))).toBe(true);
    expect(product.resident() - before).toBeLessThan(150);
    expect((await fetch(`${product.url}/health/ready`)).status).toBe(200);
  });

  it('refuses an upload beyond the limit, and one that breaks off, and keeps neither', async () => {
    const before = product.resident();
    const boundary = 'zhixing-boundary';
    const part = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n`;
    const type = `Content-Type: multipart/form-data; boundary=${boundary}`;
    const size = 90 * megabyte + part.length;
    const huge = flood(
      [...head('/api/v1/trainees/imports', type, `Content-Length: ${size}`), '', part].slice(0, -2),
      90,
    );
    const broken = new Promise<void>((resolve) => {
      const socket = connect(product.port, '127.0.0.1', () => {
        const lines = head('/api/v1/trainees/imports', type, `Content-Length: ${megabyte}`);
        socket.write(`${lines.join('\r\n')}\r\n\r\n${part}half of a file`);
        setTimeout(() => socket.destroy(), 300);
      });
      socket.on('close', () => resolve());
    });
    const [answer] = await Promise.all([huge, broken]);
    expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    await sleep(1_000);
    expect(product.resident() - before).toBeLessThan(200);
    expect(await query(database.url, 'select 1 from targeting.trainee_import')).toEqual([]);
    expect(product.said).not.toMatch(/ error /);
  });

  it('serves others while two hundred clients dribble their requests', async () => {
    const sockets = Array.from({ length: 200 }, () => {
      const socket = connect(product.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST /api/v1/sign-ins HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n');
      return socket;
    });
    await sleep(500);
    const begun = Date.now();
    expect((await fetch(`${product.url}/sign-in`)).status).toBe(200);
    expect(Date.now() - begun).toBeLessThan(5_000);
    sockets.forEach((socket) => socket.destroy());
  });

  it('answers what is no HTTP and no JSON with 400', async () => {
    const rubbish = await new Promise<string>((resolve) => {
      const socket = connect(product.port, '127.0.0.1', () =>
        socket.write('\u0016\u0003\u0001rubbish\r\n\r\n'),
      );
      let answer = '';
      socket.on('data', (data: Buffer) => (answer += data.toString()));
      socket.on('close', () => resolve(answer));
    });
    expect(rubbish).toMatch(/^HTTP\/1\.1 400 /);
    const json = await fetch(`${product.url}/api/v1/sign-ins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"username":',
    });
    expect(Math.floor(json.status / 100)).toBe(4);
    expect(json.headers.get('content-type')).toContain('application/problem+json');
  });
});
