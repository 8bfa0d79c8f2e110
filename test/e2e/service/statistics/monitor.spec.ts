import { StatisticsService } from '../../../../src/service/statistics/statistics.service.js';
import type { Statistics } from '../../../../src/service/statistics/figure.view.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';
import { SmallProvince } from '../../../support/statistics/small-province.js';

const province = '610000000000';
const city = '610100000000';
const county = '610102000000';
const otherCounty = '610103000000';

describe('statistics', () => {
  let test: TestApp;
  let facts: SmallProvince;
  let supervisor: TestPerson;
  let countyCoordinator: TestPerson;
  let trainee: TestPerson;

  const get = (person: TestPerson, url: string) =>
    test.fastify.inject({ method: 'GET', url, headers: { ...person.headers, 'accept-language': 'zh-CN' } });
  const statistics = async (person: TestPerson, path: string) =>
    (await get(person, `/api/v1/statistics/${path}`)).json<Statistics>();

  beforeAll(async () => {
    test = await createTestApp();
    facts = await SmallProvince.over(test.database.url);
    supervisor = await signIn(test, { role: 'supervisor', division: province });
    countyCoordinator = await signIn(test, { role: 'coordinator', division: county });
    const person = await facts.trainee(county);
    trainee = await signIn(test, { role: 'trainee', traineeId: person });
    const colleague = await facts.trainee(county, 'villageSecretary', 'villageCadre');
    const neighbour = await facts.trainee(otherCounty);
    const provincial = await facts.class(province, '2020-06-05', 'ended');
    const own = await facts.class(county, '2020-09-05', 'concluded');
    await facts.enroll(provincial, person, 'completed');
    await facts.enroll(provincial, neighbour, 'arrived');
    await facts.enroll(own, person, 'completed');
    await facts.enroll(own, colleague, 'confirmed');
    await test.app.get(StatisticsService, { strict: false }).foldOnce();
  });

  afterAll(async () => {
    await facts.client.end();
    await test.close();
  });

  it('gives a division and its children, persons beside person-times, by where the trainees belong', async () => {
    const { node, children, attribution, asOf } = await statistics(supervisor, `${city}?year=2020`);
    expect(attribution).toBe('byParticipant');
    expect(Date.now() - Date.parse(asOf)).toBeLessThan(60_000);
    expect(node).toMatchObject({
      enrolled: 4,
      arrived: 3,
      completed: 2,
      persons: 2,
      registered: 3,
      classes: null,
    });
    expect(node.participationRate).toBeCloseTo(3 / 4);
    expect(node.completionRate).toBeCloseTo(2 / 3);
    expect(node.coverage).toBeCloseTo(2 / 3);
    expect(children.find(({ code }) => code === county)).toMatchObject({ arrived: 2, persons: 1 });
    expect(children.find(({ code }) => code === otherCounty)).toMatchObject({
      arrived: 1,
      completionRate: 0,
    });
    expect(children.some(({ ownLevel }) => ownLevel)).toBe(false);
  });

  it('gives the same by who ran the class, where a provincial class is no county’s', async () => {
    const { node, children } = await statistics(supervisor, `${province}?attribution=byOrganizer`);
    expect(node).toMatchObject({ classes: 2, arrived: 3, persons: 2, registered: null, coverage: null });
    expect(children[0]).toMatchObject({ ownLevel: true, classes: 1, arrived: 2 });
    expect(children.find(({ code }) => code === city)).toMatchObject({ classes: 1, arrived: 1 });
  });

  it('filters by year, category and cadre level, and says what it does not know', async () => {
    expect((await statistics(supervisor, `${province}?year=2019`)).node).toMatchObject({
      arrived: 0,
      persons: 0,
    });
    expect((await statistics(supervisor, `${province}?category=firstSecretary`)).node).toMatchObject({
      arrived: 3,
      persons: 2,
      registered: 2,
    });
    expect((await statistics(supervisor, `${province}?level=villageCadre`)).node).toMatchObject({
      enrolled: 1,
      persons: null,
      coverage: null,
    });
  });

  it('shows a county nothing of another one, and a trainee nothing at all', async () => {
    const codes = async (person: TestPerson) =>
      Promise.all(
        [county, otherCounty, city, '999999999999'].map(async (code) => [
          (await get(person, `/api/v1/statistics/${code}`)).statusCode,
          (await get(person, `/monitor?division=${code}`)).statusCode,
          (await get(person, `/monitor/exports?division=${code}`)).statusCode,
        ]),
      );
    expect(await codes(countyCoordinator)).toEqual([
      [200, 200, 200],
      [404, 404, 404],
      [404, 404, 404],
      [404, 404, 404],
    ]);
    expect((await codes(trainee)).flat().every((status) => status === 403)).toBe(true);
  });

  it('refuses a wrong filter and names the field', async () => {
    const answer = await get(supervisor, `/api/v1/statistics/${province}?year=soon&attribution=mine`);
    expect(answer.statusCode).toBe(422);
    expect(JSON.stringify(answer.json())).toMatch(/year.*attribution|attribution.*year/);
  });

  it('shows the page with figures, eleven tiles and a link per division that works without script', async () => {
    const page = await get(supervisor, '/monitor?year=2020');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('培训完成情况');
    expect(/<svg class="tile-map".*?<\/svg>/s.exec(page.body)?.[0].match(/<a /g)).toHaveLength(11);
    expect(page.body.replaceAll('&#x3D;', '=')).toContain(`href="/monitor?year=2020&amp;division=${city}"`);
    expect(page.body).toContain('数据截至');
    expect(page.body).not.toMatch(/NaN|undefined|null%/);
  });

  it('drills down to the village', async () => {
    for (const code of [city, county, '610102001000', '610102001001']) {
      const page = await get(supervisor, `/monitor?division=${code}`);
      expect([code, page.statusCode]).toEqual([code, 200]);
      expect(page.body).not.toMatch(/NaN|undefined/);
    }
  });

  it('speaks English too', async () => {
    const page = await test.fastify.inject({
      method: 'GET',
      url: '/monitor?attribution=byOrganizer',
      headers: { ...supervisor.headers, cookie: 'language=en' },
    });
    expect(page.body).toContain('Training progress');
    expect(page.body).toContain('Province itself');
  });

  it('reminds of facts only: classes past their end and completions without a certificate', async () => {
    const page = await get(supervisor, '/monitor');
    expect(page.body).toContain('已过结束日期，尚未办结');
    expect(page.body).toContain('2 人次已结业，尚未发证');
  });

  it('exports the table with unit, definition, moment and exporter above it', async () => {
    const csv = (await get(supervisor, `/monitor/exports?format=csv&division=${city}&year=2020`)).body;
    expect(csv).toMatch(/统计单位.*\r\n.*口径.*参训口径.*\r\n.*数据截至.*\r\n.*导出人.*陕西省/);
    expect(csv).toContain('西安市合计');
    const workbook = await get(supervisor, '/monitor/exports');
    expect(workbook.rawPayload.subarray(0, 2).toString()).toBe('PK');
  });
});
