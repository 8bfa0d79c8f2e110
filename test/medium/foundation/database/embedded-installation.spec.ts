import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Installation, readOwner } from '../../../support/postgres-application.js';
import { query } from '../../../support/postgres-query.js';

const nobody = { uid: 65534, gid: 65534 };

/** Only root can become somebody else. */
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

function removeSymlinks(installation: Installation): string[] {
  const library = join(installation.packageFolder, 'native', 'lib');
  const links = readdirSync(library).filter((name) => lstatSync(join(library, name)).isSymbolicLink());
  for (const link of links) rmSync(join(library, link));
  return links;
}

describe('embedded server from an npm installation', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await Installation.create();
  });
  afterEach(() => installation.remove());

  it('makes the symlinks that npm was told not to make', async () => {
    const links = removeSymlinks(installation);
    expect(links).not.toHaveLength(0);
    const application = installation.start(join(installation.folder, 'data'));
    expect(await query(await application.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(join(installation.packageFolder, 'native', 'lib'))).toEqual(
      expect.arrayContaining(links),
    );
  });

  it('says what to do when the package is missing', async () => {
    rmSync(installation.packageFolder, { recursive: true });
    const application = installation.start(join(installation.folder, 'data'));
    expect((await application.next()).error).toMatch(/is not installed.*--omit=optional.*DATABASE_URL/);
  });

  asRoot('under root', () => {
    it('runs for an ordinary user as that user', async () => {
      const dataFolder = join(installation.folder, 'data');
      mkdirSync(dataFolder);
      chownSync(dataFolder, nobody.uid, nobody.gid);
      const application = installation.start(dataFolder, nobody);
      expect(await query(await application.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(statSync(`/proc/${readOwner(dataFolder).server}`).uid).toBe(nobody.uid);
    });

    it('copies a read-only package without symlinks for an ordinary user', async () => {
      removeSymlinks(installation);
      const dataFolder = join(installation.folder, 'data');
      mkdirSync(dataFolder);
      chownSync(dataFolder, nobody.uid, nobody.gid);
      const application = installation.start(dataFolder, nobody);
      expect(await query(await application.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(application.logged.join()).toMatch(/Symlinks are missing in .*read-only/);
    });

    it('runs as another user', async () => {
      const dataFolder = join(installation.folder, 'data');
      await installation.start(dataFolder).url();
      expect(statSync(`/proc/${readOwner(dataFolder).server}`).uid).not.toBe(0);
    });

    it('runs from a checkout that only root may enter', async () => {
      chmodSync(installation.folder, 0o700);
      const dataFolder = join(installation.folder, '.data', 'postgres');
      const first = installation.start(dataFolder);
      const url = await first.url();
      expect(first.logged.join()).toContain('cannot reach');
      await query(url, 'create extension pg_trgm');
      await query(url, 'create table kept as select 1 as mark');
      await query(url, 'checkpoint');
      first.child.kill('SIGTERM');
      await first.exited;
      const second = installation.start(dataFolder);
      expect(await query(await second.url(), 'select mark from kept')).toEqual([{ mark: 1 }]);
    });

    it('never runs programs that another user laid out for it', async () => {
      chmodSync(installation.folder, 0o700);
      const { version } = JSON.parse(readFileSync(join(installation.packageFolder, 'package.json'), 'utf8'));
      const bait = join(installation.temporary, `zhixing-postgres-${version}-0`);
      cpSync(join(installation.packageFolder, 'native'), join(bait, 'native'), { recursive: true });
      chownSync(bait, nobody.uid, nobody.gid);
      const application = installation.start(join(installation.folder, 'data'));
      expect(await query(await application.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(application.logged.join()).toContain('running PostgreSQL from');
      expect(application.logged.join()).not.toContain(`${bait}/`);
    });

    it('names the remedy when an ordinary user meets the data of another', async () => {
      const dataFolder = join(installation.folder, 'data');
      const first = installation.start(dataFolder);
      await first.url();
      first.child.kill('SIGTERM');
      await first.exited;
      chmodSync(join(dataFolder, 'owner.json'), 0o644);
      const { uid } = statSync(join(dataFolder, 'cluster'));
      const second = installation.start(dataFolder, { uid: 12_345, gid: 12_345 });
      expect((await second.next()).error).toMatch(new RegExp(`belongs to user id ${uid}.*chown -R 12345`));
    });
  });
});
