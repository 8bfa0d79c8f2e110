import { Controller, Get, Param } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { AnswersPage } from '../../foundation/http/page-answer.decorator.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { ClassVenue, ScheduledSession } from './schedule.dto.js';
import { ScheduleService } from './schedule.service.js';

/** When and where a class meets, for whoever sees the class. */
@Controller('api/v1/classes/:id')
export class ScheduleController {
  constructor(private readonly schedules: ScheduleService) {}

  /** Sessions in the order of time, each with its venue, its instructor and what clashes with it. */
  @Get('schedule')
  @WholeList()
  @AnswersPage(ScheduledSession)
  @AllowSignedIn('class')
  async schedule(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
  ): Promise<{ items: ScheduledSession[] }> {
    return { items: await this.schedules.schedule(actor, id) };
  }

  /** Places in which the class meets, that of the most sessions first. */
  @Get('venues')
  @WholeList()
  @AnswersPage(ClassVenue)
  @AllowSignedIn('class')
  async venues(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ items: ClassVenue[] }> {
    return { items: await this.schedules.venues(actor, id) };
  }
}
