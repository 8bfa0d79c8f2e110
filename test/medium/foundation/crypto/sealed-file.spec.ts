import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Keyring } from '../../../../src/foundation/crypto/keyring.js';
import { SealedFileReader } from '../../../../src/foundation/crypto/sealed-file.js';

const piece = 64 * 1024;
const old = { id: 'k1', secret: randomBytes(32) };
const lookup = { id: 'lookup', secret: randomBytes(32) };
const keyring = new Keyring([old, lookup]);
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixing-test-'));
  path = join(folder, 'sealed');
});
afterAll(() => rm(folder, { recursive: true }));

/** The content in chunks as a network might bring them. */
function arriving(content: Buffer, step = 10_007): Readable {
  const chunks = Array.from({ length: Math.ceil(content.length / step) }, (_, index) =>
    content.subarray(index * step, (index + 1) * step),
  );
  return Readable.from(chunks);
}

async function seal(content: Buffer, purpose = 'test'): Promise<Buffer> {
  const sealed = await buffer(keyring.sealFile(arriving(content), purpose));
  await writeFile(path, sealed);
  return sealed;
}

async function opened(purpose = 'test', keys = keyring): Promise<Buffer> {
  const file = await open(path);
  try {
    const reader = await SealedFileReader.open(file, await keys.fileKey(file, purpose));
    return await reader.read(0, reader.size);
  } finally {
    await file.close();
  }
}

describe('a sealed file', () => {
  it.each([0, 1, piece - 1, piece, piece + 1, 3 * piece, 200_000])(
    'of %d bytes opens as it was',
    async (size) => {
      const content = randomBytes(size);
      await seal(content);
      expect((await opened()).equals(content)).toBe(true);
    },
  );

  it('holds nothing in clear, and is never sealed in the same way twice', async () => {
    const content = Buffer.from('11010519491231002X'.repeat(10_000));
    const one = await seal(content);
    const two = await seal(content);
    expect(one.includes('11010519491231002X')).toBe(false);
    expect(one.subarray(-1000).equals(two.subarray(-1000))).toBe(false);
  });

  it('is read at any place, across pieces', async () => {
    const content = randomBytes(200_000);
    await seal(content);
    const file = await open(path);
    const reader = await SealedFileReader.open(file, await keyring.fileKey(file, 'test'));
    for (const [start, end] of [
      [0, 10],
      [piece - 5, piece + 5],
      [10, 199_999],
      [199_990, 300_000],
      [piece, piece],
    ] as const)
      expect((await reader.read(start, end)).equals(content.subarray(start, end))).toBe(true);
    await file.close();
  });

  it.each<[string, (sealed: Buffer) => Buffer]>([
    ['one byte was changed', (sealed) => flipped(sealed, 70_000)],
    ['its head was changed', (sealed) => flipped(sealed, 20)],
    ['its last piece is missing', (sealed) => sealed.subarray(0, 39 + 2 * (piece + 16))],
    ['its end is missing', (sealed) => sealed.subarray(0, -100)],
    ['something was added', (sealed) => Buffer.concat([sealed, randomBytes(40)])],
    [
      'two pieces changed places',
      (sealed) =>
        Buffer.concat([
          sealed.subarray(0, 39),
          sealed.subarray(39 + piece + 16, 39 + 2 * (piece + 16)),
          sealed.subarray(39, 39 + piece + 16),
          sealed.subarray(39 + 2 * (piece + 16)),
        ]),
    ],
  ])('is refused when %s', async (_, spoil) => {
    const sealed = await seal(randomBytes(2.5 * piece));
    await writeFile(path, spoil(sealed));
    await expect(opened()).rejects.toMatchObject({ code: 'seal.broken' });
  });

  it('opens for its own purpose and with its own key alone, after a rotation too', async () => {
    const content = randomBytes(1000);
    await seal(content);
    await expect(opened('other')).rejects.toMatchObject({ code: 'seal.broken' });
    const fresh = { id: 'k2', secret: randomBytes(32) };
    expect((await opened('test', new Keyring([fresh, old, lookup]))).equals(content)).toBe(true);
    await expect(opened('test', new Keyring([fresh, lookup]))).rejects.toMatchObject({
      code: 'seal.unknownKey',
    });
    await writeFile(path, 'a file in clear');
    await expect(opened()).rejects.toMatchObject({ code: 'seal.malformed' });
  });
});

function flipped(sealed: Buffer, at: number): Buffer {
  sealed.writeUInt8(sealed.readUInt8(at) ^ 1, at);
  return sealed;
}
