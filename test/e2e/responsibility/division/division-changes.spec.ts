import { createTestApp, TestApp } from '../../../support/app.js';
import { query } from '../../../support/postgres-query.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';
import { StatisticsService } from '../../../../src/service/statistics/statistics.service.js';

const hancheng = '610581000000';
const weinan = '610500000000';
const shaanxi = '610000000000';
const xixian = '611200000000';

describe('changes of the management tree', () => {
  let test: TestApp;
  let administrator: TestPerson;
  let supervisor: TestPerson;

  beforeAll(async () => {
    test = await createTestApp();
    administrator = await signIn(test, { role: 'administrator' });
    supervisor = await signIn(test, { role: 'supervisor', division: shaanxi });
    // Two people of Hancheng, one of them in a township, so that there is something to count.
    await query(
      test.database.url,
      `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
         citizen_id_last_four, category, level, managing_division_id, division_id)
       select '学员' || code, 'x', 'x', 'x', sha256(code::bytea), '0000', 'firstSecretary', 'staff', id, id
       from responsibility.division where code in ('${hancheng}', '610581101000')`,
    );
  });

  afterAll(() => test.close());

  const send = (path: string, fields: Record<string, string>, person = administrator) =>
    test.fastify.inject({
      method: 'POST',
      url: path,
      headers: {
        ...person.headers,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'text/html',
      },
      payload: new URLSearchParams(fields).toString(),
    });
  const page = async (url: string, person = administrator) =>
    (await test.fastify.inject({ url, headers: { ...person.headers, accept: 'text/html' } })).body;
  const childrenOf = async (code: string, at?: string): Promise<string[]> => {
    const url = `/api/v1/divisions/${code}/children${at ? `?at=${at}` : ''}`;
    const answer = await test.fastify.inject({ url, headers: administrator.headers });
    return answer.json<{ items: { code: string }[] }>().items.map((item) => item.code);
  };
  const registered = async (code: string): Promise<number> => {
    await test.app.get(StatisticsService, { strict: false }).foldOnce();
    const [row] = await query<{ count: number }>(
      test.database.url,
      `select coalesce(sum(persons), 0)::int as count from service.register_count r
       join responsibility.division d on d.id = r.division_id where d.code = '${code}' and not own_level`,
    );
    return row!.count;
  };

  it('raise Hancheng to a city of its own, dated, and its people and tile with it', async () => {
    expect(await page(`/divisions?division=${hancheng}`)).toContain('change=raise');
    expect(await page(`/divisions?division=${hancheng}`, supervisor)).not.toContain('change=raise');
    expect(await page(`/divisions?division=${hancheng}&change=raise`)).toContain(
      `action="/divisions/${hancheng}/city-level"`,
    );
    expect(await registered(weinan)).toBe(2);

    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const early = await send(`/divisions/${hancheng}/city-level`, { effectiveOn: tomorrow });
    expect([early.statusCode, early.body]).toEqual([
      422,
      expect.stringContaining('id="field-effectiveOn-error"'),
    ]);

    const raised = await send(`/divisions/${hancheng}/city-level`, { effectiveOn: '2020-07-01' });
    expect(raised.statusCode).toBe(303);
    expect(await childrenOf(shaanxi)).toContain(hancheng);
    expect(await childrenOf(weinan)).not.toContain(hancheng);
    // As of a day before the change the tree is as it was.
    expect(await childrenOf(shaanxi, '2020-06-30')).not.toContain(hancheng);
    expect(await childrenOf(weinan, '2020-06-30')).toContain(hancheng);
    expect(await childrenOf(shaanxi, '2020-07-01')).toContain(hancheng);

    expect(await registered(weinan)).toBe(0);
    expect(await registered(hancheng)).toBe(2);
    const monitor = await page('/monitor', supervisor);
    expect(monitor).toMatch(new RegExp(`class="tile-map"[^]*${hancheng}[^]*</svg>`));
    expect(await page(`/divisions?division=${hancheng}`)).toContain('由渭南市升至陕西省直管');
  });

  it('add Xixian under a local code and hang townships below it', async () => {
    const taken = await send(`/divisions/${shaanxi}/parts`, { name: '西咸新区', code: weinan });
    expect([taken.statusCode, taken.body]).toEqual([422, expect.stringContaining('由渭南市使用')]);
    const added = await send(`/divisions/${shaanxi}/parts`, { name: '西咸新区', code: xixian });
    expect(added.statusCode).toBe(303);
    expect(await childrenOf(shaanxi)).toContain(xixian);
    const township = '610581101000';
    const moved = await send(`/divisions/${township}/parent`, { parentCode: xixian });
    expect(moved.statusCode).toBe(303);
    expect(await childrenOf(xixian)).toEqual([township]);
    expect(await registered(xixian)).toBe(1);
    expect(await registered(hancheng)).toBe(1);
    const wrong = await query(
      test.database.url,
      `select v.code from responsibility.division v
       where v.parent_id = (select id from responsibility.division where code = '${township}')
         and not exists (select from responsibility.division x
           where x.code = '${xixian}' and x.id = v.city_id and x.id = v.county_id)`,
    );
    expect(wrong).toEqual([]);
    const refused = await send(`/divisions/${township}/parent`, { parentCode: shaanxi });
    expect([refused.statusCode, refused.body]).toEqual([422, expect.stringContaining('不能改属')]);
  });

  it('give a county another name from a day on and find it by the old one', async () => {
    const county = '610582000000';
    const nameOf = async (at?: string): Promise<unknown> => {
      const url = `/api/v1/divisions/${county}${at ? `?at=${at}` : ''}`;
      const { name, shortName } = (await test.fastify.inject({ url, headers: administrator.headers })).json<{
        name: string;
        shortName: string;
      }>();
      return [name, shortName];
    };
    const former = await nameOf();
    const same = await send(`/divisions/${county}/name`, { name: '华阴市' });
    expect([same.statusCode, same.body]).toEqual([422, expect.stringContaining('id="field-name-error"')]);
    const renamed = await send(`/divisions/${county}/name`, { name: '太华市', effectiveOn: '2022-03-01' });
    expect(renamed.statusCode).toBe(303);
    expect([await nameOf(), await nameOf('2022-03-01'), await nameOf('2022-02-28')]).toEqual([
      ['太华市', '太华'],
      ['太华市', '太华'],
      former,
    ]);
    expect(await page(`/divisions?text=${encodeURIComponent('华阴')}`)).toContain('太华市');
    expect(await page(`/divisions?division=${county}`)).toContain('由“华阴市”更名为“太华市”');
    // It hangs where it hung, also on a day before its name changed.
    expect(await childrenOf(weinan, '2022-02-28')).toContain(county);
  });

  it('belong to administrators alone', async () => {
    for (const [path, fields] of [
      ['city-level', {}],
      ['parent', { parentCode: weinan }],
      ['name', { name: '某市' }],
      ['parts', { name: '某区', code: '619900000000' }],
    ] as const)
      expect((await send(`/divisions/610582000000/${path}`, { ...fields }, supervisor)).statusCode).toBe(403);
  });
});
