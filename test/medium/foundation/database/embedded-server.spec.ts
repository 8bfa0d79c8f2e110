import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startEmbeddedServer,
  type EmbeddedServer,
} from '../../../../src/foundation/database/embedded/embedded-server.js';
import { query } from '../../../support/postgres-query.js';

describe('embedded server', () => {
  const base = mkdtempSync(join(tmpdir(), 'zhixing-embedded-'));
  const dataFolder = join(base, 'above', 'postgres');
  const log = () => undefined;
  let server: EmbeddedServer;

  beforeAll(async () => {
    server = await startEmbeddedServer({ dataFolder, log });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(base, { recursive: true, force: true });
  });

  it('keeps what was committed through crashes, with checksums', async () => {
    const [row] = await query(
      server.url,
      `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
              current_setting('synchronous_commit') as commit, current_setting('data_checksums') as checksums`,
    );
    expect(row).toEqual({ fsync: 'on', pages: 'on', commit: 'on', checksums: 'on' });
  });

  it('knows Chinese letters without the locale of the machine', async () => {
    const [row] = await query(
      server.url,
      `select datlocprovider as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding,
              '䶮㛃𬱖𠅤' ~ '^[[:alpha:]]{4}$' as letters
       from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8', letters: true });
  });

  it('lets nobody in without the password, and only over loopback', async () => {
    const stranger = new URL(server.url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'select 1')).rejects.toThrow('password authentication failed');
    const [row] = await query(
      server.url,
      `select current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets,
              (select count(*)::int from pg_hba_file_rules where auth_method <> 'scram-sha-256') as lax`,
    );
    expect(row).toEqual({ listens: '127.0.0.1', sockets: '', lax: 0 });
    expect(statSync(join(dataFolder, 'cluster', 'password')).mode & 0o777).toBe(0o600);
  });

  it('closes the data to other users, but not the folders above', () => {
    expect(statSync(join(dataFolder, 'cluster')).mode & 0o777).toBe(0o700);
    mkdirSync(join(base, 'ordinary'));
    expect(statSync(join(base, 'above')).mode).toBe(statSync(join(base, 'ordinary')).mode);
  });

  it('logs no statement and no value of a row', async () => {
    await query(server.url, 'create table person (name text unique)');
    await query(server.url, `insert into person values ('王小明')`);
    await expect(query(server.url, `insert into person values ('王小明')`)).rejects.toThrow('duplicate key');
    await expect(query(server.url, `select '王小明'::uuid`)).rejects.toThrow('invalid input syntax');
    expect(readFileSync(join(dataFolder, 'server.log'), 'utf8')).not.toContain('王小明');
  });

  it('tells who holds a folder that is in use, and leaves the holder alone', async () => {
    await expect(startEmbeddedServer({ dataFolder, log })).rejects.toThrow(
      new RegExp(`is in use: Zhixing \\(process ${process.pid}\\).*Stop that instance first`),
    );
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is shared with a sibling that asks for it, and outlives it', async () => {
    const sibling = await startEmbeddedServer({ dataFolder, log, share: true });
    expect(sibling.url).toBe(server.url);
    await sibling.stop();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says why it does not start, in the server’s own words', async () => {
    const other = join(base, 'other');
    await expect(
      startEmbeddedServer({ dataFolder: other, log, settings: { fsync: 'off', shared_buffers: 'much' } }),
    ).rejects.toThrow(/did not start.*\n.*invalid value for parameter "shared_buffers"/);
    const mended = await startEmbeddedServer({ dataFolder: other, log });
    await mended.stop();
    expect(existsSync(join(other, 'cluster', 'postmaster.pid'))).toBe(false);
  });
});
