import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { OwnSessionRepository } from './own-session.repository.js';
import { ownTrainee } from './own-trainee.js';
import { sessionDays } from './session-days.rules.js';

/** `/m/timetable`: the sessions of all own classes, by day. */
@Controller('m/timetable')
export class TraineeTimetablePage {
  constructor(
    private readonly sessions: OwnSessionRepository,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/timetable', { layout: 'phone' })
  async show(@Asker() actor: Actor, @Query('show') show: unknown): Promise<object> {
    const traineeId = ownTrainee(actor);
    const past = show === 'past';
    const now = this.clock.now();
    const sessions = past
      ? await this.sessions.before(traineeId, now)
      : await this.sessions.between(traineeId, now, null);
    return { past, days: sessionDays(sessions, this.clock.today()) };
  }
}
