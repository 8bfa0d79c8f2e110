import { Controller, Get } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { OwnClassRepository } from './own-class.repository.js';
import { ownTrainee } from './own-trainee.js';

const attended = ['confirmed', 'arrived', 'completed'];

/** `/m/learning`: where materials of one's classes will stand; until there are any, it says so. */
@Controller('m/learning')
export class TraineeLearningPage {
  constructor(private readonly classes: OwnClassRepository) {}

  @Get()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/learning', { layout: 'phone' })
  async show(@Asker() actor: Actor): Promise<object> {
    const classes = await this.classes.all(ownTrainee(actor));
    return { classes: classes.filter(({ state }) => attended.includes(state)).slice(0, 10) };
  }
}
