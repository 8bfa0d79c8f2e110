import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Database } from '../../src/foundation/database/database.js';
import type { JobError, JobRun } from '../../src/foundation/queue/job-run.js';
import { CertificateService } from '../../src/service/certificate/certificate.service.js';
import { createTestApp, type TestApp } from '../support/app.js';
import { layCompletedClass } from '../support/completed-class.js';
import { killLeftProcesses, startWorker } from '../support/product-process.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const font = '@expo-google-fonts/noto-serif-sc';

/** Whether this machine lets us mount a small disk. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  else process.stderr.write('SKIPPED full and read-only disk: mounting a small one is not allowed here\n');
  rmSync(folder, { recursive: true, force: true });
  return mounted;
}

describe('certificates while something they need is broken', () => {
  let test: TestApp;
  let database: Database;
  let copy: string;

  beforeAll(async () => {
    test = await createTestApp();
    database = test.app.get(Database, { strict: false });
    copy = mkdtempSync(join(tmpdir(), 'zhixing-copy-'));
    for (const part of ['dist', 'templates', 'package.json'])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    // Every package as it is, but for the one with the font.
    const packages = join(copy, 'node_modules');
    mkdirSync(join(packages, '@expo-google-fonts'), { recursive: true });
    for (const name of readdirSync(join(root, 'node_modules')))
      if (name !== '@expo-google-fonts') symlinkSync(join(root, 'node_modules', name), join(packages, name));
  });
  afterAll(async () => {
    await killLeftProcesses();
    await test.close();
    rmSync(copy, { recursive: true, force: true });
  });

  /** Issues to three people, has a worker do it, sees why it can't, mends that, and waits for the certificates. */
  async function failThenMend(
    { from, dataFolder }: { from: string; dataFolder: string },
    mend: () => void,
    restart = false,
  ): Promise<JobError | null> {
    const { classId, coordinator } = await layCompletedClass(test, { names: ['王一', '李二', '张三'] });
    const { jobId } = await test.app.get(CertificateService, { strict: false }).issue(coordinator, classId);
    const environment = {
      DATABASE_URL: test.database.url,
      DATA_DIR: dataFolder,
      ENCRYPTION_KEYS: test.configuration.encryptionKeys!,
      DATABASE_POOL: '10',
    };
    const worker = await startWorker(environment, from);
    const runUntil = async (good: (run: Pick<JobRun, 'state' | 'error'>) => boolean) => {
      const end = Date.now() + 60_000;
      for (;;) {
        const run = await database.one<Pick<JobRun, 'state' | 'error'>>(
          'select state, error from foundation.job_run where id = $1',
          [jobId],
        );
        if (run && good(run)) return run;
        if (Date.now() > end) throw new Error(`The run stayed ${JSON.stringify(run)}\n${worker.said}`);
        await sleep(50);
      }
    };
    const { error } = await runUntil((run) => run.error !== null);
    mend();
    let second: typeof worker | undefined;
    if (restart) {
      await worker.stop();
      second = await startWorker(environment, from);
    }
    await runUntil(({ state }) => state === 'succeeded');
    const [row] = await database.query(
      `select count(*)::int as rows, count(file_sha256)::int as files from service.certificate where class_id = $1`,
      [classId],
    );
    expect(row).toEqual({ rows: 3, files: 3 });
    await (second ?? worker).stop();
    return error;
  }

  const linkFont = () => symlinkSync(join(root, 'node_modules', font), join(copy, 'node_modules', font));

  it('name a missing font, and follow once it is there', async () => {
    const error = await failThenMend(
      { from: copy, dataFolder: test.configuration.dataFolder },
      linkFont,
      true,
    );
    expect(error?.code).toBe('certificate.press.fontMissing');
  });

  it('name a broken sheet with the place, and follow once it is mended', async () => {
    const sheet = join(copy, 'templates/service/certificate/sheet/completion.typ');
    const whole = execFileSync('cat', [sheet]);
    appendFileSync(sheet, '\n#let broken = (\n');
    const error = await failThenMend(
      { from: copy, dataFolder: test.configuration.dataFolder },
      () => {
        writeFileSync(sheet, whole);
      },
      true,
    );
    expect(error?.code).toBe('certificate.press.sheetBroken');
    expect(JSON.stringify(error?.params)).toMatch(/unclosed|expected/);
  });

  (canMount() ? describe : describe.skip)('on a disk of their own', () => {
    it.each([
      ['full', 'storage.error.full', 'size=64k', 'size=64m'],
      ['read-only', 'storage.error.readOnly', 'ro', 'rw'],
    ])('name a %s disk, and follow without a restart once there is room', async (_, code, broken, mended) => {
      const dataFolder = mkdtempSync(join(tmpdir(), 'zhixing-disk-'));
      const files = join(dataFolder, 'files');
      mkdirSync(files);
      execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', files]);
      // As a store looks that has worked before.
      mkdirSync(join(files, 'arriving'));
      execFileSync('mount', ['-o', `remount,${broken}`, files]);
      try {
        const error = await failThenMend({ from: root, dataFolder }, () => {
          execFileSync('mount', ['-o', `remount,${mended}`, files]);
        });
        expect(error?.code).toBe(code);
      } finally {
        await killLeftProcesses();
        execFileSync('umount', [files]);
        rmSync(dataFolder, { recursive: true, force: true });
      }
    });
  });
});
