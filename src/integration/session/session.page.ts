import { Controller, Get, Param } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { ClassViewService } from '../class/class-view.service.js';
import { modeMix } from './mode-mix.rules.js';
import { SessionService } from './session.service.js';
import { timetableOf } from './timetable.planner.js';

/** `/classes/:id/sessions`: the timetable as everyone who sees the class reads and prints it. */
@Controller('classes/:id/sessions')
export class SessionPage {
  constructor(
    private readonly views: ClassViewService,
    private readonly sessions: SessionService,
  ) {}

  @Get()
  @Allow(
    ['coordinator', 'supervisor', 'host', 'classHead', 'unitContact', 'instructor', 'administrator'],
    'class',
  )
  @Page('integration/session/timetable')
  async timetable(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const trainingClass = await this.views.view(actor, id);
    const rows = await this.sessions.timetable(actor, id);
    return {
      class: trainingClass,
      empty: rows.length === 0,
      timetable: timetableOf(
        rows.map((row) => ({ ...row, clash: false })),
        trainingClass,
        false,
      ),
      mix: modeMix(rows),
      mayEdit:
        trainingClass.mayRun &&
        ['draft', 'returned', 'approved', 'published', 'running'].includes(trainingClass.state),
    };
  }
}
