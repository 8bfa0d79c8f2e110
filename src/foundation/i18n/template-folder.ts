import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The product's root folder, found upwards from this file, so that sources and the build in `dist/`
 * read the same templates whatever the working directory is.
 */
export function productFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'templates', 'layout'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('No templates/layout folder above ' + fileURLToPath(import.meta.url));
    folder = parent;
  }
  return folder;
}

export function templateFolder(): string {
  return join(productFolder(), 'templates');
}
