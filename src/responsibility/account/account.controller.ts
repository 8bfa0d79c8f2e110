import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
} from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import type { Page } from '../../foundation/database/keyset.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { OwnIdempotency } from '../../foundation/idempotency/own-idempotency.decorator.js';
import { AccountChangeInput, AccountInput, AccountQuery, AssignmentInput } from './account.dto.js';
import type { AccountRow } from './account.repository.js';
import { AccountService } from './account.service.js';
import { AssignmentService } from './assignment.service.js';
import { SecondFactorService } from './second-factor.service.js';

/** Other people's accounts, within the subtree. */
@Controller('api/v1/accounts')
@Allow(['administrator', 'coordinator'], 'subtree')
export class AccountController {
  constructor(
    private readonly accounts: AccountService,
    private readonly assignments: AssignmentService,
    private readonly secondFactors: SecondFactorService,
  ) {}

  @Get()
  list(@Asker() actor: Actor, @Query() query: AccountQuery): Promise<Page<AccountRow>> {
    return this.accounts.list(actor, query);
  }

  @Get(':id')
  one(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<AccountRow> {
    return this.accounts.one(actor, id);
  }

  @Post()
  async create(@Asker() actor: Actor, @Body() input: AccountInput): Promise<AccountRow> {
    const account = await this.accounts.createAccount(actor, input);
    return this.accounts.one(actor, account.id);
  }

  @Patch(':id')
  async change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() change: AccountChangeInput,
  ): Promise<AccountRow> {
    await this.accounts.change(actor, id, change);
    return this.accounts.one(actor, id);
  }

  @Put(':id/disablement')
  @HttpCode(204)
  disable(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.accounts.disable(actor, id);
  }

  @Delete(':id/disablement')
  @HttpCode(204)
  enable(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.accounts.enable(actor, id);
  }

  /** Unlocks an account whose names were locked out. */
  @Delete(':id/lock')
  @HttpCode(204)
  unlock(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.accounts.unlock(actor, id);
  }

  /** The password is in this answer and nowhere else, so it is never kept for a replay. */
  @Post(':id/one-time-passwords')
  @OwnIdempotency()
  @Header('cache-control', 'no-store')
  async giveOneTimePassword(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
  ): Promise<{ password: string }> {
    return { password: await this.accounts.giveOneTimePassword(actor, id) };
  }

  /** Takes away the second factor of somebody who lost phone and recovery codes. */
  @Delete(':id/second-factor')
  @HttpCode(204)
  resetSecondFactor(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.secondFactors.reset(actor, id);
  }

  @Post(':id/assignments')
  async assign(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: AssignmentInput,
  ): Promise<{ id: string }> {
    return { id: (await this.assignments.assign(actor, id, input)).id };
  }

  /** Takes a role away from today on. */
  @Delete(':id/assignments/:assignmentId')
  @HttpCode(204)
  endAssignment(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('assignmentId', IdPipe) assignmentId: string,
  ): Promise<void> {
    return this.assignments.end(actor, id, assignmentId);
  }
}
