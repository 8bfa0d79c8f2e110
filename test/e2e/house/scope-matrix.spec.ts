import { Role, roles } from '../../../src/foundation/access/actor.js';
import { RegisteredRoute, RouteRegister } from '../../../src/foundation/access/route-register.js';
import { createTestApp, TestApp } from '../../support/app.js';
import { allows, label } from '../../support/scope-matrix/allowed.js';
import { bodies } from '../../support/scope-matrix/bodies.js';
import { absentRows, layCounty, layFiles, layOwn, Rows } from '../../support/scope-matrix/county.js';
import { pathOf, rowsNamedBy } from '../../support/scope-matrix/path.js';
import { involve, peopleOf } from '../../support/scope-matrix/people.js';
import { Answer, ask, askInVain, nestTransactions } from '../../support/scope-matrix/request.js';
import { signIn, TestPerson } from '../../support/sign-in.js';

/** In every text of county A (勉县), which people of county B (洋县) must never read, and in every text of theirs. */
const foreignMark = '外县秘密';
const ownMark = '本县内容';

/** An administrator reaches the whole installation, so that no row is foreign to one but another account's own. */
const scopedRoles = roles.filter((role) => role !== 'administrator');

let test: TestApp;
let routes: RegisteredRoute[];
let people: Map<Role, TestPerson>;
let own: Map<Role, Rows>;
let foreign: Rows;
let absent: Rows;

beforeAll(async () => {
  test = await createTestApp();
  nestTransactions(test);
  routes = test.app
    .get(RouteRegister, { strict: false })
    .routes.filter(({ policy }) => policy.roles !== 'anyone');
  const county = await layCounty(test, { code: '610723000000', mark: ownMark, digit: 2 });
  people = await peopleOf(test, county);
  county.classHead = people.get('classHead')!.accountId;
  county.instructor = people.get('instructor')!.accountId;
  absent = absentRows(county);
  own = new Map();
  for (const [role, person] of people) own.set(role, { ...county, ...(await layOwn(test, person, ownMark)) });
  await involve(test, county);
  const division = '610725000000';
  const stranger = await signIn(test, { role: 'coordinator', division });
  foreign = {
    ...(await layCounty(test, { code: division, mark: foreignMark, digit: 1 })),
    ...(await layOwn(test, stranger, foreignMark)),
    classHead: (await signIn(test, { role: 'classHead', division })).accountId,
    instructor: (await signIn(test, { role: 'instructor', division })).accountId,
  };
  await upload(county, people.get('coordinator')!);
  await upload(foreign, stranger);
});

afterAll(() => test.close());

describe('scope matrix', () => {
  it('has a policy on every route', () => {
    expect(routes.length).toBeGreaterThan(350);
    expect(new Set(routes.map(label)).size).toBe(routes.length);
  });

  it('has a body for every write and foreign rows for every path', () => {
    const writes = routes.filter(({ method }) => method !== 'GET').map(label);
    expect(writes.filter((write) => !(write in bodies))).toEqual([]);
    expect(Object.keys(bodies).filter((write) => !writes.includes(write))).toEqual([]);
    const reached = routes.filter((route) => rowsNamedBy(route).length > 0);
    const unlaid = reached.filter((route) => rowsNamedBy(route).some((name) => foreign[name] === undefined));
    expect(unlaid.map(label)).toEqual([]);
    expect(reached.length).toBeGreaterThan(200);
  });

  it('asks everyone to sign in where the policy says so', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const { status } = await ask(test, route, pathOf(route, absent), undefined, bodyOf(route, absent));
      if (status !== 401) wrong.push(`${status} ${label(route)}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(roles)('answers 403 to %s where the role lacks the route', async (role) => {
    const wrong: string[] = [];
    for (const route of routes.filter((candidate) => !allows(candidate, role))) {
      const { status, problem } = await asking(route, role, own.get(role)!);
      if (status !== 403 || !problem.includes('error.forbidden'))
        wrong.push(`${status} ${problem}: ${label(route)}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(roles)('lets %s reach the own rows of every route of the role', async (role) => {
    const wrong: string[] = [];
    for (const route of routes.filter((candidate) => allows(candidate, role))) {
      if (label(route) in nothingToReach) continue;
      const { status, problem, misshapen } = await asking(route, role, own.get(role)!);
      const refused = [409, 422].includes(status) && !misshapen;
      if (status >= 400 && !refused) wrong.push(`${status}: ${label(route)} ${problem}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(roles)('answers %s the same for a foreign row as for one that does not exist', async (role) => {
    const wrong: string[] = [];
    for (const route of routes.filter((candidate) => allows(candidate, role) && isScoped(candidate, role))) {
      if (label(route) in judgedElsewhere) continue;
      const unknown = await asking(route, role, absent);
      const other = await asking(route, role, foreign);
      if (unknown.status !== 404)
        wrong.push(`${unknown.status} ${unknown.problem} for nothing: ${label(route)}`);
      wrong.push(...differences(route, unknown, other));
    }
    expect(wrong).toEqual([]);
  });

  it.each(roles)(
    'answers %s the same for a foreign row below an own one, and the other way round',
    async (role) => {
      const wrong: string[] = [];
      const mine = own.get(role)!;
      for (const route of routes.filter(
        (candidate) => allows(candidate, role) && isScoped(candidate, role),
      )) {
        if (rowsNamedBy(route).length < 2 || label(route) in judgedElsewhere) continue;
        wrong.push(
          ...differences(
            route,
            await asking(route, role, mine, absent),
            await asking(route, role, mine, foreign),
          ),
          ...differences(
            route,
            await asking(route, role, absent, mine),
            await asking(route, role, foreign, mine),
          ),
        );
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each(scopedRoles)(
    'answers %s the same for a foreign row in a body as for one that does not exist',
    async (role) => {
      const wrong: string[] = [];
      const mine = own.get(role)!;
      for (const route of routes.filter((candidate) => allows(candidate, role) && namesRows(candidate))) {
        if (label(route) in namedFreely) continue;
        const unknown = await asking(route, role, mine, mine, absent);
        const other = await asking(route, role, mine, mine, foreign);
        if (namingDivisions.includes(label(route)) && other.status >= 400) continue;
        wrong.push(...differences(route, unknown, other));
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each(scopedRoles)(
    'keeps county A out of every list, search, count and export of %s in county B',
    async (role) => {
      const leaks: string[] = [];
      for (const route of routes.filter(
        (candidate) => candidate.method === 'GET' && allows(candidate, role),
      )) {
        if (route.policy.reach === 'reference') continue;
        for (const asked of ['', searchFor(foreignMark), `?division=${foreign.divisionCode}`])
          if ((await listed(route, role, asked)).includes(foreignMark)) leaks.push(`${label(route)}${asked}`);
      }
      expect(leaks).toEqual([]);
    },
  );

  it("finds what is the own county's in every list, search and export", async () => {
    const silent: string[] = [];
    const unmarked = Object.values(markless).flat();
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      if (unmarked.includes(label(route))) continue;
      const able = roles.filter((role) => allows(route, role));
      let found = false;
      for (const role of able) found ||= (await listed(route, role, searchFor(ownMark))).includes(ownMark);
      if (!found) silent.push(label(route));
    }
    expect(silent).toEqual([]);
  });
});

/** Whether rows named by the path can be foreign: an administrator reaches all but what is another account's own. */
function isScoped(route: RegisteredRoute, role: Role): boolean {
  if (rowsNamedBy(route).length === 0) return false;
  if (['reference', 'system'].includes(route.policy.reach)) return false;
  return role !== 'administrator' || (route.policy.reach === 'self' && !route.path.includes('/jobs/'));
}

/** Whether the body names rows, so that it differs from county to county. */
function namesRows(route: RegisteredRoute): boolean {
  return JSON.stringify(bodyOf(route, absent)) !== JSON.stringify(bodyOf(route, foreign));
}

function differences(route: RegisteredRoute, unknown: Answer, other: Answer): string[] {
  const [before, after] = [unknown, other].map(({ status, problem }) => `${status} ${problem}`);
  return [
    ...(before === after ? [] : [`${before} for nothing, ${after} for a foreign row: ${label(route)}`]),
    ...(other.text.includes(foreignMark) ? [`leaks: ${label(route)}`] : []),
  ];
}

/** Enough of the mark to be found by, and not the whole, so that an echo of the search is no find. */
function searchFor(mark: string): string {
  const text = encodeURIComponent(mark.slice(0, 3));
  return `?q=${text}&text=${text}&search=${text}`;
}

async function listed(route: RegisteredRoute, role: Role, asked: string): Promise<string> {
  return (await ask(test, route, pathOf(route, own.get(role)!) + asked, people.get(role))).text;
}

function bodyOf(route: RegisteredRoute, rows: Rows) {
  return route.method === 'GET' ? undefined : bodies[label(route)]?.(rows);
}

async function asking(
  route: RegisteredRoute,
  role: Role,
  rows: Rows,
  following = rows,
  sent = following,
): Promise<Answer> {
  const question = [route, pathOf(route, rows, following), people.get(role), bodyOf(route, sent)] as const;
  return ownTransactions.includes(label(route)) ? ask(test, ...question) : askInVain(test, ...question);
}

async function upload(rows: Rows, person: TestPerson): Promise<void> {
  for (const path of ['/api/v1/trainees/:id/photo', '/api/v1/certificate-issuers/:id/seal']) {
    const route = routes.find((candidate) => label(candidate) === `PUT ${path}`)!;
    const { status, text } = await ask(test, route, pathOf(route, rows), person, bodyOf(route, rows));
    if (status !== 204 && status !== 200) throw new Error(text);
  }
  await layFiles(test, rows);
}

/** Routes where the asker's own rows are not in question, each with its reason. */
const nothingToReach: Record<string, string> = {
  'GET /api/v1/divisions': 'asks for the text to be found; lists are judged with one',
  'PUT /api/v1/accounts/me/second-factor': 'nobody here has begun a second factor',
  'DELETE /api/v1/accounts/me/second-factor': 'nobody here has a second factor',
  'POST /api/v1/accounts/me/second-factor/recovery-codes': 'nobody here has a second factor',
  'POST /account/second-factor': 'nobody here has begun a second factor',
  'POST /account/second-factor/recovery-codes': 'nobody here has a second factor',
  'POST /account/second-factor/removal': 'nobody here has a second factor',
};

/** Routes that answer without looking at the row they name, each with its reason. */
const judgedElsewhere: Record<string, string> = {
  'GET /classes/:id/plan': 'only leads on to the first step, which judges',
  'POST /m/classes/:id/cancellation': 'leads back to the class, which judges: an old form is no error',
};

/** Writes that say of a foreign division that it is out of reach, as divisions are a directory. */
const namingDivisions = ['POST /trainees', 'POST /api/v1/classes', 'POST /classes/new'];

/** Writes in which a foreign row may be named, each with its reason. */
const namedFreely: Record<string, string> = {
  'POST /places': 'a host names no division: the place is in that of the own institution',
  'PUT /api/v1/classes/:id/audience': 'a rule may name any division and reaches nobody by that',
  'POST /classes/:id/plan/audience': 'a rule may name any division and reaches nobody by that',
  'POST /classes/:id/plan/audience/draft': 'a rule may name any division and reaches nobody by that',
  'POST /classes/:id/plan/audience/reach': "counts within the class's own division only",
};

/** Reads that show nothing of the county's texts even to those who reach its rows, by the reason. */
const markless: Record<string, string[]> = {
  'shows divisions, which are a directory': [
    'GET /api/v1/divisions',
    'GET /api/v1/divisions/:code',
    'GET /api/v1/divisions/:code/children',
    'GET /api/v1/divisions/:code/changes',
    'GET /divisions',
    'GET /divisions/:code/options',
  ],
  'is an empty form or template': [
    'GET /organizations/new',
    'GET /places/new',
    'GET /trainees/new',
    'GET /api/v1/trainees/imports/template.xlsx',
    'GET /account/password',
    'GET /account/phone',
    'GET /account/second-factor',
    'GET /m/check-in',
  ],
  'answers figures, states or codes': [
    'GET /api/v1/accounts/me',
    'GET /api/v1/accounts/me/second-factor',
    'GET /api/v1/trainees/:id/citizen-id',
    'GET /api/v1/trainees/imports/:id/errors.xlsx',
    'GET /api/v1/classes/:id/quota',
    'GET /api/v1/quotas/:id',
    'GET /api/v1/classes/:id/publication',
    'GET /api/v1/classes/:id/completions',
    'GET /api/v1/sessions/:id/check-in-code',
    'GET /api/v1/statistics/:divisionCode',
    'GET /monitor',
    'GET /monitor/exports',
    'GET /api/v1/audit/seal',
  ],
  'answers a file that cannot be searched': [
    'GET /api/v1/classes/:id/certificates.zip',
    'GET /api/v1/classes/:id/certificates.pdf',
    'GET /api/v1/certificates/:number/file',
    'GET /api/v1/certificate-issuers/:id/seal',
    'GET /api/v1/certificate-issuers/:id/specimen.pdf',
    'GET /api/v1/trainees/:id/photo',
  ],
  'redirects or streams': ['GET /classes/:id/plan', 'GET /inbox/:id', 'GET /jobs/:id/events'],
  'shows what the county has none of': [
    'GET /api/v1/messages/outbox',
    'GET /outbox',
    'GET /api/v1/audit',
    'GET /m',
    'GET /m/classes',
    'GET /m/certificates',
    'GET /m/photo',
  ],
};

/** Claims of a seat and recounts have a transaction of their own, which no other can be around. */
const ownTransactions = [
  'POST /api/v1/classes/:id/enrollments',
  'POST /m/classes/:id/enrollment',
  'POST /api/v1/statistics/:divisionCode/recounts',
];
