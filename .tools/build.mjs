// Builds the product into dist/. `--if-changed` skips when no input is newer than the last build;
// `--tests` adds the benches and test support, compiled beside the product.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const withTests = process.argv.includes('--tests');
const stampFile = join(root, 'dist', withTests ? '.stamp-tests' : '.stamp');

const stamp = fingerprint([
  'src',
  'migrations',
  'templates/assets',
  ...(withTests ? ['test/bench', 'test/support'] : []),
]);
if (
  process.argv.includes('--if-changed') &&
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8') === stamp
)
  process.exit(0);

console.error('Building Zhixing ...');
if (!withTests) rmSync(join(root, 'dist'), { recursive: true, force: true });
run('node_modules/@nestjs/cli/bin/nest.js', ['build']);
if (existsSync(join(root, 'dist/src/command/build-assets.js'))) run('dist/src/command/build-assets.js', []);
if (withTests) run('node_modules/typescript/bin/tsc', ['-p', 'test/bench/tsconfig.json']);
mkdirSync(join(root, 'dist'), { recursive: true });
writeFileSync(stampFile, stamp);

function run(script, args) {
  const result = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function fingerprint(folders) {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'tsconfig.json', 'nest-cli.json'])
    hash.update(readFileSync(join(root, file)));
  for (const folder of folders) if (existsSync(join(root, folder))) walk(join(root, folder), hash);
  return hash.digest('hex');
}

function walk(folder, hash) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) walk(path, hash);
    else {
      const { mtimeMs, size } = statSync(path);
      hash.update(`${path}:${mtimeMs}:${size};`);
    }
  }
}
