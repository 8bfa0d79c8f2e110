import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { ChangeCallUpDto, ReleaseDto, WithdrawalDto } from './call-up.dto.js';
import { CallUpReadingService } from './call-up-reading.service.js';
import { CallUpService } from './call-up.service.js';
import { CallUpView } from './call-up.view.js';
import { DeadlineService } from './deadline.service.js';

@Controller('api/v1/call-ups')
export class CallUpController {
  constructor(
    private readonly callUps: CallUpService,
    private readonly reading: CallUpReadingService,
    private readonly deadlines: DeadlineService,
  ) {}

  /** Notices that ask the asker's own unit or division. */
  @Get()
  @WholeList()
  @Allow(['coordinator', 'unitContact'], 'organization')
  async mine(@Asker() actor: Actor): Promise<{ items: CallUpView[] }> {
    return { items: await this.reading.mine(actor) };
  }

  @Get(':id')
  @Allow(['coordinator', 'supervisor', 'host', 'classHead', 'unitContact'], 'class')
  one(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<CallUpView> {
    return this.reading.one(actor, id);
  }

  @Patch(':id')
  @Allow(['coordinator'], 'class')
  async change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: ChangeCallUpDto,
  ): Promise<CallUpView> {
    await this.callUps.change(actor, id, input);
    return this.reading.one(actor, id);
  }

  @Post(':id/issue')
  @HttpCode(200)
  @Allow(['coordinator'], 'class')
  async issue(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<CallUpView> {
    await this.callUps.issue(actor, id);
    return this.reading.one(actor, id);
  }

  /** Withdraws an issued notice; a draft is thrown away. */
  @Post(':id/withdrawal')
  @HttpCode(204)
  @Allow(['coordinator'], 'class')
  withdraw(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: WithdrawalDto,
  ): Promise<void> {
    return this.callUps.withdraw(actor, id, input.reason);
  }

  @Post(':id/reminders')
  @Allow(['coordinator'], 'class')
  async remind(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ messages: number }> {
    return { messages: await this.deadlines.remind(actor, id) };
  }

  @Post(':id/releases')
  @Allow(['coordinator'], 'class')
  release(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: ReleaseDto,
  ): Promise<{ released: number; promoted: number }> {
    return this.deadlines.release(actor, id, input.recipientIds);
  }
}
