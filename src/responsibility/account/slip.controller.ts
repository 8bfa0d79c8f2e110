import { Body, Controller, Header, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { OwnIdempotency } from '../../foundation/idempotency/own-idempotency.decorator.js';
import { SlipRequest } from './slip.dto.js';
import { Slip, SlipService } from './slip.service.js';

@Controller('api/v1/slips')
export class SlipController {
  constructor(private readonly slips: SlipService) {}

  /** Makes activation slips; their codes are in this answer and nowhere else, so it is never kept for a replay. */
  @Post()
  @Allow(['administrator', 'coordinator', 'unitContact'], 'subtree')
  @OwnIdempotency()
  @Header('cache-control', 'no-store')
  async issue(@Asker() actor: Actor, @Body() { traineeIds }: SlipRequest): Promise<{ items: Slip[] }> {
    return { items: await this.slips.issue(actor, traineeIds) };
  }
}
