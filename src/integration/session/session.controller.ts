import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { SessionDto } from './session.dto.js';
import { ClassSession } from './session.entity.js';
import { SessionService, TimetableRow } from './session.service.js';

@Controller('api/v1/classes/:id/sessions')
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  @WholeList()
  @AllowSignedIn('class')
  async timetable(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
  ): Promise<{ items: TimetableRow[] }> {
    return { items: await this.sessions.timetable(actor, id) };
  }

  @Post()
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  add(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: SessionDto,
  ): Promise<ClassSession> {
    return this.sessions.add(actor, id, input);
  }

  @Patch(':sessionId')
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
    @Body() input: SessionDto,
  ): Promise<ClassSession> {
    return this.sessions.change(actor, id, sessionId, input);
  }

  @Delete(':sessionId')
  @HttpCode(204)
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  remove(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
  ): Promise<void> {
    return this.sessions.remove(actor, id, sessionId);
  }
}
