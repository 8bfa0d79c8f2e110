import { DivisionService } from '../../../../src/responsibility/division/division.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const county = '610102000000';
const otherCounty = '610103000000';
const url = '/api/v1/places';

describe('places', () => {
  let test: TestApp;
  let coordinator: TestPerson;
  let neighbour: TestPerson;
  let host: TestPerson;
  let schoolId: string;
  let divisionId: string;
  let otherDivisionId: string;

  const request = (method: 'GET' | 'POST' | 'PATCH', person: TestPerson, path: string, payload?: object) =>
    test.fastify.inject({ method, url: path, headers: person.headers, ...(payload ? { payload } : {}) });

  beforeAll(async () => {
    test = await createTestApp();
    const divisions = test.app.get(DivisionService, { strict: false });
    divisionId = (await divisions.byCode(county)).id;
    otherDivisionId = (await divisions.byCode(otherCounty)).id;
    coordinator = await signIn(test, { role: 'coordinator', division: county });
    neighbour = await signIn(test, { role: 'coordinator', division: otherCounty });
    const school = await request('POST', coordinator, '/api/v1/organizations', {
      name: '县委党校',
      kind: 'partySchool',
      divisionId,
    });
    schoolId = school.json<{ id: string }>().id;
    host = await signIn(test, { role: 'host', organizationId: schoolId });
  });

  afterAll(() => test.close());

  it('are kept by the coordinator of the subtree and by the own institution', async () => {
    const made = await request('POST', host, url, {
      name: '报告厅',
      kind: 'hall',
      divisionId: otherDivisionId,
      capacity: '200',
    });
    expect(made.json()).toMatchObject({ divisionId, organizationId: schoolId, capacity: 200, own: true });
    const { id } = made.json<{ id: string }>();
    const change = async (person: TestPerson) =>
      (await request('PATCH', person, `${url}/${id}`, { capacity: 180 })).statusCode;
    expect([await change(host), await change(coordinator), await change(neighbour)]).toEqual([200, 200, 404]);
  });

  it('can be read by other counties, whose classes may be held there', async () => {
    await request('POST', coordinator, url, { name: '会议中心', kind: 'hall', divisionId });
    const list = await request(
      'GET',
      neighbour,
      `${url}?division=${county}&text=${encodeURIComponent('会议')}`,
    );
    expect(list.json()).toMatchObject({ items: [{ name: '会议中心', own: false }] });
  });

  it('go out of use on a day', async () => {
    const { id } = (
      await request('POST', coordinator, url, { name: '旧礼堂', kind: 'hall', divisionId })
    ).json<{ id: string }>();
    const close = (validTo: string) => request('PATCH', coordinator, `${url}/${id}`, { validTo });
    expect((await close('2000-01-01')).statusCode).toBe(422);
    expect((await close('2020-01-01')).statusCode).toBe(200);
    const list = await request('GET', coordinator, `${url}?text=${encodeURIComponent('旧礼堂')}`);
    expect(list.json()).toEqual({ items: [] });
  });

  it('refuse a unit out of reach and a nonsensical size', async () => {
    const bad = await request('POST', neighbour, url, {
      name: '借来的',
      kind: 'hall',
      divisionId: otherDivisionId,
      organizationId: schoolId,
    });
    expect(bad.statusCode).toBe(404);
    const empty = await request('POST', coordinator, url, {
      name: '空',
      kind: 'hall',
      divisionId,
      capacity: 0,
    });
    expect(empty.statusCode).toBe(422);
  });

  it('have pages to find, make and change them without script', async () => {
    const page = (path: string, person: TestPerson) =>
      test.fastify.inject({ url: path, headers: { ...person.headers, accept: 'text/html' } });
    const send = (path: string, fields: Record<string, string>, person: TestPerson) =>
      test.fastify.inject({
        method: 'POST',
        url: path,
        headers: {
          ...person.headers,
          accept: 'text/html',
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: new URLSearchParams(fields).toString(),
      });
    for (const person of [coordinator, host])
      expect((await page('/places/new', person)).statusCode).toBe(200);
    expect((await send('/places', { name: '', kind: 'hall' }, host)).statusCode).toBe(422);
    expect((await send('/places', { name: '阶梯教室', kind: 'classroom' }, host)).statusCode).toBe(303);
    const list = await page('/places?text=阶梯', neighbour);
    const path = /\/places\/[0-9a-f-]{36}/.exec(list.body)![0];
    expect((await page(path, neighbour)).body).not.toContain('action="/places');
    await send(path, { name: '阶梯教室', kind: 'classroom', capacity: '120' }, coordinator);
    expect((await page(path, host)).body).toContain('value="120"');
  });
});
