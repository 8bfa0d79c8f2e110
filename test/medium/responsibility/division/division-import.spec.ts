import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { systemActor } from '../../../../src/foundation/access/actor.js';
import { DivisionImportService } from '../../../../src/responsibility/division/division-import.service.js';
import { DivisionService } from '../../../../src/responsibility/division/division.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { query } from '../../../support/postgres-query.js';

/** A province that doesn't exist: 99, with two cities, a county each, townships and villages below. */
function madeUpProvince(counties: number): string {
  const lines = ['990000000000\t\\N\t1\t示例省'];
  for (const city of ['9901', '9902']) {
    lines.push(`${city}00000000\t990000000000\t2\t示例${city}市`);
    for (let county = 1; county <= counties; county += 1) {
      const code = `${city}${String(20 + county)}`;
      lines.push(`${code}000000\t${city}00000000\t3\t示例${code}县`);
      lines.push(`${code}100000\t${code}000000\t4\t示例镇`, `${code}100201\t${code}100000\t5\t示例村委会`);
    }
  }
  return `${lines.join('\n')}\n`;
}

describe("another province's divisions", () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  const shape = async () =>
    query(
      test.database.url,
      `select level, count(*)::int as count, bool_and(province_id = (select id from responsibility.division where code = '990000000000')) as within,
         bool_and((level < 2 or city_id is not null) and (level < 3 or county_id is not null) and (level < 4 or township_id is not null) and (level < 5 or village_id = id)) as placed
       from responsibility.division where code like '99%' and valid_to is null group by level order by level`,
    );
  const shaanxi = async () =>
    (
      await query(
        test.database.url,
        `select count(*)::int as count from responsibility.division where code like '61%' and valid_to is null`,
      )
    )[0]?.count;

  it('come by the command from a file of the same shape, beside those that are there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zhixing-test-'));
    const before = await shaanxi();
    try {
      const file = join(folder, 'province.tsv.gz');
      await writeFile(file, gzipSync(madeUpProvince(3)));
      const run = (...given: string[]) =>
        promisify(execFile)(process.execPath, ['dist/src/command/import-divisions.js', ...given], {
          env: {
            ...process.env,
            DATABASE_URL: test.database.url,
            DATA_DIR: test.configuration.dataFolder,
            ENCRYPTION_KEYS: test.configuration.encryptionKeys,
            LOG_LEVEL: 'error',
          },
          timeout: 60_000,
        });
      const { stderr } = await run(file, '2024-01-01');
      expect(stderr).toContain('21 added, 0 renamed, 0 ended');
      expect(await shape()).toEqual([
        { level: 1, count: 1, within: true, placed: true },
        { level: 2, count: 2, within: true, placed: true },
        { level: 3, count: 6, within: true, placed: true },
        { level: 4, count: 6, within: true, placed: true },
        { level: 5, count: 6, within: true, placed: true },
      ]);
      expect(await shaanxi()).toBe(before);
      await writeFile(file, gzipSync('99\tx\t1\t坏行\n'));
      await expect(run(file, '2025-01-01')).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('line 1') as string,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('follow a later edition: what is new begins, what is gone ends, a name changes', async () => {
    const imports = test.app.get(DivisionImportService, { strict: false });
    const text = madeUpProvince(2).replace('示例9901市', '新名市');
    await expect(imports.import(systemActor, { text, validFrom: '2025-01-01' })).resolves.toEqual({
      added: 0,
      renamed: 1,
      ended: 6,
    });
    const [ended] = await query(
      test.database.url,
      `select count(*)::int as count from responsibility.division where code like '99%' and valid_to = '2025-01-01'`,
    );
    expect(ended?.count).toBe(6);
    const divisions = test.app.get(DivisionService, { strict: false });
    expect((await divisions.byCode('990100000000')).name).toBe('新名市');
    expect((await divisions.byCode('990100000000', '2024-12-31')).name).toBe('示例9901市');
  });
});
