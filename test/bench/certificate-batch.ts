import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { boot, type Running } from '../../src/boot.js';
import { readConfiguration } from '../../src/foundation/config/configuration.js';
import { Database } from '../../src/foundation/database/database.js';
import { CertificateArchiveService } from '../../src/service/certificate/certificate-archive.service.js';
import { CertificatePress } from '../../src/service/certificate/certificate-press.js';
import { CertificateService } from '../../src/service/certificate/certificate.service.js';
import type { PressSetup, SheetOrder } from '../../src/service/certificate/render-batch.js';
import { SealingKeys } from '../../src/service/certificate/sealing-keys.js';
import { type CompletedClass, layCompletedClass } from '../support/completed-class.js';
import { BareThread } from './support/bare-thread.js';
import { type Report, rounded } from './support/report.js';

/** The persons of the reference scale's provincial classes. */
const reference = 5_300;
const inClass = 100;

/**
 * Issues, sets, signs, stores and packs certificates as the product does, class by class through the queue, each class
 * packed as soon as its page says that it is ready, against the same sheets set and signed by as many threads from
 * inputs that are at hand, and thrown away; both open their threads. The peer runs before and after, since other
 * programs share the machine. Bar: 0.6x in all, memory flat: the most the process holds in the last quarter over the
 * most in the first half.
 */
export async function run(report: Report): Promise<void> {
  const size = Number(
    process.argv.find((one) => one.startsWith('--size='))?.slice('--size='.length) ?? reference,
  );
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-bench-'));
  const running = await boot(
    readConfiguration({
      DATA_DIR: folder,
      LOG_LEVEL: 'error',
      DEMO: '0',
      ...(process.env.BENCH_DATABASE_URL !== undefined && { DATABASE_URL: process.env.BENCH_DATABASE_URL }),
    }),
  );
  try {
    await running.app.init();
    const database = running.app.get(Database, { strict: false });
    await database.execute(division);
    const classes: CompletedClass[] = [];
    for (let from = 0; from < size; from += inClass)
      classes.push(await layCompletedClass(running, { names: names(from, Math.min(inClass, size - from)) }));
    const press = running.app.get(CertificatePress, { strict: false });
    const before = await peer(running, press.width, size / 2);

    const memory = new MemoryWatch();
    const begun = performance.now();
    const issuing = issueAll(running, classes).then(() => performance.now());
    const bytes = await packAsTheyGetReady(running, classes);
    const ended = performance.now();
    const issued = await issuing;
    const { early, late } = memory.stop();
    const after = await peer(running, press.width, size / 2);
    const limit = (2 * before * after) / (before + after);
    const [done] = await database.query<{ n: number }>(
      'select count(*)::integer as n from service.certificate where file_sha256 is not null',
    );
    const value = (1000 * (done?.n ?? 0)) / (ended - begun);
    report({
      metric: 'throughput',
      value: rounded(value),
      unit: '/s',
      limit: rounded(limit),
      ratio: rounded(value / limit),
      n: done?.n ?? 0,
      peers: [rounded(before), rounded(after)],
      issueSeconds: rounded((issued - begun) / 1000),
      archiveMegabytes: rounded(bytes / 1024 / 1024),
      threads: press.width,
    });
    report({ metric: 'memory', value: late, unit: 'MB', limit: early, ratio: rounded(late / early) });
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The sheets alone: as many threads, batches of the same size, nothing kept. */
async function peer({ app, configuration }: Running, width: number, size: number): Promise<number> {
  const sealing = await app.get(SealingKeys, { strict: false }).current();
  const { fontFolder, dataFolder } = configuration;
  const fileFolder = join(dataFolder, 'files');
  const setup: PressSetup = { sealing, fileFolder, ...(fontFolder !== undefined && { fontFolder }) };
  const begun = performance.now();
  const threads = Array.from({ length: width }, () => new BareThread(setup));
  let next = 0;
  await Promise.all(
    threads.map(async (thread) => {
      for (let from = next; from < size; from = next) {
        next += 50;
        await thread.set(orders(from, Math.min(50, size - from)));
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  await Promise.all(threads.map((thread) => thread.close()));
  return size / seconds;
}

async function issueAll({ app }: Running, classes: CompletedClass[]): Promise<void> {
  const certificates = app.get(CertificateService, { strict: false });
  for (const { coordinator, classId } of classes) await certificates.issue(coordinator, classId);
}

async function packAsTheyGetReady(running: Running, classes: CompletedClass[]): Promise<number> {
  const database = running.app.get(Database, { strict: false });
  const left = new Map(classes.map((one) => [one.classId, one]));
  let bytes = 0;
  while (left.size > 0) {
    const ready = await database.query<{ key: string }>(
      `select job_key as key from foundation.job_run
       where state = 'succeeded' and job_key = any ($1)`,
      [[...left.keys()].map((classId) => `certificate.render/${classId}`)],
    );
    for (const { key } of ready) {
      const classId = key.slice('certificate.render/'.length);
      const one = left.get(classId);
      if (one) bytes += await packed(running, one);
      left.delete(classId);
    }
    if (ready.length === 0) await sleep(200);
  }
  return bytes;
}

async function packed({ app }: Running, { coordinator, classId }: CompletedClass): Promise<number> {
  const archives = app.get(CertificateArchiveService, { strict: false });
  const { content } = await archives.ofClass(coordinator, classId);
  let bytes = 0;
  for await (const chunk of content) bytes += chunk.length;
  return bytes;
}

/** Megabytes of the whole process, threads included. */
class MemoryWatch {
  private readonly samples: number[] = [];
  private readonly timer = setInterval(() => {
    this.samples.push(process.memoryUsage.rss() / 1024 / 1024);
  }, 100);

  /** The most in the first half, when every thread is open, and in the last quarter. */
  stop(): { early: number; late: number } {
    clearInterval(this.timer);
    const { length } = this.samples;
    const most = (from: number, to: number) =>
      Math.round(Math.max(...this.samples.slice(from * length, to * length)));
    return { early: most(0, 0.5), late: most(0.75, 1) };
  }
}

function orders(from: number, count: number): SheetOrder[] {
  return names(from, count).map((name, index) => ({
    shared: {
      className: `第${Math.floor((from + index) / inClass)}期驻村第一书记能力提升示范培训班`,
      startsOn: '2026-10-12',
      endsOn: '2026-10-18',
      hours: 56,
      issuer: '陕西省干部教育培训中心',
      issuedOn: '2026-10-18',
      seal: 'drawn',
    },
    person: {
      name,
      registerNumber: `陕训结字〔2026〕第${String(from + index).padStart(6, '0')}号`,
      checkUrl: `https://px.example.gov.cn/v/${String(from + index).padStart(12, '0')}`,
    },
    photoSha256: null,
    sealSha256: null,
    signedAt: new Date('2026-10-18T08:00:00Z'),
  }));
}

/** Synthetic people, as a real roster repeats surnames and given characters. */
function names(from: number, count: number): string[] {
  const surnames = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗');
  const given = Array.from('伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉萍红建国华');
  const pick = (list: string[], at: number) => list[at % list.length] ?? '王';
  return Array.from(
    { length: count },
    (_, index) =>
      pick(surnames, from + index) +
      pick(given, (from + index) * 7 + 3) +
      pick(given, Math.floor((from + index) / 3) * 11),
  );
}

const division = `
  with fresh as (select uuidv7() as id)
  insert into responsibility.division (id, code, name, short_name, level, province_id, valid_from)
  select id, '610000000000', '陕西省', '陕西', 1, id, '2015-01-01' from fresh`;
