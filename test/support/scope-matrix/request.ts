import { inflateRawSync } from 'node:zlib';
import type { InjectOptions } from 'fastify';
import sharp from 'sharp';
import type { RegisteredRoute } from '../../../src/foundation/access/route-register.js';
import { translate } from '../../../src/foundation/i18n/translate.js';
import { Database } from '../../../src/foundation/database/database.js';
import { peopleRows, headings } from '../people-file.js';
import type { TestApp } from '../app.js';
import type { TestPerson } from '../sign-in.js';
import type { Body } from './bodies.js';

export interface Answer {
  status: number;
  /** What went wrong; empty where nothing did. */
  problem: string;
  /** Whether the input's shape was refused, before anything was judged. */
  misshapen: boolean;
  /** Everything readable, also what a zipped answer (.xlsx, .zip) packs. */
  text: string;
}

const picture = await sharp({ create: { width: 500, height: 700, channels: 3, background: '#345' } })
  .png()
  .toBuffer();
const people = Buffer.from(
  [headings, ...peopleRows(1, { divisions: ['610723000000'], first: 920_000 })]
    .map((row) => row.join(','))
    .join('\r\n'),
);

/** Asks a route as a person, or as a stranger. */
export async function ask(
  test: TestApp,
  { method }: RegisteredRoute,
  url: string,
  person?: TestPerson,
  body?: Body,
): Promise<Answer> {
  const options: InjectOptions = {
    method: method as 'GET',
    url,
    payloadAsStream: true,
    headers: { accept: 'application/json', ...person?.headers },
  };
  if (body && 'upload' in body) attach(options, body.upload as string, body.file === 'picture');
  else if (body) options.payload = body;
  const answer = await test.fastify.inject(options);
  const bytes = await bodyOf(answer);
  const text = readable(bytes);
  const problem = answer.statusCode < 400 ? '' : problemIn(text);
  return { status: answer.statusCode, problem, misshapen: isMisshapen(problem), text };
}

/** The problem as JSON without its request's number, or what a page's summary says of it. */
function problemIn(text: string): string {
  if (text.startsWith('{')) return text.replace(/,"requestId":"[^"]*"/, '');
  const summary = /<div class="error-summary".*?<\/div>/s.exec(text)?.[0] ?? text;
  return summary.replace(/<[^>]*>|\s+/g, ' ').trim();
}

function isMisshapen(problem: string): boolean {
  if (!problem.startsWith('{')) return problem.includes(translate('zh-CN', 'error.required'));
  const { code, errors = [] } = JSON.parse(problem) as Problem;
  return (
    code === 'error.unreadableBody' ||
    (code === 'error.invalidInput' && errors.every((error) => error.code.startsWith('error.')))
  );
}

interface Problem {
  code?: string;
  errors?: { code: string }[];
}

/** As {@link ask}, and takes back whatever it wrote, so that the next question finds the same rows. */
export async function askInVain(
  test: TestApp,
  ...question: Parameters<typeof ask> extends [TestApp, ...infer Rest] ? Rest : never
): Promise<Answer> {
  const database = test.app.get(Database, { strict: false });
  const undo = new Error('taken back');
  let answer: Answer | undefined;
  try {
    await database.transaction(async () => {
      answer = await ask(test, ...question);
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  if (!answer) throw new Error('No answer');
  return answer;
}

/**
 * Lets a transaction inside another one fail by itself, as it does where it is the outer one; without this, what a
 * handler does after a failed verb (showing its form again) would meet an aborted transaction.
 */
export function nestTransactions(test: TestApp): void {
  const database = test.app.get(Database, { strict: false });
  const transaction = database.transaction.bind(database);
  let count = 0;
  database.transaction = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (!database.inTransaction) return transaction(work);
    const name = `nested_${++count}`;
    await database.execute(`savepoint ${name}`);
    try {
      return await work();
    } catch (error) {
      await database.execute(`rollback to savepoint ${name}`);
      throw error;
    }
  };
}

function attach(options: InjectOptions, field: string, isPicture: boolean): void {
  const edge = '----scope';
  options.headers = { ...options.headers, 'content-type': `multipart/form-data; boundary=${edge}` };
  options.payload = Buffer.concat([
    Buffer.from(
      `--${edge}\r\ncontent-disposition: form-data; name="${field}"; filename="${isPicture ? 'a.png' : 'a.csv'}"\r\n` +
        `content-type: ${isPicture ? 'image/png' : 'text/csv'}\r\n\r\n`,
    ),
    isPicture ? picture : people,
    Buffer.from(`\r\n--${edge}--\r\n`),
  ]);
}

/** The whole body; of a stream that never ends, only that it began. */
async function bodyOf(answer: Awaited<ReturnType<TestApp['fastify']['inject']>>): Promise<Buffer> {
  const stream = answer.stream();
  if (String(answer.headers['content-type']).startsWith('text/event-stream')) {
    stream.destroy();
    return Buffer.alloc(0);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks);
}

/** Text as it is; of a ZIP the text of all its files, found by its central directory. */
function readable(bytes: Buffer): string {
  if (bytes.toString('latin1', 0, 4) !== 'PK\x03\x04') return bytes.toString('utf8');
  const files: string[] = [];
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    files.push((bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8'));
  }
  return files.join('\n');
}
