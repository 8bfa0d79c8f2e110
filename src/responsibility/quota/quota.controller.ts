import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Page, PageQuery } from '../../foundation/database/keyset.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { AnswersPage } from '../../foundation/http/page-answer.decorator.js';
import { QuotaReadingService } from './quota-reading.service.js';
import { AllocationView, QuotaView } from './quota.dto.js';

/** Quotas, for those who plan what they belong to and for the divisions that have a part in them. */
@Controller('api/v1/quotas/:id')
@Allow(['coordinator', 'supervisor', 'host', 'administrator'], 'class')
export class QuotaController {
  constructor(private readonly quotas: QuotaReadingService) {}

  /** The whole amount, and what of it is handed down and held. */
  @Get()
  one(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<QuotaView> {
    return this.quotas.one(actor, id);
  }

  /** Its parts, parents before children; a division that only has a share sees those of its own subtree. */
  @Get('allocations')
  @AnswersPage(AllocationView)
  allocations(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<AllocationView>> {
    return this.quotas.allocations(actor, id, query);
  }
}
