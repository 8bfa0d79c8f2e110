import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClassModule } from '../class/class.module.js';
import { PlanSessionsPage } from './plan-sessions.page.js';
import { ScheduleController } from './schedule.controller.js';
import { ScheduleService } from './schedule.service.js';
import { SessionChoicesRepository } from './session-choices.repository.js';
import { SessionController } from './session.controller.js';
import { ClassSession } from './session.entity.js';
import { SessionPage } from './session.page.js';
import { SessionService } from './session.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ClassSession]), ClassModule],
  controllers: [SessionController, ScheduleController, SessionPage, PlanSessionsPage],
  providers: [SessionService, ScheduleService, SessionChoicesRepository],
  exports: [SessionService],
})
export class SessionModule {}
