import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CertificateError } from './certificate-errors.js';

/** The sheet and its wording as they are on disk; the folder holds nothing else. */
export interface SheetFolder {
  path: string;
  main: string;
  wording: string;
  /** Changes with any byte of sheet or wording; a certificate keeps the one it was issued under. */
  version: string;
}

/**
 * Reads the folder of a certificate's templates and refuses a sheet that reaches outside it: Typst would
 * fetch `@preview` packages from the network, and `eval` could turn a person's text into markup.
 *
 * @throws CertificateError `CERT_UNSAFE_SHEET`; `CERT_SHEET_BROKEN` when a file is missing or can't be read
 */
export function readSheetFolder(path = ownFolder()): SheetFolder {
  try {
    return read(path);
  } catch (error) {
    if (error instanceof CertificateError) throw error;
    throw new CertificateError('CERT_SHEET_BROKEN', error instanceof Error ? error.message : String(error));
  }
}

function read(path: string): SheetFolder {
  const hash = createHash('sha256');
  for (const name of readdirSync(path).sort()) {
    const source = readFileSync(join(path, name));
    hash.update(`${name}\0${source.length}\0`).update(source);
    if (name.endsWith('.typ')) refuseUnsafe(name, source.toString('utf8'));
  }
  return {
    path,
    main: join(path, 'completion.typ'),
    wording: readFileSync(join(path, 'wording.hbs'), 'utf8'),
    version: hash.digest('hex').slice(0, 16),
  };
}

export function refuseUnsafe(name: string, source: string): void {
  for (const { 0: keyword, index } of source.matchAll(/\b(?:import|include|eval|plugin|read)\b/g)) {
    // Only a plain file beside the sheet may be imported; a computed name could spell a package.
    if (keyword === 'import' && /^import "[a-z-]+\.typ"/.test(source.slice(index))) continue;
    const line = source.slice(0, index).split('\n').length;
    throw new CertificateError('CERT_UNSAFE_SHEET', `${name}:${line}: ${keyword} is not allowed in a sheet`);
  }
}

/** Sources and build lie at different depths below the repository's root. */
function ownFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'templates/service/certificate/sheet'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new CertificateError('CERT_SHEET_BROKEN', 'templates/service/certificate/sheet is missing');
    folder = parent;
  }
  return join(folder, 'templates/service/certificate/sheet');
}
