import { Controller, Get, Query } from '@nestjs/common';
import { AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import type { Actor } from '../../foundation/access/actor.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { fragment, Fragment } from '../../foundation/view/fragment.js';
import { DivisionService } from './division.service.js';
import { NotFound } from '../../foundation/error/domain-error.js';

/** The browsable tree: one level at a time, with the way back up. */
@Controller('divisions')
export class DivisionPage {
  constructor(private readonly divisions: DivisionService) {}

  @Get()
  @AllowSignedIn('reference')
  @Page('responsibility/division/tree')
  async tree(
    @Asker() actor: Actor,
    @Query('division') code?: string,
    @Query('text') text?: string,
  ): Promise<object> {
    const root = await this.divisions.root();
    if (!root) throw new NotFound();
    const division = code ? await this.divisions.byCode(code) : root;
    return {
      division,
      path: await this.divisions.pathTo(division),
      children: await this.divisions.childrenOf(division),
      text: text ?? '',
      found: text ? await this.divisions.search(actor, text, 50) : undefined,
      mayChange: actor.role === 'administrator',
    };
  }

  /** Options of one level for the five-level picker. */
  @Get('options')
  @AllowSignedIn('reference')
  @Page('responsibility/division/options')
  async options(@Query('parent') code: string): Promise<Fragment> {
    const parent = await this.divisions.byCode(code);
    return fragment('responsibility/division/options', {
      parent,
      children: await this.divisions.childrenOf(parent),
    });
  }
}
