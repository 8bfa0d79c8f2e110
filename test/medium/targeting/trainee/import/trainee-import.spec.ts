import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { Actor, systemActor } from '../../../../../src/foundation/access/actor.js';
import { Configuration } from '../../../../../src/foundation/config/configuration.js';
import { JobProgress } from '../../../../../src/foundation/queue/job-progress.js';
import { readTable } from '../../../../../src/foundation/spreadsheet/read-table.js';
import { AccountService } from '../../../../../src/responsibility/account/account.service.js';
import { DivisionService } from '../../../../../src/responsibility/division/division.service.js';
import { TraineeCheckService } from '../../../../../src/targeting/trainee/import/trainee-check.service.js';
import { TraineeImportFileService } from '../../../../../src/targeting/trainee/import/trainee-import-file.service.js';
import { TraineeImportPurge } from '../../../../../src/targeting/trainee/import/trainee-import.purge.js';
import { TraineeImportService } from '../../../../../src/targeting/trainee/import/trainee-import.service.js';
import { TraineeMergeService } from '../../../../../src/targeting/trainee/import/trainee-merge.service.js';
import { createTestApp, TestApp } from '../../../../support/app.js';
import { citizenIdOf } from '../../../../support/citizen-id.js';
import {
  gbkOf,
  headings,
  PeopleFile,
  peopleRows,
  personRow,
  workbookOf,
} from '../../../../support/people-file.js';
import { query } from '../../../../support/postgres-query.js';
import { places } from '../../../../support/register.js';

/** 𬱖 in GB 18030, in four bytes; GBK has none. */
const rare = Buffer.from('9933c336', 'hex');

/** A progress that calls back, so that a test can break off in the middle. */
class Watched extends JobProgress {
  constructor(
    actor: Actor,
    private readonly heard: (done: number, total?: number) => void = () => undefined,
  ) {
    super({ id: '00000000-0000-7000-8000-000000000001', attempt: 1, actor });
  }

  override report(done: number, total?: number): void {
    this.heard(done, total);
  }
}

describe('importing people', () => {
  let test: TestApp;
  let coordinator: Actor;
  let imports: TraineeImportService;
  let lantian: PeopleFile;
  let first = 0;

  beforeAll(async () => {
    test = await createTestApp();
    coordinator = await coordinatorOf(places.lantian);
    imports = test.app.get(TraineeImportService, { strict: false });
    const villages = await query(
      test.database.url,
      `select v.code from responsibility.division v join responsibility.division c on c.id = v.county_id
       where v.level = 5 and c.code = '${places.lantian}' order by v.code limit 9`,
    );
    lantian = {
      divisions: [places.lantian, '陕西省西安市蓝田县'],
      villages: villages.map(({ code }) => String(code)),
    };
  });

  afterAll(() => test.close());

  async function coordinatorOf(code: string): Promise<Actor> {
    const division = await test.app.get(DivisionService, { strict: false }).byCode(code);
    const account = await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
      name: '培训管理员',
      assignments: [{ role: 'coordinator', divisionId: division.id }],
    });
    const { id, name, level } = division;
    return {
      accountId: account.id,
      name: account.name,
      role: 'coordinator',
      division: { id, code, name, level },
    };
  }

  /** People nobody has imported yet. */
  function fresh(count: number): PeopleFile {
    first += count;
    return { ...lantian, first: first - count };
  }

  const upload = (rows: Iterable<string[]>, actor = coordinator) =>
    imports.upload(actor, { name: 'people.xlsx', content: workbookOf(rows) });
  const check = (id: string, progress = new Watched(coordinator)) =>
    test.app.get(TraineeCheckService, { strict: false }).check(id, progress);
  const merge = async (id: string, progress = new Watched(coordinator)) => {
    await imports.merge(coordinator, id);
    return test.app.get(TraineeMergeService, { strict: false }).merge(coordinator, id, progress);
  };
  const registered = async (file: PeopleFile, count: number) => {
    const phones = Array.from(
      { length: count },
      (_, index) => `'138${String((file.first ?? 0) + index).padStart(8, '0')}'`,
    );
    return query(
      test.database.url,
      `select name, division_id <> managing_division_id as posted, pinyin_key, version, post from targeting.trainee
       where phone in (${phones.join(', ')}) order by phone`,
    );
  };

  it('takes 5,000 people and reports every bad row, without losing a good one', async () => {
    const file = fresh(5_000);
    const bad = Array.from({ length: 50 }, (_, index) => index * 97);
    const { id } = await upload(peopleRows(5_000, file, bad));

    expect(await check(id)).toEqual({ rowsNew: 4_950, rowsChanged: 0, rowsUnchanged: 0, rowsBad: 50 });
    expect(await registered(file, 10)).toEqual([]);
    const { items } = await imports.rows(coordinator, id, { state: 'bad', limit: 200 });
    // Two lines stand above the first person.
    expect(items.map(({ rowNumber }) => rowNumber)).toEqual(bad.map((position) => position + 3));

    expect(await merge(id)).toMatchObject({ rowsNew: 4_950, rowsBad: 50 });
    const people = await registered(file, 5_000);
    expect(people).toHaveLength(4_950);
    expect(people.filter(({ posted }) => posted)).not.toHaveLength(0);
    const postings = await query(test.database.url, 'select count(*)::int as count from targeting.posting');
    expect(postings[0]?.count).toBe(people.filter(({ posted }) => posted).length);
    const [line] = await query(
      test.database.url,
      `select count(*)::int as count from foundation.audit_entry where action = 'trainee.import.merge' and subject_id = '${id}'`,
    );
    expect(line?.count).toBe(1);
  });

  it('keeps no citizen ID in clear, staged or registered', async () => {
    const file = fresh(1);
    const { id } = await upload(peopleRows(1, file));
    await check(id);
    const [staged] = await query(
      test.database.url,
      `select r::text as text from targeting.trainee_import_row r where import_id = '${id}'`,
    );
    expect(String(staged?.text)).not.toContain(citizenIdOf(file.first ?? 0));
  });

  /** What the data folder holds of people: files with an ID of these, and files that are a workbook. */
  async function inClear(file: PeopleFile, count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, (_, index) => citizenIdOf((file.first ?? 0) + index));
    const folder = test.app.get(Configuration, { strict: false }).dataFolder;
    const found: string[] = [];
    let files = 0;
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      files += 1;
      const content = await readFile(join(entry.parentPath, entry.name));
      if (content.subarray(0, 2).toString() === 'PK' || ids.some((id) => content.includes(id)))
        found.push(entry.name);
    }
    expect(files).toBeGreaterThan(0);
    return found;
  }

  it.each([
    [
      'text',
      (rows: string[][]) =>
        Readable.from([Buffer.from([headings, ...rows].map((row) => row.join(',')).join('\n'))]),
    ],
    ['a workbook', (rows: string[][]) => workbookOf(rows)],
  ])('holds no file in clear at any stage of importing %s', async (_, contentOf) => {
    const file = { ...fresh(40), villages: [] };
    const rows = [...peopleRows(40, file, [3])];
    // A column that slipped must not carry an ID into the list of errors either.
    rows[9] = rows[9]!.with(7, rows[9]![1]!);
    const slow = contentOf(rows);
    const { id } = await imports.upload(coordinator, { name: '名单', content: slow });
    expect(await inClear(file, 40)).toEqual([]);
    await check(id);
    expect(await inClear(file, 40)).toEqual([]);
    const staged = await query(
      test.database.url,
      `select string_agg(r::text, ' ') as text from targeting.trainee_import_row r where import_id = '${id}'`,
    );
    expect(String(staged[0]?.text)).not.toContain(citizenIdOf((file.first ?? 0) + 9));
    const files = test.app.get(TraineeImportFileService, { strict: false });
    const sheet = await buffer(await files.errors(coordinator, id, 'zh-CN'));
    expect(sheet.length).toBeGreaterThan(1000);
    expect(await inClear(file, 40)).toEqual([]);
    await merge(id);
    expect(await inClear(file, 40)).toEqual([]);
  });

  it('removes the file once nothing is left to give back: merged whole, given up, refused', async () => {
    const stored = async () =>
      (await query(test.database.url, 'select count(*)::int as count from foundation.stored_file'))[0]?.count;
    const before = await stored();
    const whole = await upload(peopleRows(3, fresh(3)));
    await check(whole.id);
    expect(await stored()).toBe(Number(before) + 1);
    await merge(whole.id);
    const given = await upload(peopleRows(3, fresh(3)));
    await check(given.id);
    await imports.discard(coordinator, given.id);
    const picture = { name: 'x', content: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') };
    await expect(imports.upload(coordinator, picture)).rejects.toMatchObject({ status: 422 });
    expect(await stored()).toBe(before);
    const files = test.app.get(TraineeImportFileService, { strict: false });
    await expect(files.errors(coordinator, whole.id, 'zh-CN')).rejects.toMatchObject({
      code: 'trainee.import.problem.forgotten',
    });
  });

  it.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with a mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    [
      'GB 18030',
      (text: string) =>
        Buffer.concat(
          text
            .split('𬱖')
            .flatMap((part, index) => [...(index ? [rare] : []), gbkOf([[part]]).subarray(0, -2)]),
        ),
    ],
  ])('reads %s text', async (_, encoded) => {
    const file = { ...fresh(1), villages: [] };
    const row = personRow(file.first ?? 0, file).with(0, '龚𬱖');
    const text = [headings, row].map((cells) => cells.join(',')).join('\r\n');
    const { id } = await imports.upload(coordinator, { name: '名单.csv', content: encoded(text) });
    expect(await check(id)).toMatchObject({ rowsNew: 1, rowsBad: 0 });
    await merge(id);
    expect(await registered(file, 1)).toMatchObject([{ name: '龚𬱖' }]);
  });

  it('tells what it does and how many of how many rows are done', async () => {
    const file = { ...fresh(12_000), villages: [] };
    const { id } = await upload(peopleRows(12_000, file));
    const seen: string[] = [];
    const expected: number[] = [];
    const progress: Watched = new Watched(coordinator, (done, total = progress.total) => {
      progress.total = total;
      seen.push(`${progress.phaseKey?.split('.').at(-1)} ${done}/${total}`);
    });
    progress.expect = (total) => expected.push(total);
    await check(id, progress);
    await setTimeout(200);
    expect(expected).toEqual([12_000]);
    expect(seen.at(-1)).toBe('read 12000/12000');
    expect(progress.phaseKey).toBe('trainee.import.phase.judge');
    await merge(id, progress);
    expect(seen).toEqual(expect.arrayContaining(['judge 0/12000', 'add 3600/12000', 'post 12000/12000']));
  });

  it('reads GBK text', async () => {
    const file = { ...fresh(1), villages: [] };
    const row = personRow(file.first ?? 0, file).with(0, '张三丰');
    const { id } = await imports.upload(coordinator, { name: '名单.csv', content: gbkOf([headings, row]) });
    expect(await check(id)).toMatchObject({ rowsNew: 1, rowsBad: 0 });
    await merge(id);
    expect(await registered(file, 1)).toMatchObject([{ name: '张三丰' }]);
  });

  it('tells new, changed and unchanged people apart, and keeps what an empty cell leaves out', async () => {
    const file = { ...fresh(3), villages: [] };
    const one = await upload(peopleRows(3, file));
    await check(one.id);
    await merge(one.id);

    const again = [...peopleRows(3, { ...file })];
    again[1] = again[1]!.with(10, '主任');
    again[2] = again[2]!.with(10, '');
    const two = await upload(again);
    expect(await check(two.id)).toEqual({ rowsNew: 0, rowsChanged: 1, rowsUnchanged: 2, rowsBad: 0 });
    await merge(two.id);
    expect(await registered(file, 3)).toMatchObject([
      { version: 1, post: '干事' },
      { version: 2, post: '主任' },
      { version: 1, post: '干事' },
    ]);
  });

  it('lets a new posting end the one before', async () => {
    const file = { ...fresh(3), villages: [lantian.villages![0]!] };
    const one = await upload(peopleRows(3, file));
    await check(one.id);
    await merge(one.id);
    const moved = [...peopleRows(3, { ...file, villages: [lantian.villages![1]!] })].map((row) =>
      row[13] === '' ? row : row.with(13, '2024-05-01'),
    );
    const two = await upload(moved);
    expect(await check(two.id)).toMatchObject({ rowsChanged: 1, rowsUnchanged: 2 });
    await merge(two.id);
    const postings = await query(
      test.database.url,
      `select p.starts_on::text, p.ends_on::text, d.code, t.division_id = p.division_id as here
       from targeting.posting p join targeting.trainee t on t.id = p.trainee_id
       join responsibility.division d on d.id = p.division_id
       where t.phone between '138${String(file.first).padStart(8, '0')}' and '138${String((file.first ?? 0) + 2).padStart(8, '0')}'
       order by p.starts_on`,
    );
    expect(postings).toEqual([
      { starts_on: '2023-05-01', ends_on: '2024-04-30', code: lantian.villages![0], here: false },
      { starts_on: '2024-05-01', ends_on: null, code: lantian.villages![1], here: true },
    ]);
  });

  it('reports who is twice in the file, and who is managed elsewhere', async () => {
    const zhouzhi = await coordinatorOf(places.zhouzhi);
    const file = fresh(2);
    const theirs = await imports.upload(zhouzhi, {
      name: 'theirs.xlsx',
      content: workbookOf(peopleRows(1, { first: file.first ?? 0, divisions: [places.zhouzhi] })),
    });
    await check(theirs.id);
    await imports.merge(zhouzhi, theirs.id);
    await test.app
      .get(TraineeMergeService, { strict: false })
      .merge(zhouzhi, theirs.id, new Watched(zhouzhi));

    const rows = [...peopleRows(2, file)];
    const { id } = await upload([...rows, rows[1]!]);
    expect(await check(id)).toEqual({ rowsNew: 1, rowsChanged: 0, rowsUnchanged: 0, rowsBad: 2 });
    const { items } = await imports.rows(coordinator, id, { state: 'bad' });
    expect(items.map(({ rowNumber, errors }) => [rowNumber, errors[0]?.code])).toEqual([
      [3, 'row.managedElsewhere'],
      [5, 'row.repeated'],
    ]);
    await expect(imports.one(zhouzhi, id)).rejects.toMatchObject({ status: 404 });
  });

  it('goes on with a check that was broken off, and counts nobody twice', async () => {
    const file = { ...fresh(12_000), villages: [] };
    const { id } = await upload(peopleRows(12_000, file));
    const crash = new Watched(coordinator, () => {
      throw new Error('killed');
    });
    await expect(check(id, crash)).rejects.toThrow('killed');
    await setTimeout(500);
    const [before] = await query(
      test.database.url,
      `select last_row, rows_read from targeting.trainee_import where id = '${id}'`,
    );
    expect(before).toEqual({ last_row: 5_002, rows_read: 5_000 });

    const reported: number[] = [];
    expect(await check(id, new Watched(coordinator, (done) => reported.push(done)))).toMatchObject({
      rowsNew: 12_000,
    });
    expect(reported[0]).toBe(10_000);
    expect(await check(id)).toBeUndefined();
  });

  it('merges nobody when a merge breaks off in the middle, and everybody the next time', async () => {
    const file = { ...fresh(200), villages: lantian.villages! };
    const { id } = await upload(peopleRows(200, file));
    await check(id);
    const kill = new Watched(coordinator, (done) => {
      if (done < 150) return;
      throw new Error('killed');
    });
    await expect(merge(id, kill)).rejects.toThrow('killed');
    expect(await registered(file, 200)).toEqual([]);
    expect(await imports.one(coordinator, id)).toMatchObject({ state: 'merging' });

    expect(await merge(id)).toMatchObject({ rowsNew: 200 });
    expect(await registered(file, 200)).toHaveLength(200);
    expect(await merge(id)).toBeUndefined();
  });

  it('merges two imports of the same people at once into one record each', async () => {
    const file = { ...fresh(300), villages: lantian.villages! };
    const [one, two] = [
      await upload(peopleRows(300, file)),
      await upload([...peopleRows(300, file)].reverse().map((row) => row.with(10, '主任'))),
    ];
    await Promise.all([check(one.id), check(two.id)]);
    await Promise.all([merge(one.id), merge(two.id)]);
    expect(await registered(file, 300)).toHaveLength(300);
    const states = [await imports.one(coordinator, one.id), await imports.one(coordinator, two.id)];
    expect(states.map(({ rows }) => [rows.new, rows.changed]).sort()).toEqual([
      [0, 300],
      [300, 0],
    ]);
  });

  it('stops a merge that is cancelled before it commits', async () => {
    const file = fresh(10);
    const { id } = await upload(peopleRows(10, file));
    await check(id);
    const progress = new Watched(coordinator);
    progress.stop('cancelled');
    await expect(merge(id, progress)).rejects.toThrow('cancelled');
    expect(await imports.one(coordinator, id)).toMatchObject({ state: 'checked' });
    expect(await registered(file, 10)).toEqual([]);
    await imports.discard(coordinator, id);
    expect(await check(id)).toBeUndefined();
  });

  it('gives back the bad rows as they were sent, with reasons, in a form that can be imported again', async () => {
    const file = fresh(3);
    const rows = [...peopleRows(3, file, [1])];
    const { id } = await upload(rows);
    await check(id);
    const files = test.app.get(TraineeImportFileService, { strict: false });
    const found = [];
    for await (const row of readTable(await files.errors(coordinator, id, 'zh-CN'))) found.push(row.cells);
    expect(found[0]).toEqual([...headings, '原因']);
    expect(found).toHaveLength(2);
    expect(found[1]).toEqual([...rows[1]!, '姓名：没有填写']);
  });

  it('forgets the file and the staged rows after a month, and keeps what was merged', async () => {
    const file = { ...fresh(3), villages: [] };
    const { id } = await upload(peopleRows(3, file));
    await check(id);
    await merge(id);
    await query(
      test.database.url,
      `update targeting.trainee_import set created_at = now() - interval '31 days' where id = '${id}'`,
    );
    expect(await test.app.get(TraineeImportPurge, { strict: false }).purge()).toBe(3);
    const [kept] = await query(
      test.database.url,
      `select file_sha256, rows_new from targeting.trainee_import where id = '${id}'`,
    );
    expect(kept).toEqual({ file_sha256: null, rows_new: 3 });
    expect(await registered(file, 3)).toHaveLength(3);
  });

  it.each([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'trainee.import.file.notATable'],
    [
      'a file that lacks required columns',
      gbkOf([
        ['姓名', '手机号'],
        ['张三', ''],
      ]),
      'trainee.import.file.columnsMissing',
    ],
    [
      'a file without a header',
      gbkOf([
        ['张三', '1'],
        ['李四', '2'],
      ]),
      'trainee.import.file.noHeader',
    ],
    ['a header alone', gbkOf([headings]), 'trainee.import.file.empty'],
  ])('refuses %s', async (_, content, code) => {
    const codeOf = async (): Promise<unknown> => {
      try {
        const { id } = await imports.upload(coordinator, { name: 'x', content });
        await check(id);
        return undefined;
      } catch (error) {
        const failure = error as { code: string; fields?: { code: string }[] };
        return failure.fields?.[0]?.code ?? failure.code;
      }
    };
    expect(await codeOf()).toBe(code);
  });
});
