import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve('.');

/** Runs the house's own rules on a small tree and gives the names of the broken ones. */
async function brokenLaws(files: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zhixing-laws-'));
  try {
    copyFileSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const config = join(root, '.dependency-cruiser.cjs');
    const arguments_ = [command, '--config', config, '--output-type', 'json', 'src'];
    const { stdout } = await run(process.execPath, arguments_, { cwd: folder }).catch(
      (failure: unknown) => failure as { stdout: string },
    );
    const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
    return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('import laws', () => {
  it('let a wing import to its left, another feature only at its entity, service, module, port or queue', async () => {
    const laws = await brokenLaws({
      'src/integration/class/class.service.ts':
        "import '../../targeting/trainee/trainee.entity.js';\nimport '../../foundation/clock/clock.js';\n",
      'src/targeting/trainee/trainee.entity.ts': 'export const trainee = 1;\n',
      'src/foundation/clock/clock.ts': 'export const clock = 1;\n',
    });
    expect(laws).toEqual([]);
  });

  it.each([
    ['foundation', 'responsibility'],
    ['responsibility', 'targeting'],
    ['targeting', 'integration'],
    ['integration', 'practice'],
    ['practice', 'service'],
  ])('refuse %s importing %s, even a type', async (left, right) => {
    const laws = await brokenLaws({
      [`src/${left}/room/a.service.ts`]: `import type { B } from '../../${right}/room/b.service.js';\nexport type A = B;\n`,
      [`src/${right}/room/b.service.ts`]: 'export type B = string;\n',
    });
    expect(laws).toContain(`${left}-looks-left`);
  });

  it('refuse a feature that reaches into the inside of another', async () => {
    const laws = await brokenLaws({
      'src/integration/class/class.service.ts': "import '../session/session.rules.js';\n",
      'src/integration/session/session.rules.ts': 'export const rule = 1;\n',
    });
    expect(laws).toEqual(['features-meet-at-entity-service-module']);
  });

  it('refuse a circle of files', async () => {
    const laws = await brokenLaws({
      'src/foundation/clock/a.ts': "import './b.js';\nexport const a = 1;\n",
      'src/foundation/clock/b.ts': "import './a.js';\nexport const b = 1;\n",
    });
    expect(laws).toContain('no-circular-files');
  });

  it('refuse a circle of folders', async () => {
    const laws = await brokenLaws({
      'src/foundation/clock/a.ts': "import '../error/b.js';\n",
      'src/foundation/error/b.ts': 'export const b = 1;\n',
      'src/foundation/error/c.ts': "import '../clock/d.js';\n",
      'src/foundation/clock/d.ts': 'export const d = 1;\n',
    });
    expect(laws).toEqual(['no-circular-folders']);
  });

  it.each(['app.module', 'command/seed', 'seed/demo/demo'])('refuse a wing that knows %s', async (file) => {
    const laws = await brokenLaws({
      'src/service/certificate/a.service.ts': `import '../../${file}.js';\n`,
      [`src/${file}.ts`]: 'export const assembled = 1;\n',
    });
    expect(laws).toContain('wings-do-not-import-the-root');
  });
});
