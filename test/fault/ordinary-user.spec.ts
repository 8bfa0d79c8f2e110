import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killLeftProcesses, startMain } from '../support/product-process.js';

const isRoot = process.getuid?.() === 0;

/** Whether an ordinary user can be had here, and may read the checkout. */
function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (!isRoot) return undefined;
  const uid = 65534;
  const root = new URL('../../', import.meta.url).pathname;
  const reads = spawnSync(process.execPath, ['-e', `require('fs').readdirSync(${JSON.stringify(root)})`], {
    uid,
    gid: uid,
  });
  if (reads.status === 0) return { uid, gid: uid };
  process.stderr.write('SKIPPED start as an ordinary user: user 65534 cannot read the checkout\n');
  return undefined;
}

const other = ordinaryUser();
if (!isRoot) process.stderr.write('SKIPPED start as another user: these tests run as an ordinary user\n');

(other ? describe : describe.skip)('npm start as an ordinary user', () => {
  it('runs on a folder of its own, on which root may go on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zhixing-start-'));
    const temporary = mkdtempSync(join(tmpdir(), 'zhixing-temporary-'));
    for (const path of [folder, temporary]) chownSync(path, other!.uid, other!.gid);
    const environment = { DATA_DIR: join(folder, 'data'), TMPDIR: temporary, DEMO: '0' };
    try {
      const product = await startMain({ environment, user: other! });
      await product.says('Administrator: ');
      expect((await fetch(`${product.url}/sign-in`)).status).toBe(200);
      expect(await product.stop()).toBe(0);
      // Root runs the database as the user who owns the data.
      const asRoot = await startMain({ environment });
      expect((await fetch(`${asRoot.url}/health/ready`)).status).toBe(200);
      await asRoot.stop();
    } finally {
      await killLeftProcesses();
      for (const path of [folder, temporary]) rmSync(path, { recursive: true, force: true, maxRetries: 20 });
    }
  });
});
