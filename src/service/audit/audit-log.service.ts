import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { AuditChain, AuditHead } from '../../foundation/audit-chain/audit-chain.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../../foundation/database/keyset.js';
import { InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import type { AuditQuery } from './audit.dto.js';
import { AuditRepository, AuditRow } from './audit.repository.js';
import { SubjectNames } from './subject-names.js';

/** Entries with the names of the rows they speak of. */
export interface NamedEntries {
  entries: AuditRow[];
  names: ReadonlyMap<string, string>;
}

const pageOfExport = 1_000;

/** Reads the audit log. */
@Injectable()
export class AuditLogService {
  constructor(
    private readonly rows: AuditRepository,
    private readonly subjects: SubjectNames,
    private readonly divisions: DivisionService,
    private readonly chain: AuditChain,
  ) {}

  /** One page, the newest first. @throws InvalidInput for an unknown division or a cursor that isn't ours */
  async list(actor: Actor, query: AuditQuery): Promise<Page<AuditRow>> {
    const limit = query.limit ?? defaultPageSize;
    const below = await this.divisionOf(query);
    const rows = await this.rows.page(actor, query, below, limit + 1, positionOf(query, 'number')?.[0]);
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** How many entries the query finds. */
  async count(actor: Actor, query: AuditQuery): Promise<number> {
    return this.rows.count(actor, query, await this.divisionOf(query));
  }

  /** What the rows are called that the entries speak of. */
  names(entries: readonly AuditRow[]): Promise<ReadonlyMap<string, string>> {
    return this.subjects.of(entries.flatMap(({ subjectId, before, after }) => [subjectId, before, after]));
  }

  /** All that the query finds, a thousand at a time, so that an export of any size takes little memory. */
  async *all(actor: Actor, query: AuditQuery): AsyncGenerator<NamedEntries> {
    const below = await this.divisionOf(query);
    let last: AuditRow | undefined;
    do {
      const entries = await this.rows.page(actor, query, below, pageOfExport, last?.id);
      yield { entries, names: await this.names(entries) };
      last = entries.length < pageOfExport ? undefined : entries.at(-1);
    } while (last);
  }

  /** The newest seal, for whoever keeps it elsewhere; undefined while nothing is sealed. */
  head(): Promise<AuditHead | undefined> {
    return this.chain.head();
  }

  private async divisionOf({ division }: AuditQuery): Promise<Division | undefined> {
    if (division === undefined) return undefined;
    try {
      return await this.divisions.byCode(division);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      throw new InvalidInput([{ field: 'division', code: 'error.isIn' }]);
    }
  }
}
