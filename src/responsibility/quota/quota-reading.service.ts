import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { defaultPageSize, Page, pageOf, PageQuery, positionOf } from '../../foundation/database/keyset.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { QuotaHolder, QuotaReach } from './quota-holder.port.js';
import { AllocationView, QuotaView } from './quota.dto.js';

const sums = `allocation.amount, allocation.allocated, allocation.held,
  allocation.amount - allocation.allocated - allocation.held as free`;

/** Reads quota trees for whoever their holder lets. */
@Injectable()
export class QuotaReadingService {
  constructor(
    private readonly database: Database,
    private readonly holder: QuotaHolder,
  ) {}

  /** What there is, and what of it is handed down and held. @throws NotFound out of reach */
  async one(actor: Actor, quotaId: string): Promise<QuotaView> {
    await this.reach(actor, quotaId);
    const quota = await this.database.one<QuotaView>(
      `select quota.id, quota.purpose, ${sums} from responsibility.quota quota
       join responsibility.allocation allocation on allocation.quota_id = quota.id and allocation.parent_id is null
       where quota.id = $1`,
      [quotaId],
    );
    if (!quota) throw new NotFound();
    return quota;
  }

  /** Parts in the order in which they were made, so parents before children. @throws NotFound out of reach */
  async allocations(actor: Actor, quotaId: string, query: PageQuery): Promise<Page<AllocationView>> {
    const reach = await this.reach(actor, quotaId);
    const [after] = positionOf(query, 'id') ?? [];
    const limit = query.limit ?? defaultPageSize;
    const bindings = new Bindings();
    const conditions = [`allocation.quota_id = ${bindings.add(quotaId)}`];
    if (reach === 'own') conditions.push(withinSubtree(actor, 'division', bindings));
    if (after !== undefined) conditions.push(`allocation.id > ${bindings.add(after)}`);
    const rows = await this.database.query<AllocationView>(
      `select allocation.id, allocation.parent_id as "parentId", ${sums},
         case when division.id is not null then jsonb_build_object(
           'code', division.code, 'name', division.name, 'level', division.level) end as division,
         case when organization.id is not null then jsonb_build_object(
           'id', organization.id, 'name', organization.name) end as organization
       from responsibility.allocation allocation
       left join responsibility.division division on division.id = allocation.division_id
       left join responsibility.organization organization on organization.id = allocation.organization_id
       where ${conditions.join(' and ')} order by allocation.id limit ${bindings.add(limit + 1)}`,
      bindings.values,
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  private async reach(actor: Actor, quotaId: string): Promise<QuotaReach> {
    const reach = await this.holder.reachOf(actor, quotaId);
    if (reach === undefined) throw new NotFound();
    return reach;
  }
}
