import type { InjectOptions } from 'fastify';
import { Role, roles } from '../../../src/foundation/access/actor.js';
import { RegisteredRoute, RouteRegister } from '../../../src/foundation/access/route-register.js';
import { createTestApp, TestApp } from '../../support/app.js';
import { signIn, TestPerson } from '../../support/sign-in.js';
import { query } from '../../support/postgres-query.js';

const nowhere = '00000000-0000-7000-8000-000000000000';

/** Rows of county A (勉县) that people of county B (洋县) must never reach, and ids that do not exist. */
interface Foreign {
  ids: Record<string, string>;
}

let test: TestApp;
let routes: RegisteredRoute[];
let people: Map<Role, TestPerson>;
let foreign: Foreign;

beforeAll(async () => {
  test = await createTestApp();
  routes = test.app.get(RouteRegister, { strict: false }).routes;
  foreign = await foreignRows();
  people = await peopleOf('610723000000');
});

afterAll(() => test.close());

describe('scope matrix', () => {
  it('has a policy on every route', () => {
    expect(routes.length).toBeGreaterThan(100);
    expect(new Set(routes.map(label)).size).toBe(routes.length);
  });

  it('asks everyone to sign in where the policy says so', async () => {
    const wrong: string[] = [];
    for (const route of routes.filter(({ policy }) => policy.roles !== 'anyone')) {
      const { statusCode } = await call(route, undefined, nowhere);
      if (statusCode !== 401) wrong.push(`${statusCode} ${label(route)}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(roles)('answers 403 to %s exactly where the role lacks the route', async (role) => {
    const wrong: string[] = [];
    for (const route of routes.filter(({ policy }) => policy.roles !== 'anyone')) {
      if (endsTheSignIn(route)) continue;
      const { statusCode, body } = await call(route, people.get(role), nowhere);
      const allowed = route.policy.roles === 'signedIn' || route.policy.roles.includes(role);
      const forbidden = statusCode === 403 && body.includes('error.forbidden');
      if (!allowed && statusCode !== 403) wrong.push(`${statusCode} instead of 403: ${label(route)}`);
      if (allowed && forbidden) wrong.push(`forbidden although allowed: ${label(route)}`);
      if (statusCode >= 500) wrong.push(`${statusCode}: ${label(route)} ${body.slice(0, 200)}`);
    }
    expect(wrong).toEqual([]);
  });

  // An administrator's reach is the whole installation, so no row is foreign to one.
  it.each(roles.filter((role) => role !== 'administrator'))(
    'answers %s the same for a foreign row as for one that does not exist',
    async (role) => {
      const wrong: string[] = [];
      for (const route of routes.filter((candidate) => candidate.path.includes('/:'))) {
        if (route.policy.roles !== 'signedIn' && !route.policy.roles.includes(role)) continue;
        if (['public', 'reference', 'system'].includes(route.policy.reach) || endsTheSignIn(route)) continue;
        if (isReferenceData(route)) continue;
        const own = await call(route, people.get(role), nowhere);
        const other = await call(route, people.get(role), foreignId(route));
        if (own.statusCode === 401 || own.statusCode >= 500) wrong.push(`${own.statusCode}: ${label(route)}`);
        if (own.statusCode !== other.statusCode)
          wrong.push(`${own.statusCode} unknown, ${other.statusCode} foreign: ${label(route)}`);
        if (other.body.includes('外县秘密')) wrong.push(`leaks: ${label(route)}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each(roles.filter((role) => role !== 'administrator'))(
    'keeps county A out of every list, search, count and export of %s in county B',
    async (role) => {
      const leaks: string[] = [];
      for (const route of routes.filter(({ method, path }) => method === 'GET' && !path.includes('/:'))) {
        if (route.path.endsWith('/events') || route.policy.reach === 'reference') continue;
        const { body } = await call(route, people.get(role), nowhere);
        if (body.includes('外县秘密')) leaks.push(label(route));
      }
      expect(leaks).toEqual([]);
    },
  );
});

/** Routes that would sign the matrix's own people out, or that stream for ever. */
function endsTheSignIn({ method, path }: RegisteredRoute): boolean {
  if (path.endsWith('/events')) return true;
  return method !== 'GET' && (path.includes('sign-ins') || path === '/sign-out');
}

/** Units and places are a directory that every signed-in person reads; only changing them is a matter of reach. */
function isReferenceData({ path }: RegisteredRoute): boolean {
  return /\/(organizations|places)\//.test(path);
}

function label({ method, path, handler }: RegisteredRoute): string {
  return `${method} ${path} (${handler})`;
}

function foreignId({ path }: RegisteredRoute): string {
  const [, resource = ''] = /(?:api\/v1\/|^\/)(?:m\/)?([a-z-]+)/.exec(path) ?? [];
  return foreign.ids[resource] ?? nowhere;
}

async function call(route: RegisteredRoute, person: TestPerson | undefined, id: string) {
  const url = route.path
    .replace(/:code\b/g, route.path.includes('divisions') ? '610723000000' : 'AAAAAAAAAAAA')
    .replace(/:[a-zA-Z]+/g, (name, offset: number) =>
      route.path.indexOf(':') === offset || !route.path.includes('/api/') ? id : nowhere,
    );
  const options: InjectOptions = {
    method: route.method as 'GET',
    url,
    headers: { accept: 'application/json', ...person?.headers },
    ...(['POST', 'PUT', 'PATCH', 'DELETE'].includes(route.method) && { payload: {} }),
  };
  const { statusCode, body } = await test.fastify.inject(options);
  return { statusCode, body };
}

async function peopleOf(county: string): Promise<Map<Role, TestPerson>> {
  const url = test.database.url;
  const [division] = await query<{ id: string }>(
    url,
    `select id from responsibility.division where code = '${county}'`,
  );
  const [organization] = await query<{ id: string }>(
    url,
    `insert into responsibility.organization (name, kind, division_id)
     values ('洋县乡村振兴局', 'revitalisationBureau', '${division!.id}') returning id`,
  );
  const traineeId = await insertTrainee(division!.id, '本县学员', 'b');
  const result = new Map<Role, TestPerson>();
  for (const role of roles)
    result.set(
      role,
      await signIn(test, {
        role,
        ...(role !== 'administrator' && { division: county }),
        ...(['host', 'unitContact'].includes(role) && { organizationId: organization!.id }),
        ...(role === 'trainee' && { traineeId }),
      }),
    );
  return result;
}

async function foreignRows(): Promise<Foreign> {
  const url = test.database.url;
  const [division] = await query<{ id: string }>(
    url,
    `select id from responsibility.division where code = '610725000000'`,
  );
  const traineeId = await insertTrainee(division!.id, '外县秘密', 'a');
  const account = await signIn(test, { role: 'coordinator', division: '610725000000' });
  const [row] = await query<Record<string, string>>(
    url,
    `with organization as (
       insert into responsibility.organization (name, kind, division_id)
       values ('外县秘密局', 'revitalisationBureau', '${division!.id}') returning id
     ), place as (
       insert into responsibility.place (name, kind, division_id) values ('外县秘密礼堂', 'hall', '${division!.id}') returning id
     ), application as (
       insert into responsibility.application (title, division_id, starts_on, ends_on, persons, hours)
       values ('外县秘密申报', '${division!.id}', current_date + 9, current_date + 10, 10, 8) returning id
     ), class as (
       insert into integration.class (code, title, level, division_id, starts_on, ends_on, year, hours, state)
       values ('610725-2026-9999', '外县秘密班', 3, '${division!.id}', current_date + 9, current_date + 10, 2026, 8, 'draft')
       returning id
     ), seat as (
       insert into integration.seat (class_id, capacity) select id, 10 from class
     ), session as (
       insert into integration.session (class_id, title, mode, starts_at, ends_at, hours)
       select id, '外县秘密课', 'lecture', now() + interval '9 days', now() + interval '9 days 2 hours', 2 from class returning id
     ), enrollment as (
       insert into integration.enrollment (class_id, trainee_id, number, state, source, division_id, level, category, year)
       select id, '${traineeId}', 1, 'confirmed', 'nomination', '${division!.id}', 'staff', 'firstSecretary', 2026 from class
       returning id
     )
     select organization.id as organizations, place.id as places, application.id as applications, class.id as classes,
            session.id as sessions, enrollment.id as enrollments
     from organization, place, application, class, session, enrollment`,
  );
  const [sample] = await query<{ id: string }>(
    url,
    `insert into foundation.job_run (name, queue, job_key, title_key, account_id) values ('x', 'exchange', 'x', 'x', '${account.accountId}') returning id`,
  );
  return { ids: { ...row, trainees: traineeId, accounts: account.accountId, jobs: sample!.id } };
}

async function insertTrainee(divisionId: string, name: string, mark: string): Promise<string> {
  const [row] = await query<{ id: string }>(
    test.database.url,
    `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
       citizen_id_last_four, category, level, managing_division_id, division_id)
     values ('${name}', 'x', ' x ', 'sealed', '\\x${mark.charCodeAt(0).toString(16)}', '1234', 'firstSecretary', 'staff',
       '${divisionId}', '${divisionId}') returning id`,
  );
  return row!.id;
}
