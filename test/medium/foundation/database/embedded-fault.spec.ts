import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Installation, readOwner } from '../../../support/postgres-application.js';
import { eventually, query } from '../../../support/postgres-query.js';

describe('embedded server when something is killed', () => {
  let installation: Installation;
  let dataFolder: string;
  let round = 0;

  const isFree = () => !existsSync(join(dataFolder, 'cluster', 'postmaster.pid'));
  const untilFree = () => eventually(() => expect(isFree()).toBe(true));

  beforeAll(async () => {
    installation = await Installation.create();
  });
  afterAll(() => installation.remove());
  beforeEach(() => {
    dataFolder = join(installation.folder, `data-${++round}`);
  });

  it('stops with a killed application and keeps what was acknowledged', async () => {
    const first = installation.start(dataFolder);
    const url = await first.url();
    await query(url, 'create table seat (id int)');
    await query(url, 'insert into seat select generate_series(1, 500)');
    await first.kill();
    await untilFree();

    const second = installation.start(dataFolder);
    expect(await query(await second.url(), 'select count(*)::int as kept from seat')).toEqual([
      { kept: 500 },
    ]);
    await second.kill();
    await untilFree();
  });

  it('waits for the server of an application that just ended', async () => {
    const first = installation.start(dataFolder);
    await first.url();
    await first.kill();
    const second = installation.start(dataFolder);
    expect(await query(await second.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('stops an orphan whose application and guard were both killed', async () => {
    const first = installation.start(dataFolder);
    const url = await first.url();
    await query(url, 'create table kept as select 1 as mark');
    const { guard, server } = readOwner(dataFolder);
    process.kill(guard, 'SIGKILL');
    await first.kill();
    expect(await query(url, 'select mark from kept')).toEqual([{ mark: 1 }]);

    const second = installation.start(dataFolder);
    expect(await query(await second.url(), 'select mark from kept')).toEqual([{ mark: 1 }]);
    expect(second.logged.join()).toContain(`Stopping PostgreSQL ${server}`);
  });

  it('stops with its application although the guard was killed', async () => {
    const application = installation.start(dataFolder);
    await application.url();
    process.kill(readOwner(dataFolder).guard, 'SIGKILL');
    application.child.kill('SIGTERM');
    await application.exited;
    expect(isFree()).toBe(true);
  });

  it('starts a killed server again at the same address', async () => {
    const application = installation.start(dataFolder);
    const url = await application.url();
    await query(url, 'create table kept as select 1 as mark');
    for (let kill = 1; kill <= 2; kill++) {
      const { server } = readOwner(dataFolder);
      process.kill(server, 'SIGKILL');
      await eventually(() => expect(readOwner(dataFolder).server).not.toBe(server));
      expect(await query(url, 'select mark from kept')).toEqual([{ mark: 1 }]);
    }
    expect(application.logged.filter((line) => line.includes('ended unexpectedly (SIGKILL)'))).toHaveLength(
      2,
    );
  });

  it('still serves while the application closes after Ctrl-C', async () => {
    const application = installation.start(dataFolder);
    const url = await application.url();
    process.kill(-application.child.pid!, 'SIGINT');
    expect(await application.next()).toEqual({ leaving: true });
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await application.exited;
    expect(isFree()).toBe(true);
  });

  it('gives one server to siblings that start together on an empty folder', async () => {
    const siblings = [1, 2, 3].map(() => installation.start(dataFolder, { share: true }));
    const urls = await Promise.all(siblings.map((sibling) => sibling.url()));
    expect(new Set(urls).size).toBe(1);
    expect(await query(urls[0]!, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it.each(['another program', 'the server of another folder'])(
    'is not deceived by a lock file whose process id went to %s',
    async (kind) => {
      const first = installation.start(dataFolder);
      await first.url();
      const lock = join(dataFolder, 'cluster', 'postmaster.pid');
      const lines = readFileSync(lock, 'utf8').split('\n');
      first.child.kill('SIGTERM');
      await first.exited;

      const neighbour = `${dataFolder}-neighbour`;
      if (kind !== 'another program') await installation.start(neighbour).url();
      const pid = kind === 'another program' ? process.pid : readOwner(neighbour).server;
      writeFileSync(lock, [String(pid), ...lines.slice(1)].join('\n'), { mode: 0o600 });

      const second = installation.start(dataFolder);
      expect(await query(await second.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
    },
  );

  it('starts afresh when the first start was killed half-way', async () => {
    mkdirSync(dataFolder);
    const first = installation.start(dataFolder);
    await eventually(() => expect(readdirSync(dataFolder).join()).toContain('new-'));
    await first.kill();
    expect(existsSync(join(dataFolder, 'cluster'))).toBe(false);

    const second = installation.start(dataFolder);
    expect(await query(await second.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(dataFolder).join()).not.toContain('new-');
  });
});
