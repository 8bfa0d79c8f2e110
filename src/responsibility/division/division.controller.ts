import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow, AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { AddLocalDivisionDto, AsOfQuery, DivisionSearchQuery } from './division.dto.js';
import { DivisionService } from './division.service.js';
import { DivisionView, divisionView } from './division.view.js';

@Controller('api/v1/divisions')
export class DivisionController {
  constructor(private readonly divisions: DivisionService) {}

  @Get()
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
    return divisionView(await this.divisions.addLocal(actor, input.parentCode, input));
  }

  @Post(':code/city-level')
  @Allow(['administrator'], 'system')
  async raise(@Asker() actor: Actor, @Param('code') code: string): Promise<DivisionView> {
    return divisionView(await this.divisions.raiseToCityLevel(actor, code));
  }
}
