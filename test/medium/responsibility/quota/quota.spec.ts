import { DataSource } from 'typeorm';
import { systemActor } from '../../../../src/foundation/access/actor.js';
import { Audit } from '../../../../src/foundation/audit/audit.js';
import { dataSourceOptions } from '../../../../src/foundation/database/data-source.options.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { RequestContext } from '../../../../src/foundation/http/request-context.js';
import { Allocation } from '../../../../src/responsibility/quota/allocation.entity.js';
import { QuotaService } from '../../../../src/responsibility/quota/quota.service.js';
import { buildProvince } from '../../../bench/support/province.js';
import { createTestDatabase, TestDatabase } from '../../../support/postgres.js';

describe('A quota', () => {
  let store: TestDatabase;
  let source: DataSource;
  let quotas: QuotaService;
  let counties: string[];
  let province: string;

  beforeAll(async () => {
    store = await createTestDatabase();
    counties = (await buildProvince(store.url, { people: 1, classes: 1, capacity: 10 })).countyIds;
    source = await new DataSource({
      ...dataSourceOptions(store.url, { pool: 12 }),
      entities: [Allocation],
    }).initialize();
    const database = new Database(source);
    quotas = new QuotaService(database, new Audit(database, new RequestContext()));
    const row = await database.one<{ id: string }>('select id from responsibility.division where level = 1');
    province = row!.id;
  });

  afterAll(async () => {
    await source.destroy();
    await store.drop();
  });

  const part = (index: number, amount: number) => ({ divisionId: counties[index]!, amount });

  it('is conserved on its way down: the parent keeps what it handed out', async () => {
    const root = await quotas.create('plan', 10, province);
    const child = await quotas.allocate(systemActor, root.id, part(0, 6));
    await expect(quotas.allocate(systemActor, root.id, part(1, 5))).rejects.toMatchObject({
      code: 'quota.exceeded',
      params: { free: 4 },
    });
    await quotas.change(systemActor, child.id, 2);
    await quotas.allocate(systemActor, root.id, part(1, 8));
    const tree = await quotas.tree(root.quotaId);
    expect(tree.map(({ amount, allocated }) => [amount, allocated])).toEqual([
      [10, 10],
      [2, 0],
      [8, 0],
    ]);
  });

  it('never hands out more than it has to many at once', async () => {
    const root = await quotas.create('class', 10, province);
    const answers = await Promise.allSettled(
      counties.map((_, index) => quotas.allocate(systemActor, root.id, part(index, 3))),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect((await quotas.tree(root.quotaId))[0]).toMatchObject({ amount: 10, allocated: 9 });
  });

  it('goes only downwards, once to each, and never below what is handed further', async () => {
    const root = await quotas.create('plan', 10, province);
    const child = await quotas.allocate(systemActor, root.id, part(0, 4));
    await expect(quotas.allocate(systemActor, root.id, part(0, 1))).rejects.toMatchObject({
      code: 'quota.allocatedAlready',
    });
    await expect(quotas.allocate(systemActor, child.id, part(1, 1))).rejects.toMatchObject({
      code: 'quota.outsideParent',
    });
    await expect(quotas.change(systemActor, root.id, 3)).rejects.toMatchObject({
      code: 'quota.inUse',
      params: { least: 4 },
    });
  });
});
