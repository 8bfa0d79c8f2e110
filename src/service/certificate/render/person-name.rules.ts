import { CertificateError, codePointName } from './certificate-errors.js';

// Cc and Cf hold the bidi controls too (U+202E in a name once reversed a whole sentence).
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const spaces = /[\p{Zs}\t\r\n]+/gu;
const privateUseOrBroken = /[\p{Co}\p{Cs}\p{Cn}]/u;

/** Text as it may stand on a sheet: NFC, one line, no control, format or bidi characters, single spaces. */
export function printableText(text: string): string {
  return text.replace(spaces, ' ').replace(invisible, '').normalize('NFC').trim();
}

/**
 * A person's name as it is printed. Private-use characters are refused: what they look like depends on
 * the font of whoever typed them, and a certificate must show the same sign everywhere.
 *
 * @throws CertificateError `CERT_INVALID_NAME` when nothing is left, or a character is private-use or unassigned
 */
export function personName(raw: string): string {
  const name = printableText(raw);
  if (name === '') throw new CertificateError('CERT_INVALID_NAME', 'The name is empty');
  const refused = privateUseOrBroken.exec(name);
  if (refused) {
    throw new CertificateError(
      'CERT_INVALID_NAME',
      `The name holds a private-use or unassigned character (${codePointName(refused[0])})`,
    );
  }
  return name;
}
