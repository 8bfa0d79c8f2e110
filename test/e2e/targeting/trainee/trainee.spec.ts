import { createTestApp, TestApp } from '../../../support/app.js';
import { query } from '../../../support/postgres-query.js';
import { citizenIdOf } from '../../../support/citizen-id.js';
import { Asker, person, places, signedIn } from '../../../support/register.js';

describe('the trainee register over HTTP', () => {
  let test: TestApp;
  let lantian: Asker;
  let zhouzhi: Asker;
  let province: Asker;
  let village: string;

  beforeAll(async () => {
    test = await createTestApp();
    lantian = await signedIn(test, 'coordinator', { division: places.lantian });
    zhouzhi = await signedIn(test, 'coordinator', { division: places.zhouzhi });
    province = await signedIn(test, 'coordinator', { division: places.province });
    const [row] = await query(
      test.database.url,
      `select v.code from responsibility.division v join responsibility.division c on c.id = v.county_id
       where v.level = 5 and c.code = '${places.zhouzhi}' order by v.code limit 1`,
    );
    village = String(row?.code);
  });

  afterAll(() => test.close());

  const register = async (asker: Asker, number: number, changes: Record<string, unknown> = {}) => {
    const answer = await asker.send('POST', '/api/v1/trainees', person(number, changes));
    expect(answer).toMatchObject({ status: 201 });
    return String(answer.body.id);
  };
  const names = async (asker: Asker, search = '') => {
    const { body } = await asker.get(`/api/v1/trainees?${search}`);
    return (body.items as { name: string }[]).map(({ name }) => name);
  };

  it('shows a person to the own county and those above, never to another county', async () => {
    const id = await register(lantian, 1, { name: '郑一一' });

    expect(await names(province, 'text=郑一一')).toEqual(['郑一一']);
    expect(await names(zhouzhi, 'text=郑一一')).toEqual([]);
    for (const path of ['', '/citizen-id', '/ledger'])
      expect((await zhouzhi.get(`/api/v1/trainees/${id}${path}`)).status).toBe(404);
    expect((await zhouzhi.send('PATCH', `/api/v1/trainees/${id}`, { version: 1, post: 'x' })).status).toBe(
      404,
    );
    expect((await zhouzhi.send('DELETE', `/api/v1/trainees/${id}`)).status).toBe(404);
  });

  it('registers nobody outside the own subtree', async () => {
    const answer = await zhouzhi.send('POST', '/api/v1/trainees', person(2));
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ field: 'managingDivision' }]);
  });

  it('hides the citizen ID everywhere but where it is asked for, and writes that down', async () => {
    const id = await register(lantian, 3);
    const { text, body } = await lantian.get(`/api/v1/trainees/${id}`);
    expect(body.citizenId).toBe(`**************${citizenIdOf(3).slice(-4)}`);
    expect(text).not.toContain(citizenIdOf(3));

    expect((await lantian.get(`/api/v1/trainees/${id}/citizen-id`)).body).toEqual({
      citizenId: citizenIdOf(3),
    });
    const lines = await query(
      test.database.url,
      `select action, account_id is not null as who from foundation.audit_entry where subject_id = '${id}' order by id`,
    );
    expect(lines).toEqual([
      { action: 'trainee.register', who: true },
      { action: 'trainee.unmask', who: true },
    ]);
    const [dump] = await query(
      test.database.url,
      `select (select string_agg(t::text, '') from targeting.trainee t) || (select string_agg(a::text, '') from foundation.audit_entry a) as all`,
    );
    expect(String(dump?.all)).not.toContain(citizenIdOf(3));
  });

  it('lets both sides see a posted person, counts them where they work, and lets only the managing side change', async () => {
    const id = await register(lantian, 4, { name: '派驻生' });
    const posted = await lantian.send('POST', `/api/v1/trainees/${id}/postings`, {
      village,
      startsOn: '2020-01-01',
    });
    expect(posted).toMatchObject({ status: 201, body: { posted: true, division: { code: village } } });

    expect(await names(zhouzhi, 'text=派驻生')).toEqual(['派驻生']);
    expect(await names(province, 'text=派驻生')).toEqual(['派驻生']);
    expect((await zhouzhi.get(`/api/v1/trainees/${id}/citizen-id`)).status).toBe(404);

    const overlap = await lantian.send('POST', `/api/v1/trainees/${id}/postings`, {
      village,
      startsOn: '2021-01-01',
    });
    expect(overlap).toMatchObject({ status: 422, body: { code: 'trainee.problem.posting.overlaps' } });

    const [posting] = posted.body.postings as { id: string }[];
    const ended = await lantian.send('PATCH', `/api/v1/trainees/${id}/postings/${posting?.id}`, {
      endsOn: '2020-12-31',
    });
    expect(ended.body).toMatchObject({ posted: false, division: { code: places.lantian } });
    expect(await names(zhouzhi, 'text=派驻生')).toEqual([]);
  });

  it('shows a unit contact the own unit only, and a trainee the own record', async () => {
    const [unit] = await query(
      test.database.url,
      `insert into responsibility.organization (name, kind, division_id)
       select '蓝田县农业农村局', 'businessDepartment', id from responsibility.division where code = '${places.lantian}'
       returning id`,
    );
    const organizationId = String(unit?.id);
    const mine = await register(lantian, 5, { name: '单位人', organizationId });
    const other = await register(lantian, 6, { name: '别人' });
    const contact = await signedIn(test, 'unitContact', { organizationId });
    const trainee = await signedIn(test, 'trainee', { traineeId: mine });

    for (const asker of [contact, trainee]) {
      expect(await names(asker)).toEqual(['单位人']);
      expect((await asker.get(`/api/v1/trainees/${other}`)).status).toBe(404);
      expect((await asker.get(`/api/v1/trainees/${mine}`)).status).toBe(200);
      expect((await asker.get(`/api/v1/trainees/${mine}/citizen-id`)).status).toBe(403);
    }
  });

  it('refuses a change made from an old version', async () => {
    const id = await register(lantian, 7);
    const change = (post: string) => lantian.send('PATCH', `/api/v1/trainees/${id}`, { version: 1, post });
    expect(await change('主任')).toMatchObject({ status: 200, body: { version: 2, post: '主任' } });
    expect(await change('书记')).toMatchObject({ status: 409, body: { code: 'trainee.changedMeanwhile' } });
  });

  it('refuses the same citizen ID twice, and says which field is wrong without repeating it', async () => {
    await register(lantian, 8);
    const again = await lantian.send('POST', '/api/v1/trainees', person(8));
    expect(again).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'citizenId', code: 'trainee.problem.citizenId.registered' }] },
    });
    const wrong = await lantian.send(
      'POST',
      '/api/v1/trainees',
      person(9, { citizenId: '110105194912310021', phone: '123' }),
    );
    expect((wrong.body.errors as { field: string }[]).map(({ field }) => field)).toEqual([
      'citizenId',
      'phone',
    ]);
    expect(wrong.text).not.toContain('110105194912310021');
  });

  it.each([
    ['𬱖', '李𬱖'],
    ['lw', '李𬱖'],
    ['liwei', '李𬱖'],
    ['曾', '曾乐'],
    ['zl', '曾乐'],
    ['%25', undefined],
  ])('finds by %s', async (text, found) => {
    if ((await names(lantian, 'text=李𬱖')).length === 0) {
      await register(lantian, 20, { name: '李𬱖' });
      await register(lantian, 21, { name: '曾乐', phone: '13812340021' });
    }
    expect(await names(lantian, `text=${text}`)).toEqual(found === undefined ? [] : [found]);
  });

  it('finds by the last four of ID and phone, and keeps whole IDs out of addresses', async () => {
    await register(lantian, 30, { name: '查找人', phone: '13912348888' });
    for (const text of [citizenIdOf(30).slice(-4), '8888', '139 1234 8888'])
      expect(await names(lantian, `text=${encodeURIComponent(text)}`)).toContain('查找人');
    expect((await lantian.get(`/api/v1/trainees?text=${citizenIdOf(30)}`)).status).toBe(422);
  });

  it('pages in pinyin order without losing or repeating anybody', async () => {
    for (const [index, name] of ['赵六', '安然', '单雄', '鲍鱼', '䶮山'].entries())
      await register(lantian, 40 + index, { name, category: 'selectedGraduate' });
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await lantian.get(`/api/v1/trainees?category=selectedGraduate&limit=2${cursor}`);
      seen.push(...(body.items as { name: string }[]).map(({ name }) => name));
      if (body.next === undefined) break;
      cursor = `&cursor=${body.next as string}`;
    }
    expect(seen).toEqual(['安然', '鲍鱼', '单雄', '䶮山', '赵六']);
    expect((await lantian.get('/api/v1/trainees?cursor=nonsense')).status).toBe(422);
  });

  it('filters by a division below, and refuses one that is unknown', async () => {
    expect(await names(province, `division=${places.zhouzhi}`)).toEqual([]);
    expect((await names(province, `division=${places.lantian}`)).length).toBeGreaterThan(5);
    expect(await names(lantian, `division=${places.zhouzhi}`)).toEqual([]);
    expect((await lantian.get('/api/v1/trainees?division=999999999999')).status).toBe(422);
  });
});
