import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { ClassService } from '../class/class.service.js';
import { EnrollmentService, PersonOutcome } from './enrollment.service.js';
import { RosterRepository } from './roster.repository.js';

/** A coordinator puts people of the own subtree into a class that is theirs to manage. */
@Injectable()
export class NominationService {
  constructor(
    private readonly classes: ClassService,
    private readonly roster: RosterRepository,
    private readonly enrollments: EnrollmentService,
  ) {}

  /** Answers in the order given; a person out of reach is refused like an unknown one and never spoils the rest. */
  async nominate(actor: Actor, classId: string, traineeIds: string[]): Promise<PersonOutcome[]> {
    if (traineeIds.length === 0) throw new InvalidInput([{ field: 'traineeIds', code: 'error.required' }]);
    await this.classes.reach(actor, classId, 'manage');
    const reached = await this.roster.reachedTrainees(actor, traineeIds);
    const outcomes = await this.enrollments.nominate(
      actor,
      classId,
      traineeIds.filter((id) => reached.has(id)),
    );
    const settled = outcomes[Symbol.iterator]();
    return traineeIds.map((traineeId): PersonOutcome => {
      const outcome = reached.has(traineeId) ? settled.next().value : undefined;
      return outcome ?? { traineeId, outcome: 'refused', code: 'enrollment.unknown' };
    });
  }
}
