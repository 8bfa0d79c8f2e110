import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { writeXlsx } from 'hucre/xlsx';
import { writeWorkbook } from '../../../../src/foundation/spreadsheet/workbook.writer.js';

const source = new URL('../../../../src/foundation/spreadsheet/', import.meta.url).pathname;
let folder: string;

// Threads load compiled code only, so these tests run the reader compiled, in a process of its own.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixing-test-'));
  await build({
    entryPoints: ['read-table.ts', 'table.sandbox.ts'].map((name) => join(source, name)),
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const column = { header: '列', kind: 'text', width: 10 } as const;
  const rows = Array.from({ length: 30_000 }, (_, index) => [`张三${index}`, '蓝田县']);
  const sheet = { name: '表', titleLines: [], columns: [column, column], rows };
  await pipeline(writeWorkbook({ sheets: [sheet] }), createWriteStream(join(folder, 'table.xlsx')));
  // Shared strings have to be held whole.
  const texts = Array.from({ length: 100_000 }, (_, index) => [`蓝田县农业农村局${index}`]);
  await writeFile(join(folder, 'shared.xlsx'), await writeXlsx({ sheets: [{ name: '表', rows: texts }] }));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(script: string): Promise<unknown> {
  const file = join(folder, 'script.js');
  await writeFile(
    file,
    `import { readTable } from './read-table.js';\nconst path = ${JSON.stringify(join(folder, 'table.xlsx'))};\n${script}`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 30_000 });
  return JSON.parse(stdout);
}

describe('a parsing thread', () => {
  it('hands on all rows in order', async () => {
    const found = await run(`
      let count = 0, ordered = true;
      for await (const row of readTable(path)) ordered &&= row.rowNumber === ++count;
      console.log(JSON.stringify({ count, ordered }));`);
    expect(found).toEqual({ count: 30_001, ordered: true });
  });

  it('that runs out of memory refuses the file and leaves the process alive', async () => {
    const found = await run(`
      const failure = await readTable(path.replace('table.xlsx', 'shared.xlsx'), { limits: { memory: 16 } }).next().catch((error) => error);
      let count = 0;
      for await (const row of readTable(path)) count += 1;
      console.log(JSON.stringify([failure.code, failure.params, count]));`);
    expect(found).toEqual(['spreadsheet.tooLarge', { limit: 'memory', most: 16 }, 30_001]);
  });

  it('passes on why a file was refused', async () => {
    const found = await run(`
      const failure = await readTable(path, { limits: { columns: 1 } }).next().catch((error) => error);
      console.log(JSON.stringify([failure.name, failure.code, failure.params]));`);
    expect(found).toEqual(['SpreadsheetError', 'spreadsheet.tooLarge', { limit: 'columns', most: 1 }]);
  });

  it('ends when the reader leaves, so that the process can', async () => {
    const found = await run(`
      for await (const row of readTable(path)) if (row.rowNumber === 3) break;
      console.log(JSON.stringify(process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker')));`);
    expect(found).toEqual([]);
  });
});
