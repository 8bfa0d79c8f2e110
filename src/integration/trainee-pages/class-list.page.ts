import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { seatsLeft } from './class-action.rules.js';
import { ClassOfferRepository } from './class-offer.repository.js';
import { OwnClassRepository } from './own-class.repository.js';
import { ownTrainee } from './own-trainee.js';

/** `/m/classes`: what is open for this person, and the person's own classes. */
@Controller('m/classes')
export class TraineeClassListPage {
  constructor(
    private readonly classes: OwnClassRepository,
    private readonly offers: ClassOfferRepository,
  ) {}

  @Get()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/classes', { layout: 'phone' })
  async list(@Asker() actor: Actor, @Query('show') show: unknown): Promise<object> {
    const traineeId = ownTrainee(actor);
    if (show === 'mine') return { mine: true, classes: await this.classes.all(traineeId), offers: [] };
    const offers = await this.offers.open(traineeId, 50);
    return {
      mine: false,
      classes: [],
      offers: offers.map((offer) => ({ ...offer, seats: seatsLeft(offer) })),
    };
  }
}
