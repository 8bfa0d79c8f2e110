import { SpreadsheetError } from './spreadsheet.error.js';

const archive = [0x50, 0x4b, 0x03, 0x04];
/** OLE2: the container of Excel 97 to 2003, and of every workbook with a password to open. */
const compoundFile = [0xd0, 0xcf, 0x11, 0xe0];
/** PDF, RTF, images and pages that carry the name of a table. */
const foreign = /^(?:%PDF|\{\\rtf|GIF8|\x89PNG|\s*<(?:!doctype|html|\?xml|table|svg|meta|style|head))/iu;
// eslint-disable-next-line no-control-regex -- control characters are what tells binary data from text
const binary = /[\x00-\x08\x0e-\x19\x1c-\x1f]/u;

export type FileKind = 'workbook' | 'compound' | 'text';

/**
 * What a file is by its first bytes; its name is never asked.
 * @throws SpreadsheetError `notATable`
 */
export function fileKind(start: Buffer): FileKind {
  if (beginsWith(start, archive)) return 'workbook';
  if (beginsWith(start, compoundFile)) return 'compound';
  const text = start.toString('latin1');
  const isWide = beginsWith(start, [0xff, 0xfe]) || beginsWith(start, [0xfe, 0xff]);
  if (text === '' || foreign.test(text.replace(/^\xef\xbb\xbf/u, '')) || (!isWide && binary.test(text)))
    throw new SpreadsheetError('spreadsheet.notATable');
  return 'text';
}

function beginsWith(start: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => start[index] === byte);
}
