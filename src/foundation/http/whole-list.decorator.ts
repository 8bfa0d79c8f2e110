import {
  applyDecorators,
  CallHandler,
  ExecutionContext,
  NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { from, map, Observable, switchMap } from 'rxjs';
import { cursorOf, Page, PageQuery, positionOf } from '../database/keyset.js';
import { validate } from './validate.js';

const longestPage = 200;

/**
 * Gives a short list, which its service reads as a whole, page by page like any other: `?limit=&cursor=`, 200 rows
 * unless fewer are asked for. The cursor names the last row and its place, so that the next page begins after that
 * row, or where it was when it has left the list meanwhile.
 * @param key the property that tells the items apart
 */
export function WholeList(key = 'id'): MethodDecorator {
  return applyDecorators(
    UseInterceptors(new WholeListInterceptor(key)),
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'Rows wanted, 1 to 200.',
      schema: { type: 'integer', minimum: 1, maximum: longestPage, default: longestPage },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      description: 'Opaque position given as `next` by the page before.',
      schema: { type: 'string', maxLength: 500 },
    }),
  );
}

type Item = Record<string, unknown>;

class WholeListInterceptor implements NestInterceptor {
  constructor(private readonly key: string) {}

  intercept(context: ExecutionContext, next: CallHandler<{ items: Item[] }>): Observable<Page<Item>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return from(validate(PageQuery, request.query)).pipe(
      switchMap((query) => {
        const after = positionOf(query, 'text', 'number');
        const limit = query.limit ?? longestPage;
        return next.handle().pipe(map((answer) => ({ ...answer, ...this.cut(answer.items, limit, after) })));
      }),
    );
  }

  private cut(items: Item[], limit: number, after: string[] | undefined): Page<Item> {
    const start = after ? this.following(items, after) : 0;
    const page = items.slice(start, start + limit);
    const last = page.at(-1);
    if (last === undefined || start + limit >= items.length) return { items: page };
    return { items: page, next: cursorOf([String(last[this.key]), String(start + page.length)]) };
  }

  private following(items: Item[], [id, place]: string[]): number {
    const present = items.findIndex((item) => String(item[this.key]) === id);
    return present < 0 ? Number(place) - 1 : present + 1;
  }
}
