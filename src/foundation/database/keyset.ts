import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Type } from 'class-transformer';
import { InvalidInput } from '../error/domain-error.js';

/** `?limit=&cursor=` of every list. */
export class PageQuery {
  /** Rows wanted, 1 to 200. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  /** Opaque position given as `next` by the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}

/** One page of a list; `next` is absent on the last. */
export interface Page<Item> {
  items: Item[];
  next?: string;
}

export const defaultPageSize = 50;

/** The sort key after which the page starts, as the query before encoded it; undefined for the first page. */
export function positionOf(query: PageQuery): string[] | undefined {
  if (query.cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(query.cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.every((part) => typeof part === 'string')) return key;
  } catch {
    // Falls through to the error below: a cursor that isn't ours is wrong input, not a fault.
  }
  throw new InvalidInput([{ field: 'cursor', code: 'error.cursor' }]);
}

/** Makes a page of `limit + 1` rows read in order: the extra row only tells that there are more. */
export function pageOf<Row>(rows: Row[], limit: number, key: (row: Row) => string[]): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: Buffer.from(JSON.stringify(key(last))).toString('base64url') };
}
