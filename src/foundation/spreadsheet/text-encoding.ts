import { SpreadsheetError } from './spreadsheet.error.js';
import type { TextEncoding } from './table.js';
import type { TableBytes } from './table-bytes.js';

const marks: readonly (readonly [TextEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * The encoding of a text file. A byte order mark decides; otherwise the whole file must be valid UTF-8, since one
 * rare name on the last line is enough to tell, and otherwise valid GB 18030, of which GBK and GB 2312 are parts.
 * @throws SpreadsheetError `encoding` when it is neither
 */
export async function detectEncoding(file: TableBytes, start: Buffer): Promise<TextEncoding> {
  const marked = marks.find(([, bytes]) => bytes.every((byte, index) => start[index] === byte));
  const possible: readonly TextEncoding[] = marked ? [marked[0]] : ['utf-8', 'gb18030'];
  for (const encoding of possible) if (await isValid(file, encoding)) return encoding;
  throw new SpreadsheetError('spreadsheet.encoding');
}

/** Decodes a file piece by piece, characters split between two pieces included; the byte order mark is dropped. */
export async function* decodedText(file: TableBytes, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of file.chunks(256 * 1024)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function isValid(file: TableBytes, encoding: TextEncoding): Promise<boolean> {
  const text = decodedText(file, encoding);
  try {
    while (!(await text.next()).done);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}
