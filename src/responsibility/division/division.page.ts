import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { fragment, Fragment } from '../../foundation/view/fragment.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { DivisionService } from './division.service.js';

const columns = [
  { label: 'division.columns.code' },
  { label: 'division.columns.name' },
  { label: 'division.columns.level' },
  { label: 'division.columns.children', figure: true },
];

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
    const division = code ? await this.divisions.byCode(code) : await this.divisions.root();
    if (!division) throw new NotFound();
    const path = await this.divisions.pathTo(division);
    const filtered = typeof text === 'string' && text.trim() !== '';
    return {
      division,
      crumbs: path.map(({ code: own, name }) => ({
        text: name,
        href: own === division.code && !filtered ? null : `/divisions?division=${own}`,
      })),
      rows: filtered
        ? await this.divisions.search(actor, text.trim(), 50)
        : await this.divisions.childrenOf(division),
      columns,
      filtered,
      text: filtered ? text : '',
      clear: filtered ? '/divisions' : null,
    };
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
