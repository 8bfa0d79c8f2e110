import { Database } from '../../../../src/foundation/database/database.js';
import { DivisionService } from '../../../../src/responsibility/division/division.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const county = '610102000000';
const otherCounty = '610103000000';
const url = '/api/v1/organizations';

interface Unit {
  id: string;
  name: string;
  contactPhone: string | null;
  validTo: string | null;
  successorName: string | null;
  own: boolean;
}

describe('units', () => {
  let test: TestApp;
  let coordinator: TestPerson;
  let neighbour: TestPerson;
  let divisionId: string;
  let otherDivisionId: string;

  const request = (method: 'GET' | 'POST' | 'PATCH', person: TestPerson, path: string, payload?: object) =>
    test.fastify.inject({ method, url: path, headers: person.headers, ...(payload ? { payload } : {}) });
  const create = (name: string, more: object = {}) =>
    request('POST', coordinator, url, { name, kind: 'government', divisionId, ...more });

  beforeAll(async () => {
    test = await createTestApp();
    const divisions = test.app.get(DivisionService, { strict: false });
    divisionId = (await divisions.byCode(county)).id;
    otherDivisionId = (await divisions.byCode(otherCounty)).id;
    coordinator = await signIn(test, { role: 'coordinator', division: county });
    neighbour = await signIn(test, { role: 'coordinator', division: otherCounty });
  });

  afterAll(() => test.close());

  it('are made and changed by the coordinator whose subtree holds them, by nobody else', async () => {
    const { id } = (await create('县扶贫开发办公室', { contactPhone: '029-12345678' })).json<Unit>();
    expect((await create('别县的局', { divisionId: otherDivisionId })).statusCode).toBe(404);
    expect((await request('PATCH', neighbour, `${url}/${id}`, { name: '改名' })).statusCode).toBe(404);
    const changed = await request('PATCH', coordinator, `${url}/${id}`, { shortName: '县扶贫办' });
    expect(changed.json()).toMatchObject({ name: '县扶贫开发办公室', shortName: '县扶贫办', own: true });
    const trainee = await signIn(test, { role: 'instructor' });
    expect((await request('POST', trainee, url, {})).statusCode).toBe(403);
  });

  it('show everybody their names but only the own subtree whom to call', async () => {
    const { id } = (await create('县委组织部', { contactPhone: '029-87654321' })).json<Unit>();
    const seen = async (person: TestPerson) => (await request('GET', person, `${url}/${id}`)).json<Unit>();

    expect(await seen(coordinator)).toMatchObject({ contactPhone: '029-87654321', own: true });
    expect(await seen(neighbour)).toMatchObject({ name: '县委组织部', contactPhone: null, own: false });
    const contact = await signIn(test, { role: 'unitContact', organizationId: id });
    expect(await seen(contact)).toMatchObject({ contactPhone: '029-87654321', own: false });
  });

  it('bear one name once at a time in a division, also against two at once', async () => {
    const answers = await Promise.all([create('县农机站'), create('县农机站')]);
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 409]);
  });

  it('end on a day with a successor, and their name is free from then on', async () => {
    const first = (await create('县扶贫局', { validFrom: '2016-01-01' })).json<Unit>();
    const next = (await create('县乡村振兴局', { validFrom: '2021-06-01' })).json<Unit>();
    const end = (payload: object) => request('POST', coordinator, `${url}/${first.id}/end`, payload);

    expect((await end({ validTo: '2015-12-31' })).statusCode).toBe(422);
    expect((await end({ validTo: '2021-06-01', successorId: first.id })).statusCode).toBe(422);
    const ended = await end({ validTo: '2021-06-01', successorId: next.id });
    expect(ended.json()).toMatchObject({ validTo: '2021-06-01', successorName: '县乡村振兴局' });
    expect((await create('县扶贫局', { validFrom: '2021-05-31' })).statusCode).toBe(409);
    expect((await create('县扶贫局', { validFrom: '2021-06-01' })).statusCode).toBe(201);
  });

  it('are listed in pages that neither skip nor repeat, filtered by division, kind and name', async () => {
    for (let index = 0; index < 5; index++) await create(`第${index}中学`, { kind: 'other' });
    const filter = `kind=other&division=${county}&text=${encodeURIComponent('中学')}`;
    const names: string[] = [];
    let cursor = '';
    do {
      const page = (
        await request('GET', coordinator, `${url}?limit=2&${filter}${cursor && `&cursor=${cursor}`}`)
      ).json<{ items: Unit[]; next?: string }>();
      names.push(...page.items.map((unit) => unit.name));
      cursor = page.next ?? '';
    } while (cursor);
    expect(names).toEqual(['第0中学', '第1中学', '第2中学', '第3中学', '第4中学']);
    const elsewhere = await request('GET', coordinator, `${url}?kind=other&division=${otherCounty}`);
    expect(elsewhere.json()).toEqual({ items: [] });
    expect((await request('GET', coordinator, `${url}?cursor=nonsense`)).statusCode).toBe(422);
  });

  it('leave a trace of who changed what', async () => {
    const { id } = (await create('县水利局')).json<Unit>();
    await request('PATCH', coordinator, `${url}/${id}`, { name: '县水务局' });
    const rows = await test.app
      .get(Database, { strict: false })
      .query<{ action: string; after: { name: string } }>(
        'select action, after from foundation.audit_entry where subject_id = $1 order by id',
        [id],
      );
    expect(rows.map(({ action, after }) => [action, after.name])).toEqual([
      ['organization.create', '县水利局'],
      ['organization.change', '县水务局'],
    ]);
  });

  it('have pages to find, make, correct and end them without script', async () => {
    const page = (path: string, person = coordinator) =>
      test.fastify.inject({ url: path, headers: { ...person.headers, accept: 'text/html' } });
    const send = (path: string, fields: Record<string, string>) =>
      test.fastify.inject({
        method: 'POST',
        url: path,
        headers: {
          ...coordinator.headers,
          accept: 'text/html',
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams(fields).toString(),
      });
    expect((await page('/organizations/new')).statusCode).toBe(200);
    const refused = await send('/organizations', { name: '局', kind: 'government', division: county });
    expect([refused.statusCode, refused.body.includes('value="局"')]).toEqual([422, true]);
    const made = await send('/organizations', { name: '县林业局', kind: 'government', division: county });
    const path = String(made.headers.location);
    expect((await page('/organizations?text=林业')).body).toContain('县林业局');
    await send(path, { shortName: '林业局', contactName: '老张' });
    expect((await page(path)).body).toContain('老张');
    const seen = (await page(path, neighbour)).body;
    expect([
      seen.includes('县林业局'),
      seen.includes('老张'),
      seen.includes('<form method="post" action="/org'),
    ]).toEqual([true, false, false]);
    await send(`${path}/end`, { validTo: '2099-01-01' });
    expect((await page(path)).body).toContain('2099-01-01');
  });
});
