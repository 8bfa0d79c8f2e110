import type { INestApplicationContext } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { systemActor } from '../../foundation/access/actor.js';
import { addDays } from '../../foundation/clock/calendar-day.rules.js';
import { Clock } from '../../foundation/clock/clock.js';
import { ClassAudienceService } from '../../integration/class/class-audience.service.js';
import { ClassBasicsService } from '../../integration/class/class-basics.service.js';
import { ClassService } from '../../integration/class/class.service.js';
import type { ClassKind } from '../../integration/class/training-class.entity.js';
import { PublicationService } from '../../integration/publication/publication.service.js';
import type { SessionMode } from '../../integration/session/session.entity.js';
import type { TraineeCategory } from '../../targeting/trainee/trainee.entity.js';
import { SessionService } from '../../integration/session/session.service.js';

/** A class of the demonstration; days count from today. */
export interface DemoClass {
  title: string;
  kind: ClassKind;
  startsIn: number;
  days: number;
  capacity: number;
  categories: TraineeCategory[];
  placeId?: string;
  hostId?: string;
  leadId?: string;
  headAccountId?: string;
  /** Who teaches all of it; a guest of the same name when nobody is given. */
  instructorAccountId?: string;
  purpose?: string;
  /** Days from today in which people register for themselves. */
  window?: { opensIn: number; closesIn: number; waitlist: number };
}

const lessons: [string, SessionMode, string, string, number][] = [
  ['乡村振兴形势与政策', 'lecture', '08:30', '12:00', 4],
  ['案例分析：集体经济怎么壮大', 'caseTeaching', '14:00', '17:30', 4],
  ['防返贫监测操作实务', 'operationalPractice', '08:30', '12:00', 4],
  ['示范村现场教学', 'fieldTeaching', '14:00', '17:30', 4],
  ['分组研讨与交流', 'discussion', '08:30', '12:00', 4],
  ['结业仪式', 'ceremony', '14:00', '15:00', 0],
];

/** Plays classes up to a state through the very services that people use. */
export class DemoClasses {
  private readonly classes: ClassService;
  private readonly basics: ClassBasicsService;
  private readonly audiences: ClassAudienceService;
  private readonly sessions: SessionService;
  private readonly publication: PublicationService;
  private readonly today: string;

  constructor(app: INestApplicationContext) {
    this.classes = app.get(ClassService, { strict: false });
    this.basics = app.get(ClassBasicsService, { strict: false });
    this.audiences = app.get(ClassAudienceService, { strict: false });
    this.sessions = app.get(SessionService, { strict: false });
    this.publication = app.get(PublicationService, { strict: false });
    this.today = app.get(Clock, { strict: false }).today();
  }

  /** A draft with audience, window and a timetable. */
  async draft(actor: Actor, plan: DemoClass): Promise<string> {
    const startsOn = addDays(this.today, plan.startsIn);
    const trainingClass = await this.basics.create(actor, {
      title: plan.title,
      kind: plan.kind,
      startsOn,
      endsOn: addDays(startsOn, plan.days - 1),
      hours: plan.days * 8 - (plan.days === 3 ? 4 : 0),
      capacity: plan.capacity,
      minimumPersons: Math.min(5, plan.capacity),
      ...(plan.purpose !== undefined && { purpose: plan.purpose }),
      ...(plan.leadId !== undefined && { leadOrganizationId: plan.leadId }),
      ...(plan.hostId !== undefined && { hostOrganizationId: plan.hostId }),
      ...(plan.headAccountId !== undefined && { headAccountId: plan.headAccountId }),
    });
    await this.audiences.setAudience(actor, trainingClass.id, { categories: plan.categories });
    if (plan.window)
      await this.audiences.setWindow(actor, trainingClass.id, {
        opensAt: this.at(plan.window.opensIn, '08:00'),
        closesAt: this.at(plan.window.closesIn, '18:00'),
        waitlistCapacity: plan.window.waitlist,
      });
    for (const [index, [title, mode, from, to, hours]] of lessons.slice(0, plan.days * 2).entries()) {
      const day = plan.startsIn + Math.floor(index / 2);
      await this.sessions.add(actor, trainingClass.id, {
        title,
        mode,
        startsAt: this.at(day, from),
        endsAt: this.at(day, to),
        hours,
        ...(plan.instructorAccountId === undefined
          ? { instructorName: '高秀兰' }
          : { instructorAccountId: plan.instructorAccountId }),
        closingCeremony: mode === 'ceremony',
        ...(plan.placeId !== undefined && { placeId: plan.placeId }),
      });
    }
    return trainingClass.id;
  }

  async submitted(actor: Actor, plan: DemoClass): Promise<{ id: string; applicationId: string }> {
    const id = await this.draft(actor, plan);
    const application = await this.publication.submit(actor, id);
    return { id, applicationId: application.id };
  }

  async approved(actor: Actor, authority: Actor, plan: DemoClass): Promise<string> {
    const { id, applicationId } = await this.submitted(actor, plan);
    await this.publication.approve(authority, applicationId, '同意举办');
    return id;
  }

  async published(actor: Actor, authority: Actor, plan: DemoClass): Promise<string> {
    const id = await this.approved(actor, authority, plan);
    await this.publication.publish(actor, id);
    return id;
  }

  async returned(actor: Actor, authority: Actor, plan: DemoClass, reason: string): Promise<string> {
    const { id, applicationId } = await this.submitted(actor, plan);
    await this.publication.return(authority, applicationId, reason);
    return id;
  }

  async cancelled(actor: Actor, authority: Actor, plan: DemoClass, reason: string): Promise<string> {
    const id = await this.published(actor, authority, plan);
    await this.publication.cancel(actor, id, reason);
    return id;
  }

  /** Moves a published class on, as the schedule would. */
  async start(id: string): Promise<void> {
    await this.classes.move(systemActor, id, 'start');
  }

  async end(id: string): Promise<void> {
    await this.classes.move(systemActor, id, 'end');
  }

  private at(days: number, time: string): string {
    return `${addDays(this.today, days)}T${time}:00+08:00`;
  }
}
