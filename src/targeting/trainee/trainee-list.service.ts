import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../../foundation/database/keyset.js';
import { InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { PostingService } from './posting.service.js';
import { TraineeQuery } from './trainee.dto.js';
import { TraineeFilter, TraineeListRepository, TraineeRow } from './trainee-list.repository.js';
import { traineeSearchOf } from './trainee-search.rules.js';
import { TraineeListView, traineeListView, TraineeView, traineeView } from './trainee.view.js';

export type { TraineeListView } from './trainee.view.js';

/** Finds people in the register, for whoever reaches them. */
@Injectable()
export class TraineeListService {
  constructor(
    private readonly rows: TraineeListRepository,
    private readonly divisions: DivisionService,
    private readonly postings: PostingService,
  ) {}

  /** One page in pinyin order. @throws InvalidInput for an unknown division or a cursor that isn't ours */
  async list(actor: Actor, query: TraineeQuery): Promise<Page<TraineeListView>> {
    const limit = query.limit ?? defaultPageSize;
    const rows = await this.rows.page(
      actor,
      await this.filterOf(query),
      limit + 1,
      positionOf(query, 'text', 'id'),
    );
    const { items, next } = pageOf(rows, limit, keyOf);
    return { items: items.map(traineeListView), ...(next !== undefined && { next }) };
  }

  /** How many people the same query finds on all its pages. */
  async count(actor: Actor, query: TraineeQuery): Promise<number> {
    return this.rows.count(actor, await this.filterOf(query));
  }

  /** All that the query finds, in pages of a thousand, so that an export of any size takes little memory. */
  async *all(actor: Actor, query: TraineeQuery): AsyncGenerator<TraineeRow> {
    const filter = await this.filterOf(query);
    let position: readonly string[] | undefined;
    for (;;) {
      const rows = await this.rows.page(actor, filter, pageOfExport, position);
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < pageOfExport) return;
      position = keyOf(last);
    }
  }

  /** These people in pinyin order; those out of reach are left out. */
  async some(actor: Actor, ids: readonly string[]): Promise<TraineeListView[]> {
    return (await this.rows.some(actor, ids)).map(traineeListView);
  }

  /** @throws NotFound */
  async one(actor: Actor, id: string): Promise<TraineeView> {
    const row = await this.rows.one(actor, id);
    if (!row) throw new NotFound();
    return traineeView(row, await this.postings.of(id));
  }

  private async filterOf(query: TraineeQuery): Promise<TraineeFilter> {
    return {
      search: traineeSearchOf(query.text ?? ''),
      category: query.category,
      level: query.level,
      division: query.division === undefined ? undefined : await this.divisionOf(query.division),
      organizationId: query.organization,
      state: query.state ?? 'active',
    };
  }

  private async divisionOf(code: string): ReturnType<DivisionService['byCode']> {
    try {
      return await this.divisions.byCode(code);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      throw new InvalidInput([{ field: 'division', code: 'error.isIn' }]);
    }
  }
}

const pageOfExport = 1_000;

const keyOf = (row: TraineeRow): string[] => [row.pinyinKey, row.id];
