import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { DraftCallUpDto } from './call-up.dto.js';
import { CallUpService } from './call-up.service.js';
import { CallUpReadingService } from './call-up-reading.service.js';
import { CallUpView } from './call-up.view.js';

@Controller('api/v1/classes/:id/call-ups')
export class ClassCallUpController {
  constructor(
    private readonly callUps: CallUpService,
    private readonly reading: CallUpReadingService,
  ) {}

  @Get()
  @WholeList()
  @Allow(['coordinator', 'supervisor', 'host', 'classHead', 'unitContact'], 'class')
  async list(@Asker() actor: Actor, @Param('id', IdPipe) classId: string): Promise<{ items: CallUpView[] }> {
    return { items: await this.reading.ofClass(actor, classId) };
  }

  @Post()
  @Allow(['coordinator'], 'class')
  async draft(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() input: DraftCallUpDto,
  ): Promise<CallUpView> {
    return this.reading.one(actor, await this.callUps.draft(actor, classId, input));
  }
}
