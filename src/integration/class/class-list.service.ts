import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../../foundation/database/keyset.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import type { ClassFilter } from './class-filter.js';
import { ClassListRepository, ClassRow } from './class-list.repository.js';
import { ClassListQuery } from './class.dto.js';
import type { ClassState } from './class.state.js';

export interface ClassPage extends Page<ClassRow> {
  /** Matching classes by state, for the filter chips; the asked state does not narrow them. */
  counts: Record<ClassState, number>;
}

/** Classes that an actor sees, page by page. */
@Injectable()
export class ClassListService {
  constructor(
    private readonly classes: ClassListRepository,
    private readonly divisions: DivisionService,
  ) {}

  async page(actor: Actor, query: ClassListQuery): Promise<ClassPage> {
    const filter = await this.filterOf(query);
    const limit = query.limit ?? defaultPageSize;
    const [rows, counts] = await Promise.all([
      this.classes.rows(actor, filter, limit + 1, positionOf(query)),
      this.classes.counts(actor, filter),
    ]);
    return { ...pageOf(rows, limit, (row) => [row.startsOn, row.id]), counts };
  }

  /** Every matching class, read page by page, for exports. */
  async *all(actor: Actor, query: ClassListQuery): AsyncGenerator<ClassRow> {
    const filter = await this.filterOf(query);
    const size = 500;
    let after: string[] | undefined;
    for (;;) {
      const rows = await this.classes.rows(actor, filter, size, after);
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < size) return;
      after = [last.startsOn, last.id];
    }
  }

  private async filterOf({
    division,
    cursor: _,
    limit: __,
    ...filter
  }: ClassListQuery): Promise<ClassFilter> {
    if (division === undefined) return filter;
    return { ...filter, within: await this.divisions.byCode(division) };
  }
}
