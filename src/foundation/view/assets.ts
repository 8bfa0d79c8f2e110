import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productFolder } from '../i18n/template-folder.js';

/** Made by `src/command/build-assets.ts`. */
export interface AssetManifest {
  /** Hashed file name by plain name: `app.css` -> `app.3F2A9C1B.css`. */
  files: Record<string, string>;
  /** Names in the icon sprite. */
  icons: string[];
}

export function assetFolder(): string {
  return join(productFolder(), 'dist', 'assets');
}

let manifest: { files: Record<string, string>; icons: Set<string> } | undefined;

function load(): NonNullable<typeof manifest> {
  const path = join(assetFolder(), 'manifest.json');
  if (!existsSync(path)) throw new Error('dist/assets is missing: run `npm run build` first.');
  const { files, icons } = JSON.parse(readFileSync(path, 'utf8')) as AssetManifest;
  return { files, icons: new Set(icons) };
}

/** The address of a style sheet, script or sprite, with its hash. @throws when the build has no such file. */
export function assetUrl(name: string): string {
  const file = (manifest ??= load()).files[name];
  if (!file) throw new Error(`No asset ${name}`);
  return `/assets/${file}`;
}

export function hasIcon(name: string): boolean {
  return (manifest ??= load()).icons.has(name);
}
