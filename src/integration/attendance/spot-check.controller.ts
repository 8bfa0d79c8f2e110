import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { SpotCheckDto, SpotJudgementDto } from './attendance.dto.js';
import { SpotCheckRow, SpotCheckService } from './spot-check.service.js';

@Controller('api/v1/classes/:id/attendance/:sessionId/spot-checks')
@Allow(['coordinator', 'host', 'classHead'], 'class')
export class SpotCheckController {
  constructor(private readonly spots: SpotCheckService) {}

  @Get()
  @WholeList('enrollmentId')
  async drawn(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
  ): Promise<{ items: SpotCheckRow[] }> {
    return { items: await this.spots.drawn(actor, id, sessionId) };
  }

  @Post()
  async draw(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
    @Body() { count }: SpotCheckDto,
  ): Promise<{ drawn: number }> {
    return { drawn: await this.spots.draw(actor, id, sessionId, count) };
  }

  @Put(':enrollmentId')
  @HttpCode(204)
  judge(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
    @Body() { seen }: SpotJudgementDto,
  ): Promise<void> {
    return this.spots.judge(actor, id, sessionId, enrollmentId, seen === 'yes');
  }
}
