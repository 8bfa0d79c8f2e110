import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateRenderer } from '../../src/service/certificate/render/certificate-renderer.js';
import { ClassInputs, PersonInputs } from '../../src/service/certificate/render/certificate-inputs.js';
import { checkCode } from '../../src/service/certificate/render/check-code.js';
import { FontShelf } from '../../src/service/certificate/render/font-shelf.js';
import { createSealingKey } from '../../src/service/certificate/render/sealing-key.js';
import { readSheetFolder } from '../../src/service/certificate/render/sheet-folder.js';
import { SheetPress } from '../../src/service/certificate/render/sheet-press.js';
import { Wording } from '../../src/service/certificate/render/wording.js';

interface Figure {
  bench: string;
  metric: string;
  value: number;
  unit: string;
  limit?: number;
  ratio?: number;
  n?: number;
}

const shared: ClassInputs = {
  className: '2026年第三期驻村第一书记和村党组织书记能力提升示范培训班',
  startsOn: '2026-10-12',
  endsOn: '2026-10-18',
  hours: 56,
  issuer: '陕西省干部教育培训中心',
  issuedOn: '2026-11-20',
  seal: 'drawn',
};

const rounds = 12;
const slices = 5;
const inSlice = 4;
const inFull = slices * inSlice;
const inClass = 100;

/**
 * Certificates a second on one core. `full` is checked, set, signed and stored, against the bare Typst
 * loop of the same sheet on ready inputs; `stamped` is a class issued that way, setting the sheet
 * included, against `full`. The three take turns, so that a busy machine slows them alike.
 */
export async function run(report: (figure: Figure) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  const fonts = { systemFonts: [] };
  const renderer = new CertificateRenderer(fonts);
  const sealing = {
    key: createSealingKey(shared.issuer, new Date('2026-01-01T00:00:00Z')),
    signedAt: new Date('2026-11-20T08:00:00Z'),
  };
  const store = async (bytes: Buffer) => {
    await writeFile(join(folder, createHash('sha256').update(bytes).digest('hex')), bytes);
  };

  let next = 0;
  const spent = { bare: 0, full: 0, stamped: 0 };
  const bare = bareLoop();
  try {
    // One round more than counted: the first warms the engines up.
    for (let round = -1; round < rounds; round++) {
      const took = { bare: 0, full: 0, stamped: 0 };
      for (let slice = 0; slice < slices; slice++) {
        took.bare += await bare(Array.from({ length: inSlice }, () => person(next++)));
        took.full += await timed(async () => {
          const stored: Promise<void>[] = [];
          for (let at = 0; at < inSlice; at++) {
            stored.push(store(await renderer.renderFull(shared, person(next++), sealing)));
          }
          await Promise.all(stored);
        });
      }
      took.stamped = await timed(async () => {
        const set = await renderer.setClass(shared);
        const stored: Promise<void>[] = [];
        for (let at = 0; at < inClass; at++) stored.push(store(await set.stamp(person(next++), sealing)));
        await Promise.all(stored);
      });
      if (round < 0) continue;
      for (const way of ['bare', 'full', 'stamped'] as const) spent[way] += took[way];
    }
  } finally {
    await rm(folder, { recursive: true });
  }

  const limit = (rounds * inFull * 1000) / spent.bare;
  const full = (rounds * inFull * 1000) / spent.full;
  const stamped = (rounds * inClass * 1000) / spent.stamped;
  const figure = { bench: 'certificate', unit: '/s' };
  report({ ...figure, metric: 'full', value: full, limit, ratio: full / limit, n: rounds * inFull });
  report({
    ...figure,
    metric: 'stamped',
    value: stamped,
    limit: full,
    ratio: stamped / full,
    n: rounds * inClass,
  });
}

/** Typst and nothing else, in milliseconds: the time counted starts when every input is ready. */
function bareLoop(): (people: PersonInputs[]) => Promise<number> {
  const sheet = readSheetFolder();
  const press = new SheetPress(sheet, new FontShelf(undefined, []));
  const wording = new Wording(sheet.wording);
  const { seal, ...lines } = wording.ofClass(shared);
  return (people) => {
    const inputs = people.map((one) => {
      const own = wording.ofPerson(shared, one);
      return { wording: lines, seal, person: { ...own, weight: 700, code: checkCode(own.address) } };
    });
    return timed(async () => {
      for (const data of inputs) await press.print(data);
    });
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Synthetic people: a surname and two given characters that recur as in a real roster. */
function person(number: number): PersonInputs {
  const surnames = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗');
  const given = Array.from('伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉萍红建国华');
  const pick = (list: string[], at: number) => list[at % list.length] ?? '王';
  const name =
    pick(surnames, number) + pick(given, number * 7 + 3) + pick(given, Math.floor(number / 3) * 11 + 5);
  return {
    name,
    registerNumber: `陕训结字〔2026〕第${610000 + number}号`,
    checkUrl: `https://px.example.gov.cn/v/${(number * 7919 + 1_000_003).toString(36).padStart(8, '2')}`,
  };
}
