import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type AssetManifest, assetFolder } from '../foundation/view/assets.js';
import { productFolder } from '../foundation/i18n/template-folder.js';

/**
 * Builds `templates/assets` into `dist/assets`: one style sheet, the scripts, the icons; under hashed
 * names, compressed beforehand, with a manifest by plain name.
 */
const root = productFolder();
const source = join(root, 'templates', 'assets');
const manifest: AssetManifest = { files: {}, icons: [] };

rmSync(assetFolder(), { recursive: true, force: true });
mkdirSync(assetFolder(), { recursive: true });
const sprite = readFileSync(join(source, 'icons.svg'), 'utf8');
manifest.icons = Array.from(sprite.matchAll(/<symbol id="([\w-]+)"/g), ([, name]) => name ?? '');
store('icons.svg', Buffer.from(sprite));
store('mark.svg', readFileSync(join(source, 'mark.svg')));
await bundle();
writeFileSync(join(assetFolder(), 'manifest.json'), JSON.stringify(manifest, null, 2));

/** Every script and style sheet directly in `source/` is an entry of its own. */
async function bundle(): Promise<void> {
  const { build } = await import('esbuild');
  const entries = readdirSync(join(source, 'source')).filter((name) => /\.(js|css)$/.test(name));
  const { outputFiles } = await build({
    entryPoints: entries.map((name) => join(source, 'source', name)),
    outdir: assetFolder(),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'chrome109',
    legalComments: 'none',
  });
  for (const { path, contents } of outputFiles)
    store(path.slice(assetFolder().length + 1), Buffer.from(contents));
}

function store(name: string, content: Buffer): void {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const file = name.replace(/(\.\w+)$/, `.${hash}$1`);
  manifest.files[name] = file;
  const path = join(assetFolder(), file);
  writeFileSync(path, content);
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  );
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
