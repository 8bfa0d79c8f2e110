import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Page } from '../../foundation/database/keyset.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { PostingService } from './posting.service.js';
import {
  AddPostingDto,
  ChangeTraineeDto,
  EndPostingDto,
  RegisterTraineeDto,
  TraineeQuery,
} from './trainee.dto.js';
import { TraineeListService } from './trainee-list.service.js';
import { TraineeService } from './trainee.service.js';
import { TraineeListView, TraineeView } from './trainee.view.js';

@Controller('api/v1/trainees')
export class TraineeController {
  constructor(
    private readonly trainees: TraineeService,
    private readonly list: TraineeListService,
    private readonly postings: PostingService,
  ) {}

  @Get()
  @Allow(['coordinator', 'supervisor', 'unitContact', 'trainee'], 'subtree')
  find(@Asker() actor: Actor, @Query() query: TraineeQuery): Promise<Page<TraineeListView>> {
    return this.list.list(actor, query);
  }

  @Post()
  @Allow(['coordinator'], 'subtree')
  async register(@Asker() actor: Actor, @Body() input: RegisterTraineeDto): Promise<TraineeView> {
    return this.list.one(actor, (await this.trainees.register(actor, input)).id);
  }

  @Get(':id')
  @Allow(['coordinator', 'supervisor', 'unitContact', 'trainee'], 'subtree')
  one(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<TraineeView> {
    return this.list.one(actor, id);
  }

  @Patch(':id')
  @Allow(['coordinator'], 'subtree')
  async change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: ChangeTraineeDto,
  ): Promise<TraineeView> {
    await this.trainees.change(actor, id, input);
    return this.list.one(actor, id);
  }

  /** The person leaves the register; the record stays. */
  @Delete(':id')
  @HttpCode(204)
  @Allow(['coordinator'], 'subtree')
  leave(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.trainees.leave(actor, id);
  }

  @Get(':id/citizen-id')
  @Allow(['coordinator'], 'subtree')
  async unmask(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ citizenId: string }> {
    return { citizenId: await this.trainees.unmask(actor, id) };
  }

  @Post(':id/postings')
  @Allow(['coordinator'], 'subtree')
  async post(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: AddPostingDto,
  ): Promise<TraineeView> {
    await this.postings.post(actor, id, input);
    return this.list.one(actor, id);
  }

  @Patch(':id/postings/:postingId')
  @Allow(['coordinator'], 'subtree')
  async endPosting(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('postingId', IdPipe) postingId: string,
    @Body() input: EndPostingDto,
  ): Promise<TraineeView> {
    await this.postings.end(actor, id, postingId, input);
    return this.list.one(actor, id);
  }
}
