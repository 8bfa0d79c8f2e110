import { Database } from '../../../../src/foundation/database/database.js';
import { DivisionService } from '../../../../src/responsibility/division/division.service.js';
import { AudienceRule, AudienceService } from '../../../../src/targeting/audience/audience.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { addTrainees } from '../../../support/class-draft.js';

describe('the reach of an audience', () => {
  let test: TestApp;
  let divisions: DivisionService;

  beforeAll(async () => {
    test = await createTestApp();
    divisions = test.app.get(DivisionService, { strict: false });
    await addTrainees(test, '610000000000', 2);
    await addTrainees(test, '610700000000', 3, { category: 'villageSecretary', level: 'villageCadre' });
    await addTrainees(test, '610702000000', 5);
    await addTrainees(test, '610403000000', 7, { category: 'workTeamMember', level: 'staff' });
  });

  afterAll(() => test.close());

  const reach = async (rule: AudienceRule, code: string) =>
    test.app.get(AudienceService, { strict: false }).reach(rule, await divisions.byCode(code));

  it('says the same as the judgement of each person', async () => {
    const hanzhong = await divisions.byCode('610700000000');
    const rules: AudienceRule[] = [
      {},
      { categories: [] },
      { categories: ['firstSecretary', 'workTeamMember'] },
      { levels: ['villageCadre'] },
      { categories: ['firstSecretary'], levels: ['townshipSection'], divisionIds: [hanzhong.id] },
      { divisionIds: [hanzhong.id] },
      { levels: ['countyDivision'] },
    ];
    for (const rule of rules) {
      const judged = await test.app.get(Database, { strict: false }).one<{ count: number }>(
        `select count(*)::int as count from targeting.trainee trainee
         join responsibility.division own on own.id = trainee.division_id
         where targeting.audience_holds($1::jsonb, trainee, own)`,
        [JSON.stringify(rule)],
      );
      expect([rule, (await reach(rule, '610000000000')).count]).toEqual([rule, judged?.count]);
    }
  });

  it('counts by the direct parts of the division, also in a city-level county', async () => {
    const province = await reach({}, '610000000000');
    expect(province.byDivision.map(({ code, count }) => [code, count])).toEqual([
      [null, 2],
      ['610403000000', 7],
      ['610700000000', 8],
    ]);
    const city = await reach({}, '610700000000');
    expect(city.byDivision.map(({ name, count }) => [name, count])).toEqual([
      [null, 3],
      ['汉台区', 5],
    ]);
    expect((await reach({}, '610403000000')).byDivision).toMatchObject([{ code: null, count: 7 }]);
  });
});
