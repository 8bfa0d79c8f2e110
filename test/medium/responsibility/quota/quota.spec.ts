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
  let database: Database;
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
    database = new Database(source);
    quotas = new QuotaService(database, new Audit(database, new RequestContext()));
    const row = await database.one<{ id: string }>('select id from responsibility.division where level = 1');
    province = row!.id;
  });

  afterAll(async () => {
    await source.destroy();
    await store.drop();
  });

  const unitIn = async (index: number): Promise<string> => {
    const row = await database.one<{ id: string }>(
      `insert into responsibility.organization (name, kind, division_id) values ('某局', 'businessDepartment', $1)
       returning id`,
      [counties[index]],
    );
    return row!.id;
  };

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

  const amounts = async (quotaId: string): Promise<number[][]> =>
    (await quotas.tree(quotaId)).map(({ amount, allocated, held }) => [amount, allocated, held]);

  it('is split all at once, or not at all when something stands against it', async () => {
    const { quotaId } = await quotas.create('class', 10, province);
    expect(await quotas.split(quotaId, [part(0, 6), part(1, 3)])).toEqual([]);
    expect(await quotas.split(quotaId, [part(0, 6), part(1, 5)])).toEqual([
      { kind: 'exceeded', sum: 11, available: 10 },
    ]);
    const [, first] = await quotas.tree(quotaId);
    await quotas.allocate(systemActor, first!.id, { ...part(0, 2), organizationId: await unitIn(0) });
    expect(await quotas.split(quotaId, [part(0, 1), part(1, 3)])).toEqual([
      { kind: 'inUse', divisionId: counties[0], least: 2 },
    ]);
    expect(await quotas.split(quotaId, [part(0, 2), part(2, 8)])).toEqual([]);
    expect(await amounts(quotaId)).toEqual([
      [10, 10, 0],
      [2, 2, 0],
      [0, 0, 0],
      [8, 0, 0],
      [2, 0, 0],
    ]);
  });

  it('gives unused places back to the root from any depth, as far as nobody uses them', async () => {
    const root = await quotas.create('class', 10, province);
    const county = await quotas.allocate(systemActor, root.id, part(3, 6));
    const unit = await quotas.allocate(systemActor, county.id, {
      ...part(3, 4),
      organizationId: await unitIn(3),
    });
    await database.execute('update responsibility.allocation set held = 1 where id = $1', [unit.id]);
    expect(await quotas.release(unit.id, 9)).toBe(3);
    expect(await quotas.release(unit.id, 9)).toBe(0);
    expect(await amounts(root.quotaId)).toEqual([
      [10, 3, 0],
      [3, 1, 0],
      [1, 0, 1],
    ]);
  });

  it('is resized within what is in use, and copied with its first level', async () => {
    const root = await quotas.create('class', 10, province);
    await quotas.split(root.quotaId, [part(0, 6)]);
    await expect(quotas.resize(root.quotaId, 5)).rejects.toMatchObject({ params: { least: 6 } });
    await quotas.resize(root.quotaId, 12);
    const copy = await quotas.copy(root.quotaId);
    expect(await amounts(copy!)).toEqual([
      [12, 6, 0],
      [6, 0, 0],
    ]);
  });
});
