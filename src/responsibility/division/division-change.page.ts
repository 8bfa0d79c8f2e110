import { Body, Controller, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { DivisionChangeService } from './division-change.service.js';
import { AddPartDto, EffectiveDto, MoveDto, RenameDto } from './division.dto.js';
import { type ChangeKind, DivisionTreeView } from './division-tree.view.js';

type Fields = Record<string, unknown>;

/** Changes of the management tree, made on the tree's own page. */
@Controller('divisions/:code')
@Allow(['administrator'], 'system')
export class DivisionChangePage {
  constructor(
    private readonly changes: DivisionChangeService,
    private readonly view: DivisionTreeView,
  ) {}

  @Post('city-level')
  @Page('responsibility/division/tree')
  raise(
    @Asker() actor: Actor,
    @Param('code') code: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return this.done(actor, code, body, 'raise', async () => {
      const { effectiveOn } = await validate(EffectiveDto, body);
      await this.changes.raiseToCityLevel(actor, code, effectiveOn);
    });
  }

  @Post('parent')
  @Page('responsibility/division/tree')
  move(
    @Asker() actor: Actor,
    @Param('code') code: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return this.done(actor, code, body, 'move', async () => {
      const { parentCode, effectiveOn } = await validate(MoveDto, body);
      await this.changes.move(actor, code, parentCode, effectiveOn);
    });
  }

  @Post('parts')
  @Page('responsibility/division/tree')
  add(
    @Asker() actor: Actor,
    @Param('code') code: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return this.done(actor, code, body, 'add', async () => {
      await this.changes.addLocal(actor, code, await validate(AddPartDto, body));
    });
  }

  @Post('name')
  @Page('responsibility/division/tree')
  rename(
    @Asker() actor: Actor,
    @Param('code') code: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return this.done(actor, code, body, 'rename', async () => {
      const { name, effectiveOn } = await validate(RenameDto, body);
      await this.changes.rename(actor, code, name, effectiveOn);
    });
  }

  private done(
    actor: Actor,
    code: string,
    body: Fields,
    change: ChangeKind,
    work: () => Promise<void>,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await work();
        return redirect(`/divisions?division=${code}`, { notice: `division.notice.${change}` });
      },
      () => this.view.model(actor, code, undefined, { change, fields: body }),
    );
  }
}
