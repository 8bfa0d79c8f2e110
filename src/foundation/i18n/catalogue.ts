import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { Language, languages } from './language.js';

/** Texts by key; a key of several words is a path through nested objects. */
export interface CatalogueTree {
  [key: string]: string | CatalogueTree;
}

/**
 * Reads every `<folder>/{zh-CN,en}.json` below `root`. A folder's texts are reached under its own name:
 * `templates/integration/class/en.json` holds `class.*`, `templates/layout/en.json` holds `layout.*`.
 * Two folders of one name would hide each other, so that is refused, and so is a catalogue that lacks a
 * language.
 */
export function readCatalogues(root: string): Record<Language, CatalogueTree> {
  const catalogues: Record<Language, CatalogueTree> = { 'zh-CN': {}, en: {} };
  const origin = new Map<string, string>();
  for (const folder of foldersBelow(root)) {
    const present = languages.filter((language) => existsSync(join(folder, `${language}.json`)));
    if (present.length === 0) continue;
    const name = basename(folder);
    const here = relative(root, folder);
    if (present.length < languages.length)
      throw new Error(`templates/${here} has only ${present.join()}.json`);
    const earlier = origin.get(name);
    if (earlier !== undefined)
      throw new Error(`templates/${earlier} and templates/${here} share the prefix ${name}.`);
    origin.set(name, here);
    for (const language of present) {
      catalogues[language][name] = JSON.parse(
        readFileSync(join(folder, `${language}.json`), 'utf8'),
      ) as CatalogueTree;
    }
  }
  return catalogues;
}

function foldersBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'assets')
    .flatMap((entry) => [join(folder, entry.name), ...foldersBelow(join(folder, entry.name))]);
}
