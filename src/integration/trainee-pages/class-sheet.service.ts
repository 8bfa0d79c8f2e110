import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { newId } from '../../foundation/database/new-id.js';
import { ClassViewService } from '../class/class-view.service.js';
import { completionRuleWords } from '../class/completion-rule.service.js';
import { SessionService } from '../session/session.service.js';
import { classAction } from './class-action.rules.js';
import { ClassOfferRepository } from './class-offer.repository.js';
import { OwnClassRepository } from './own-class.repository.js';
import { ownTrainee } from './own-trainee.js';
import { sessionDays } from './session-days.rules.js';

/** Puts together what a trainee sees of one class. */
@Injectable()
export class ClassSheetService {
  constructor(
    private readonly views: ClassViewService,
    private readonly sessions: SessionService,
    private readonly classes: OwnClassRepository,
    private readonly offers: ClassOfferRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound for a class that is not for this person */
  async sheet(actor: Actor, classId: string): Promise<object> {
    const traineeId = ownTrainee(actor);
    const [trainingClass, own, offer, timetable] = await Promise.all([
      this.views.view(actor, classId),
      this.classes.in(traineeId, classId),
      this.offers.of(traineeId, classId),
      this.sessions.timetable(actor, classId),
    ]);
    return {
      class: trainingClass,
      completionRule: completionRuleWords(trainingClass.completionRule),
      place: timetable.find(({ placeName }) => placeName !== null)?.placeName ?? null,
      days: sessionDays(timetable, this.clock.today()),
      notes: (trainingClass.notes ?? '').split('\n').filter((line) => line.trim() !== ''),
      own,
      offer,
      action: classAction(own, offer, this.clock.now()),
      key: newId(),
    };
  }
}
