import { Controller, Get, Module, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AsyncResource } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CryptoModule } from '../../../../src/foundation/crypto/crypto.module.js';
import { AllowAnyone } from '../../../../src/foundation/access/policy.decorator.js';
import { sendFile } from '../../../../src/foundation/storage/download.js';
import { FileStore } from '../../../../src/foundation/storage/file-store.js';
import { FileSweep } from '../../../../src/foundation/storage/file-sweep.js';
import { StorageModule } from '../../../../src/foundation/storage/storage.module.js';
import { createFoundationApp, type FoundationApp } from '../../../support/foundation-app.js';

@Controller('test-files')
class TestFiles {
  constructor(private readonly store: FileStore) {}

  @Get(':sha256')
  @AllowAnyone()
  async file(
    @Param('sha256') sha256: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return sendFile(request, reply, await this.store.open(sha256), { name: '名册.pdf', inline: true });
  }
}

@Module({ controllers: [TestFiles] })
class TestFilesModule {}

/** The asynchronous context of this file, which is in no transaction. */
const outside = new AsyncResource('outside');

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

describe('stored files', () => {
  let product: FoundationApp;
  let store: FileStore;
  let folder: string;

  beforeAll(async () => {
    product = await createFoundationApp({ modules: [CryptoModule, StorageModule, TestFilesModule] });
    store = product.app.get(FileStore);
    folder = join(product.configuration.dataFolder, 'files');
  });
  afterAll(() => product.close());

  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const known = async (sha256: string) =>
    (await product.database.query('select 1 from foundation.stored_file where sha256 = $1', [sha256])).length;
  const age = (sha256: string) => {
    const old = new Date(Date.now() - 48 * 3_600_000);
    if (existsSync(pathOf(sha256))) utimesSync(pathOf(sha256), old, old);
    return product.database.execute(
      `update foundation.stored_file set stored_at = now() - interval '2 days' where sha256 = $1`,
      [sha256],
    );
  };
  const arriving = () => readdirSync(join(folder, 'arriving'));

  it('are named by what is in them and kept once', async () => {
    const first = await store.put(Buffer.from('same'), 'text/plain');
    const second = await store.put(Readable.from([Buffer.from('sa'), Buffer.from('me')]), 'text/plain');
    expect(first).toEqual({ sha256: hashOf('same'), bytes: 4, mediaType: 'text/plain' });
    expect(second).toEqual(first);
    expect([await known(first.sha256), arriving()]).toEqual([1, []]);
  });

  it('are refused beyond the limit without a trace', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1024);
      })(),
    );
    await expect(store.put(endless, 'text/plain', 10_000)).rejects.toMatchObject({
      code: 'storage.error.tooLarge',
    });
    expect(arriving()).toEqual([]);
  });

  it('leave no half file when the upload breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('half');
        throw new Error('connection lost');
      })(),
    );
    await expect(store.put(broken, 'text/plain')).rejects.toThrow('connection lost');
    expect([arriving(), existsSync(pathOf(hashOf('half')))]).toEqual([[], false]);
  });

  it('have no row after a rollback, and are swept once they are old', async () => {
    const sha256 = hashOf('rolled back');
    await expect(
      product.database.transaction(async () => {
        await store.put(Buffer.from('rolled back'), 'text/plain');
        expect(existsSync(pathOf(sha256))).toBe(true);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await known(sha256)).toBe(0);
    await product.app.get(FileSweep).sweep();
    expect(existsSync(pathOf(sha256))).toBe(true);
    await age(sha256);
    await product.app.get(FileSweep).sweep();
    expect(existsSync(pathOf(sha256))).toBe(false);
  });

  it('are swept when nothing refers to them, and kept while something does', async () => {
    await product.database.execute(
      'create table if not exists public.holder (file_sha256 text references foundation.stored_file)',
    );
    const used = await store.put(Buffer.from('used'), 'text/plain');
    const unused = await store.put(Buffer.from('unused'), 'text/plain');
    await product.database.execute('insert into public.holder values ($1)', [used.sha256]);
    await age(used.sha256);
    await age(unused.sha256);
    await product.app.get(FileSweep).sweep();
    expect([await known(used.sha256), existsSync(pathOf(used.sha256))]).toEqual([1, true]);
    expect([await known(unused.sha256), existsSync(pathOf(unused.sha256))]).toEqual([0, false]);
  });

  it('are spared by the sweep while a transaction puts them again', async () => {
    const sha256 = hashOf('again');
    await store.put(Buffer.from('again'), 'text/plain');
    await product.database.execute('delete from foundation.stored_file where sha256 = $1', [sha256]);
    await age(sha256);
    await product.database.transaction(async () => {
      await store.put(Buffer.from('again'), 'text/plain');
      await age(sha256);
      // A sweep on another connection; the caller's transaction must not be joined.
      await outside.runInAsyncScope(() => product.app.get(FileSweep).sweep());
    });
    expect(existsSync(pathOf(sha256))).toBe(true);
  });

  it('are sent with a Chinese name, ranges, and headers that keep them harmless', async () => {
    const pdf = await store.put(Buffer.from('0123456789'), 'application/pdf');
    const whole = await fetch(`${product.url}/test-files/${pdf.sha256}`);
    expect(await whole.text()).toBe('0123456789');
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="__.pdf"; filename*=UTF-8''%E5%90%8D%E5%86%8C.pdf`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const part = await fetch(`${product.url}/test-files/${pdf.sha256}`, { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 2-4/10',
      '234',
    ]);
    const page = await store.put(Buffer.from('<script>alert(1)</script>'), 'text/html');
    const saved = await fetch(`${product.url}/test-files/${page.sha256}`);
    expect(saved.headers.get('content-type')).toBe('application/octet-stream');
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(saved.headers.get('content-security-policy')).toContain('sandbox');
    expect((await fetch(`${product.url}/test-files/${hashOf('nothing')}`)).status).toBe(404);
  });
});
