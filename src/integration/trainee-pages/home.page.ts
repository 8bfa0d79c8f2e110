import { Controller, Get } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { seatsLeft } from './class-action.rules.js';
import { ClassOfferRepository } from './class-offer.repository.js';
import { nextThing } from './next-thing.rules.js';
import { OwnClass, OwnClassRepository } from './own-class.repository.js';
import { OwnSessionRepository } from './own-session.repository.js';
import { ownTrainee } from './own-trainee.js';

const shown = 3;

interface Shortcut {
  key: string;
  href: string;
  icon: string;
}

/** `/m`: the next thing, shortcuts, and classes that are for this person. */
@Controller('m')
export class TraineeHomePage {
  constructor(
    private readonly classes: OwnClassRepository,
    private readonly sessions: OwnSessionRepository,
    private readonly offers: ClassOfferRepository,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow(['trainee'], 'self')
  @Page('integration/trainee-pages/home', { layout: 'phone' })
  async home(@Asker() actor: Actor): Promise<object> {
    const traineeId = ownTrainee(actor);
    const now = this.clock.now();
    const [classes, sessions, offers] = await Promise.all([
      this.classes.all(traineeId),
      this.sessions.between(traineeId, now, null, 20),
      this.offers.open(traineeId, 20),
    ]);
    return {
      next: nextThing(sessions, classes, offers, now),
      shortcuts: shortcutsFor(classes),
      offers: offers.slice(0, shown).map((offer) => ({ ...offer, seats: seatsLeft(offer) })),
      more: offers.length > shown,
    };
  }
}

/** Four ways that lead somewhere: without a class there is no leave to ask for and no class head to call. */
function shortcutsFor(classes: OwnClass[]): Shortcut[] {
  const current = classes.findLast(
    ({ state, classState }) =>
      ['confirmed', 'arrived'].includes(state) && ['published', 'running'].includes(classState),
  );
  const wanted: Shortcut[] = [{ key: 'timetable', href: '/m/timetable', icon: 'calendar-event' }];
  if (current)
    wanted.push({ key: 'leave', href: `/m/classes/${current.classId}/leave`, icon: 'clipboard-check' });
  wanted.push({ key: 'learning', href: '/m/learning', icon: 'book' });
  if (current?.headPhone) wanted.push({ key: 'head', href: `tel:${current.headPhone}`, icon: 'phone' });
  wanted.push(
    { key: 'checkIn', href: '/m/check-in', icon: 'qrcode' },
    { key: 'mine', href: '/m/classes?show=mine', icon: 'bookmark' },
  );
  return wanted.slice(0, 4);
}
