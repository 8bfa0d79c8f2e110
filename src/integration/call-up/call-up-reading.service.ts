import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { maskPhone } from '../../foundation/text/phone.rules.js';
import { ClassService } from '../class/class.service.js';
import type { Enrollment } from '../enrollment/enrollment.entity.js';
import { RecipientContactService } from '../enrollment/recipient-contact.service.js';
import { CallUpAccess } from './call-up.access.js';
import { CallUpRepository, CallUpRow } from './call-up.repository.js';
import { CallUpView, callUpView, RecipientView } from './call-up.view.js';

/** Somebody a unit has named. */
export interface NamedPerson {
  enrollmentId: string;
  traineeId: string;
  name: string;
  sex: string | null;
  post: string | null;
  organizationName: string | null;
  divisionName: string;
  category: string;
  citizenIdLastFour: string;
  /** 138****1439 */
  phone: string | null;
  state: Enrollment['state'];
  /** Why the coordinator sent the name back. */
  returnReason: string | null;
  substitutionWaits: boolean;
}

/** Notices as people read them: the issuer the whole table, a unit its own line. */
@Injectable()
export class CallUpReadingService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly access: CallUpAccess,
    private readonly rows: CallUpRepository,
    private readonly people: RecipientContactService,
    private readonly clock: Clock,
  ) {}

  /** Notices of a class; those who don't run it see issued ones with their own lines only. */
  async ofClass(actor: Actor, classId: string): Promise<CallUpView[]> {
    await this.classes.reach(actor, classId, 'see');
    const whole = await this.seesWhole(actor, classId);
    const callUps = (await this.rows.ofClass(classId)).filter(({ state }) => whole || state !== 'draft');
    const views = await this.views(callUps, whole ? undefined : actor);
    return whole ? views : views.filter(({ recipients }) => recipients.length > 0);
  }

  /** Notices that ask the actor's own unit or division, the most pressing first. */
  async mine(actor: Actor): Promise<CallUpView[]> {
    return this.views(await this.rows.asking(actor), actor);
  }

  /** @throws NotFound unless the notice is of the actor's class or asks the actor's own */
  async one(actor: Actor, id: string): Promise<CallUpView & { whole: boolean }> {
    const callUp = await this.rows.one(id);
    if (!callUp) throw new NotFound();
    const whole = await this.seesWhole(actor, callUp.classId);
    const [view] = await this.views([callUp], whole ? undefined : actor);
    if (!view || (!whole && (view.recipients.length === 0 || callUp.state === 'draft'))) throw new NotFound();
    return { ...view, whole };
  }

  /** The notice with the lines that the actor answers for. @throws NotFound when there are none */
  async ownLines(actor: Actor, id: string): Promise<CallUpView> {
    const callUp = await this.rows.one(id);
    if (!callUp || callUp.state === 'draft') throw new NotFound();
    const [view] = await this.views([callUp], actor);
    if (!view || view.recipients.length === 0) throw new NotFound();
    return view;
  }

  /** The line of these that is asked for, the first when none is. @throws NotFound */
  async lineOf(
    actor: Actor,
    id: string,
    wanted: string | string[] | undefined,
  ): Promise<{ notice: CallUpView; recipient: RecipientView }> {
    const notice = await this.ownLines(actor, id);
    const recipient = wanted ? notice.recipients.find((line) => line.id === wanted) : notice.recipients[0];
    if (!recipient) throw new NotFound();
    return { notice, recipient };
  }

  /** Business time, by which pages tell whether a deadline has passed. */
  now(): Date {
    return this.clock.now();
  }

  /** What happened to the notice, for those who run its class. */
  async steps(actor: Actor, id: string): ReturnType<CallUpRepository['steps']> {
    const callUp = await this.rows.one(id);
    if (!callUp || !(await this.seesWhole(actor, callUp.classId))) throw new NotFound();
    return this.rows.steps(id);
  }

  /** The people a recipient has named and those sent back to it, in the order they were named. */
  async names(actor: Actor, callUpId: string, recipientId: string): Promise<NamedPerson[]> {
    await this.access.own(actor, callUpId, recipientId);
    const rows = await this.database.query<NamedPerson>(
      `select enrollment.id as "enrollmentId", trainee.id as "traineeId", trainee.name, trainee.sex, trainee.post,
         trainee.organization_name as "organizationName", division.name as "divisionName",
         trainee.category::text, trainee.citizen_id_last_four as "citizenIdLastFour", trainee.phone,
         enrollment.state::text, returned.reason as "returnReason",
         exists (select from integration.substitution_request request
           where request.out_enrollment_id = enrollment.id and request.state = 'requested') as "substitutionWaits"
       from integration.enrollment enrollment
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       join responsibility.division division on division.id = trainee.division_id
       left join lateral (
         select step.verb, step.reason from integration.enrollment_step step
         where step.enrollment_id = enrollment.id order by step.id desc limit 1
       ) returned on enrollment.state = 'cancelled' and returned.verb = 'return'
       where enrollment.recipient_id = $1 and (enrollment.state <> 'cancelled' or returned.verb = 'return')
       order by enrollment.state = 'cancelled', enrollment.number`,
      [recipientId],
    );
    return rows.map((row) => ({ ...row, phone: row.phone && maskPhone(row.phone) }));
  }

  private async views(callUps: CallUpRow[], only: Actor | undefined): Promise<CallUpView[]> {
    const recipients = await this.rows.recipients(
      callUps.map(({ id }) => id),
      only,
    );
    const contacts = only ? [] : await this.people.of(recipients.map(({ id }) => id));
    const now = this.clock.now();
    return callUps.map((callUp) =>
      callUpView(
        callUp,
        recipients.filter(({ callUpId }) => callUpId === callUp.id),
        contacts,
        now,
      ),
    );
  }

  /** A supervisor over the class sees what its coordinators see. */
  private async seesWhole(actor: Actor, classId: string): Promise<boolean> {
    if (await this.access.owns(actor, { classId }, 'run')) return true;
    return (
      actor.role === 'supervisor' &&
      this.access.owns({ ...actor, role: 'coordinator' }, { classId }, 'manage')
    );
  }
}
