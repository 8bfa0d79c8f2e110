import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
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
    private readonly audit: Audit,
  ) {}

  async page(actor: Actor, query: ClassListQuery): Promise<ClassPage> {
    const filter = await this.filterOf(query);
    const limit = query.limit ?? defaultPageSize;
    const [rows, counts] = await Promise.all([
      this.classes.rows(actor, filter, limit + 1, positionOf(query, 'day', 'id')),
      this.classes.counts(actor, filter),
    ]);
    return { ...pageOf(rows, limit, (row) => [row.startsOn, row.id]), counts };
  }

  /** Every matching class, read page by page, for a file; it is noted who takes it out. */
  async export(actor: Actor, query: ClassListQuery): Promise<AsyncIterable<ClassRow>> {
    const filter = await this.filterOf(query);
    const counts = await this.classes.counts(actor, filter);
    const { text, limit: _, cursor: __, ...narrowed } = query;
    await this.audit.record(actor, {
      action: 'class.export',
      subjectType: 'class',
      after: {
        rows: query.state
          ? counts[query.state]
          : Object.values(counts).reduce((sum, count) => sum + count, 0),
        filter: narrowed,
        searched: text !== undefined,
      },
    });
    return this.all(actor, filter);
  }

  private async *all(actor: Actor, filter: ClassFilter): AsyncGenerator<ClassRow> {
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
