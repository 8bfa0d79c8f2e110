import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { fragment, Fragment } from '../../foundation/view/fragment.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { changeKindIn, DivisionTreeView } from './division-tree.view.js';
import { DivisionService } from './division.service.js';

/** The browsable tree: one level at a time, with the way back up. */
@Controller('divisions')
export class DivisionPage {
  constructor(
    private readonly divisions: DivisionService,
    private readonly view: DivisionTreeView,
  ) {}

  @Get()
  @AllowSignedIn('reference')
  @Page('responsibility/division/tree')
  tree(
    @Asker() actor: Actor,
    @Query('division') code?: string,
    @Query('text') text?: string,
    @Query('change') change?: string,
  ): Promise<object> {
    return this.view.model(actor, code, typeof text === 'string' ? text : undefined, {
      change: changeKindIn(actor, change),
    });
  }

  /** Options of the next level for the five-level picker. */
  @Get(':code/options')
  @AllowSignedIn('reference')
  @Page('responsibility/division/options')
  async options(@Param('code') code: string): Promise<Fragment> {
    const parent = await this.divisions.byCode(code);
    return fragment('responsibility/division/options', { children: await this.divisions.childrenOf(parent) });
  }
}
