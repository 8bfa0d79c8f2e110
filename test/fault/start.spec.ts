import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readOwner } from '../support/postgres-application.js';
import { freePort } from '../support/free-port.js';
import { killLeftProcesses, ProductProcess, startMain } from '../support/product-process.js';

async function signsIn(product: ProductProcess, username: string): Promise<string | undefined> {
  const answer = await fetch(`${product.url}/api/v1/sign-ins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: 'zhixing-demo' }),
  });
  return answer.ok ? ((await answer.json()) as { token: string }).token : undefined;
}

describe('npm start in a folder', () => {
  let folder: string;
  let environment: Record<string, string>;
  let product: ProductProcess;
  let whole: string[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zhixing-start-'));
    chmodSync(folder, 0o755);
    environment = { DATA_DIR: join(folder, 'data') };
  });
  afterAll(async () => {
    await killLeftProcesses();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  const titles = async (product: ProductProcess): Promise<string[]> => {
    const token = await signsIn(product, 'coordinator');
    const answer = await fetch(`${product.url}/api/v1/classes?limit=100`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await answer.json()) as { items: { title: string }[] }).items.map(({ title }) => title).sort();
  };

  it('prints the address, the data folder and the demo accounts, and nothing that nobody acts on', async () => {
    product = await startMain({ environment });
    await product.says('Demo accounts');
    expect(product.said.trim().split('\n')).toEqual([
      `Creating the database in ${folder}/data`,
      'Loading the demonstration ...',
      `Zhixing 知行 is at ${product.url}`,
      `Data folder: ${folder}/data`,
      expect.stringMatching(/^Demo accounts: admin, coordinator, .*trainee; password zhixing-demo$/),
    ]);
  });

  it('says plainly that its data folder is taken, and by whom', async () => {
    const second = new ProductProcess({ environment }, await freePort());
    expect(await second.ended).toBe(1);
    expect(second.said.trim().split('\n')).toHaveLength(1);
    expect(second.said).toContain(
      `The data folder ${folder}/data is in use: Zhixing (process ${product.child.pid ?? 0})`,
    );
    expect(second.said).toContain('set DATA_DIR to another folder');
    expect((await fetch(`${product.url}/health/ready`)).status).toBe(200);
  });

  it('keeps everything when its process is killed, and when its database is left over besides', async () => {
    const before = await titles(product);
    whole = before;
    expect(before.length).toBeGreaterThan(5);
    await product.kill();
    product = await startMain({ environment });
    expect(await titles(product)).toEqual(before);

    // The guard, which would stop the database with the process, is killed as well.
    const { guard, server } = readOwner(join(folder, 'data'));
    process.kill(guard, 'SIGKILL');
    await product.kill();
    product = await startMain({ environment });
    expect(product.said).toContain(`Stopping PostgreSQL ${server}, left over`);
    expect(await titles(product)).toEqual(before);
  });

  it('finishes the request at hand when it is told to stop, and takes no more', async () => {
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('{"username":'));
        await sleep(1_000);
        controller.enqueue(new TextEncoder().encode('"trainee","password":"zhixing-demo"}'));
        controller.close();
      },
    });
    const slow = fetch(`${product.url}/api/v1/sign-ins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    await sleep(300);
    const begun = Date.now();
    const stopped = product.stop();
    expect([200, 201]).toContain((await slow).status);
    expect(await stopped).toBe(0);
    expect(Date.now() - begun).toBeLessThan(20_000);
    await expect(fetch(`${product.url}/health/live`)).rejects.toThrow();
    expect(existsSync(join(folder, 'data/cluster/postmaster.pid'))).toBe(false);
  });

  it('loads the demonstration anew when it was killed while loading it', async () => {
    const cut = { DATA_DIR: join(folder, 'cut') };
    const first = new ProductProcess({ environment: cut }, await freePort());
    await first.says('Loading the demonstration');
    await sleep(1_500);
    await first.kill();
    const second = await startMain({ environment: cut });
    await second.says('Demo accounts');
    expect(await titles(second)).toEqual(whole);
    await second.kill();
  });

  it('says plainly that its port is taken, before it touches anything', async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as { port: number };
    const elsewhere = join(folder, 'never');
    const refused = new ProductProcess({ environment: { DATA_DIR: elsewhere } }, port);
    expect(await refused.ended).toBe(1);
    expect(refused.said.trim()).toBe(
      `Zhixing did not start. Port ${port} on 127.0.0.1 is taken by another program. Stop that program or set PORT to a free port.`,
    );
    expect(existsSync(elsewhere)).toBe(false);
    stranger.close();
  });
});
