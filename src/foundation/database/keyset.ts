import { isUUID } from 'class-validator';
import { InvalidInput } from '../error/domain-error.js';
import { PageQuery } from './page-query.dto.js';

export { PageQuery } from './page-query.dto.js';

/** One page of a list; `next` is absent on the last. */
export interface Page<Item> {
  items: Item[];
  next?: string;
}

export const defaultPageSize = 50;

/** What a part of a sort key is. */
export type KeyPart = 'id' | 'number' | 'day' | 'text';

const fits: Record<KeyPart, (part: string) => boolean> = {
  id: (part) => isUUID(part),
  number: (part) => /^\d{1,18}$/.test(part),
  day: (part) => /^\d{4}-\d{2}-\d{2}$/.test(part) && !Number.isNaN(Date.parse(part)),
  text: (part) => !part.includes('\u0000'),
};

/**
 * The sort key after which the page starts, as the query before encoded it; undefined for the first page.
 * @param parts what the list is sorted by
 * @throws InvalidInput at `cursor` for what this list cannot have given
 */
export function positionOf(query: PageQuery, ...parts: readonly KeyPart[]): string[] | undefined {
  if (query.cursor === undefined) return undefined;
  const key = decoded(query.cursor);
  if (Array.isArray(key) && key.length === parts.length) {
    const fitting = key.filter(
      (part: unknown, index): part is string =>
        typeof part === 'string' && fits[parts[index] ?? 'text'](part),
    );
    if (fitting.length === parts.length) return fitting;
  }
  throw new InvalidInput([{ field: 'cursor', code: 'error.cursor' }]);
}

/** The `next` of a page that ended with a row of this sort key. */
export function cursorOf(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Makes a page of `limit + 1` rows read in order: the extra row only tells that there are more. */
export function pageOf<Row>(rows: Row[], limit: number, key: (row: Row) => string[]): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: cursorOf(key(last)) };
}

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
