import { isDeepStrictEqual } from 'node:util';
import { Role, roles } from '../../../src/foundation/access/actor.js';
import { RegisteredRoute, RouteRegister } from '../../../src/foundation/access/route-register.js';
import { Database } from '../../../src/foundation/database/database.js';
import { createTestApp, TestApp } from '../../support/app.js';
import { allows, label } from '../../support/scope-matrix/allowed.js';
import { bodies, Body } from '../../support/scope-matrix/bodies.js';
import { layCounty, layOwn, Rows } from '../../support/scope-matrix/county.js';
import { involve, peopleOf } from '../../support/scope-matrix/people.js';
import { pathOf } from '../../support/scope-matrix/path.js';
import { Answer, ask, askInVain, nestTransactions } from '../../support/scope-matrix/request.js';
import type { TestPerson } from '../../support/sign-in.js';

let test: TestApp;
let routes: RegisteredRoute[];
let people: Map<Role, TestPerson>;
let own: Map<Role, Rows>;

beforeAll(async () => {
  test = await createTestApp();
  nestTransactions(test);
  routes = test.app
    .get(RouteRegister, { strict: false })
    .routes.filter(({ path, policy }) => path.startsWith('/api/v1/') && policy.roles !== 'anyone');
  const county = await layCounty(test, { code: '610723000000', mark: '本县内容', digit: 2 });
  people = await peopleOf(test, county);
  county.classHead = people.get('classHead')!.accountId;
  county.instructor = people.get('instructor')!.accountId;
  own = new Map();
  for (const [role, person] of people) own.set(role, { ...county, ...(await layOwn(test, person, '本县')) });
  await involve(test, county);
});

afterAll(() => test.close());

interface Listed {
  items: Record<string, unknown>[];
  next?: string;
}

describe('shape of the API', () => {
  it('answers objects only, so that every answer can grow', async () => {
    const bare = (await readings()).filter(({ body }) => Array.isArray(body));
    expect([...new Set(bare.map(({ route }) => label(route)))]).toEqual([]);
  });

  it('answers lists as items, page by page', async () => {
    const wrong: string[] = [];
    for (const { route, role, body } of await lists()) {
      const get = (asked: string) => asking(route, role, asked);
      const one = parsed(await get('?limit=1')) as Listed;
      if (one.items.length > 1) wrong.push(`limit is ignored: ${label(route)}`);
      if ((one.next === undefined) !== body.items.length < 2)
        wrong.push(`next ${String(one.next)} of ${body.items.length}: ${label(route)}`);
      const walked = [...one.items];
      for (let next = one.next; next !== undefined && walked.length <= body.items.length;) {
        const page = parsed(await get(`?limit=1&cursor=${encodeURIComponent(next)}`)) as Listed;
        walked.push(...page.items);
        next = page.next;
      }
      if (JSON.stringify(walked) !== JSON.stringify(body.items))
        wrong.push(`pages miss or repeat rows: ${label(route)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('names limit and cursor when they are wrong', async () => {
    const wrong: string[] = [];
    for (const { route, role } of await lists())
      for (const [field, value] of wrongPages) {
        const answer = await asking(route, role, `?${field}=${value}`);
        if (answer.status !== 422 || !answer.text.includes(`"field":"${field}"`))
          wrong.push(`${answer.status} for ${field}=${value}: ${label(route)}`);
      }
    expect(wrong).toEqual([]);
  });

  it('gives ids as strings and times with an offset', async () => {
    const wrong: string[] = [];
    for (const { route, body } of await readings())
      for (const [path, value] of leaves(body)) {
        if (/(^|\.)(id|\w+Id)$/.test(path) && value !== null && typeof value !== 'string')
          wrong.push(`${path} ${JSON.stringify(value)}: ${label(route)}`);
        if (path.split('.').at(-1)!.includes('_')) wrong.push(`${path}: ${label(route)}`);
        if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}[T ]\d{2}:/.test(value))
          if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value))
            wrong.push(`${path} ${value}: ${label(route)}`);
      }
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('never lets an unknown query field change an answer', async () => {
    const wrong: string[] = [];
    for (const { route, role, body } of await readings()) {
      if (route.path === '/api/v1/audit') continue; // Other readings of this walk are in it.
      const answer = await asking(route, role, '?nosuchfield=1&__proto__=1');
      if (JSON.stringify(parsed(answer)) !== JSON.stringify(body))
        wrong.push(`${answer.status} ${label(route)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('answers a path that cannot name anything like one that names nothing', async () => {
    const wrong: string[] = [];
    const nothing = new Proxy<Rows>({}, { get: () => 'not an id ‮%00' });
    for (const route of routes.filter(({ path }) => path.includes(':'))) {
      const role = roles.find((candidate) => allows(route, candidate))!;
      const body = route.method === 'GET' ? undefined : bodies[label(route)]!(own.get(role)!);
      const answer = await askInVain(test, route, pathOf(route, nothing), people.get(role), body);
      if (answer.status !== 404 || !answer.problem.includes('"code":"error.notFound"'))
        wrong.push(`${answer.status} ${answer.problem}: ${label(route)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('answers a repeated POST with its first answer, and refuses its key for another', async () => {
    const wrong: string[] = [];
    let repeated = 0;
    const posts = routes.filter((route) => route.method === 'POST' && !(label(route) in answersAnew));
    for (const route of posts)
      for (const role of roles.filter((candidate) => allows(route, candidate)).slice(0, 2)) {
        const answers = await sendings(route, role);
        const [first, again, other] = answers;
        if (!first || first.status >= 400) continue;
        repeated += 1;
        if (again?.status !== first.status || !isDeepStrictEqual(parsed(again), parsed(first)))
          wrong.push(`${first.status} ${first.text} and ${again?.status} ${again?.text}: ${label(route)}`);
        if (other && (other.status !== 409 || !other.problem.includes('error.idempotencyReuse')))
          wrong.push(`${other.status} ${other.problem} for another body: ${label(route)}`);
      }
    expect(wrong).toEqual([]);
    expect(repeated).toBeGreaterThan(25);
  });

  it('says what is wrong with every body, at its field and in the language of the reader', async () => {
    const wrong: string[] = [];
    for (const route of routes.filter(({ method }) => method !== 'GET')) {
      const role = roles.find((candidate) => allows(route, candidate))!;
      const sent = bodies[label(route)]!(own.get(role)!);
      for (const body of 'upload' in sent ? [] : misshapen(sent)) {
        const [chinese, english] = [
          await writing(route, role, body, 'zh-CN'),
          await writing(route, role, body, 'en'),
        ];
        if (chinese.status >= 500)
          wrong.push(`${chinese.status} for ${JSON.stringify(body)}: ${label(route)}`);
        if (chinese.status !== 422) continue;
        const { errors, title } = parsed(chinese) as {
          title: string;
          errors?: { field: string; detail: string }[];
        };
        for (const { field, detail } of errors ?? [])
          if (!field || !han.test(detail)) wrong.push(`${field} ${detail}: ${label(route)}`);
        if (!han.test(title) || !/[a-z]{2}/.test((parsed(english) as { title: string }).title))
          wrong.push(`${chinese.text} ${english.text}: ${label(route)}`);
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
  });
});

const han = /\p{Script=Han}/u;

/** Writes whose repetition is judged anew, each with its reason. */
const answersAnew: Record<string, string> = {
  'POST /api/v1/accounts/me/tokens': 'a secret is not kept; the name is taken by then',
  'POST /api/v1/accounts/:id/tokens': 'a secret is not kept; the name is taken by then',
  'POST /api/v1/accounts/:id/one-time-passwords': 'a secret is not kept; the new one ends the one before',
  'POST /api/v1/slips': 'a secret is not kept; the new one ends the one before',
  'POST /api/v1/accounts/me/second-factor': 'a secret is not kept; the new one ends the one before',
  'POST /api/v1/accounts/me/second-factor/recovery-codes':
    'a secret is not kept; the new ones end those before',
  'POST /api/v1/classes/:id/enrollments': 'the seat path keeps its keys itself, in transactions of its own',
  'POST /api/v1/statistics/:divisionCode/recounts':
    'reads in a transaction of its own; a recount changes nothing',
};

/** The same POST twice under one key, and once more under that key with a field added; nothing stays. */
async function sendings(route: RegisteredRoute, role: Role): Promise<Answer[]> {
  const database = test.app.get(Database, { strict: false });
  const undo = new Error('taken back');
  const person = people.get(role)!;
  const keyed = {
    ...person,
    headers: { ...person.headers, 'idempotency-key': `${label(route)} ${role}`.slice(0, 200) },
  };
  const body = bodies[label(route)]!(own.get(role)!);
  const send = (sent: Body) => ask(test, route, pathOf(route, own.get(role)!), keyed, sent);
  const answers: Answer[] = [];
  await database
    .transaction(async () => {
      answers.push(await send(body), await send(body));
      if (!('upload' in body)) answers.push(await send({ ...body, another: 1 }));
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return answers;
}

function writing(route: RegisteredRoute, role: Role, body: Body, language: string): Promise<Answer> {
  const { accountId, headers } = people.get(role)!;
  const reader = { accountId, headers: { ...headers, 'accept-language': language } };
  return askInVain(test, route, pathOf(route, own.get(role)!), reader, body);
}

/** The body with each of its fields, in turn, holding what it cannot. */
function misshapen(body: Record<string, unknown>): Body[] {
  const values = [null, { $gt: '' }, [['x']], 'x\u0000y', '9'.repeat(400), -1e308];
  return Object.keys(body).flatMap((field) => values.map((value) => ({ ...body, [field]: value })));
}

/** Values that no page has, and positions that are none of ours or of another list. */
const wrongPages: readonly (readonly [string, string])[] = [
  ['limit', '0'],
  ['limit', '201'],
  ['limit', 'many'],
  ['cursor', 'nonsense'],
  ['cursor', cursor([])],
  ['cursor', cursor(['x', 'y', 'z', 'w', 'v'])],
  ['cursor', cursor(['\u0000'])],
  ['cursor', cursor([''])],
  ['cursor', cursor({})],
];

function cursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

interface Reading {
  route: RegisteredRoute;
  role: Role;
  body: unknown;
}

let read: Reading[] | undefined;

/** What every route of the API that answers JSON says to those who may ask it. */
async function readings(): Promise<Reading[]> {
  if (read) return read;
  read = [];
  for (const route of routes.filter(
    ({ method, path }) => method === 'GET' && !/\.(zip|pdf|xlsx|csv)$/.test(path),
  ))
    for (const role of roles.filter((candidate) => allows(route, candidate))) {
      const answer = await asking(route, role, '');
      if (answer.status === 200 && /^[{[]/.test(answer.text))
        read.push({ route, role, body: parsed(answer) });
    }
  return read;
}

/** Lists, each as the person who sees most of it sees it. */
async function lists(): Promise<(Reading & { body: Listed })[]> {
  const found = new Map<string, Reading & { body: Listed }>();
  for (const reading of await readings()) {
    const body = reading.body as Partial<Listed>;
    if (!Array.isArray(body.items)) continue;
    const present = found.get(label(reading.route));
    if (!present || present.body.items.length < body.items.length)
      found.set(label(reading.route), { ...reading, body: body as Listed });
  }
  return [...found.values()];
}

function asking(route: RegisteredRoute, role: Role, asked: string): Promise<Answer> {
  return ask(test, route, pathOf(route, own.get(role)!) + asked, people.get(role));
}

function parsed({ text }: Answer): unknown {
  return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined;
}

function* leaves(value: unknown, path = ''): Generator<[string, unknown]> {
  if (value === null || typeof value !== 'object') yield [path, value];
  else for (const [key, item] of Object.entries(value)) yield* leaves(item, path ? `${path}.${key}` : key);
}
