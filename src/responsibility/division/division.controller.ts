import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { DivisionChangeService } from './division-change.service.js';
import { type DivisionChange, DivisionHistory } from './division-history.js';
import {
  AddLocalDivisionDto,
  AsOfQuery,
  DivisionSearchQuery,
  EffectiveDto,
  MoveDto,
  RenameDto,
} from './division.dto.js';
import { DivisionService } from './division.service.js';
import { DivisionView, divisionView } from './division.view.js';

@Controller('api/v1/divisions')
export class DivisionController {
  constructor(
    private readonly divisions: DivisionService,
    private readonly changes: DivisionChangeService,
    private readonly past: DivisionHistory,
  ) {}

  @Get()
  @WholeList('code')
  @AllowSignedIn('reference')
  async search(
    @Asker() actor: Actor,
    @Query() query: DivisionSearchQuery,
  ): Promise<{ items: DivisionView[] }> {
    return { items: (await this.divisions.search(actor, query.text)).map(divisionView) };
  }

  @Get(':code')
  @AllowSignedIn('reference')
  async one(@Param('code') code: string, @Query() { at }: AsOfQuery): Promise<DivisionView> {
    return divisionView(await this.divisions.byCode(code, at));
  }

  @Get(':code/children')
  @WholeList('code')
  @AllowSignedIn('reference')
  async children(
    @Param('code') code: string,
    @Query() { at }: AsOfQuery,
  ): Promise<{ items: DivisionView[] }> {
    const parent = await this.divisions.byCode(code, at);
    return { items: (await this.divisions.childrenOf(parent, at)).map(divisionView) };
  }

  @Post()
  @Allow(['administrator'], 'system')
  async addLocal(@Asker() actor: Actor, @Body() input: AddLocalDivisionDto): Promise<DivisionView> {
    return divisionView(await this.changes.addLocal(actor, input.parentCode, input));
  }

  @Post(':code/city-level')
  @Allow(['administrator'], 'system')
  async raise(
    @Asker() actor: Actor,
    @Param('code') code: string,
    @Body() { effectiveOn }: EffectiveDto,
  ): Promise<DivisionView> {
    return divisionView(await this.changes.raiseToCityLevel(actor, code, effectiveOn));
  }

  @Put(':code/parent')
  @Allow(['administrator'], 'system')
  async move(
    @Asker() actor: Actor,
    @Param('code') code: string,
    @Body() { parentCode, effectiveOn }: MoveDto,
  ): Promise<DivisionView> {
    return divisionView(await this.changes.move(actor, code, parentCode, effectiveOn));
  }

  @Put(':code/name')
  @Allow(['administrator'], 'system')
  async rename(
    @Asker() actor: Actor,
    @Param('code') code: string,
    @Body() { name, effectiveOn }: RenameDto,
  ): Promise<DivisionView> {
    return divisionView(await this.changes.rename(actor, code, name, effectiveOn));
  }

  /** Dated changes of this division's name and place in the tree, and of what hangs below it. */
  @Get(':code/changes')
  @WholeList()
  @AllowSignedIn('reference')
  async history(@Param('code') code: string): Promise<{ items: DivisionChange[] }> {
    return { items: await this.past.changes(await this.divisions.byCode(code)) };
  }
}
