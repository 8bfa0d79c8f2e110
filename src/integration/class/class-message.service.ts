import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { Notifier, Recipient, SendOptions } from '../../foundation/notification/notifier.js';
import { ClassPeopleRepository } from './class-people.repository.js';

/** Announcements that time brings about. */
type Announcement = 'open' | 'close' | 'minimum' | 'remind';

/** Accounts told of an opened window in one statement. */
const batch = 1_000;

/**
 * What people are told about a class. Every message joins the caller's transaction, leaves after its commit, and
 * reaches a person once per occasion; the occasions of a class begin with `class/<id>/`.
 */
@Injectable()
export class ClassMessageService {
  constructor(
    private readonly database: Database,
    private readonly notifier: Notifier,
    private readonly people: ClassPeopleRepository,
  ) {}

  async announce(kind: Announcement, classId: string, dueAt: Date): Promise<void> {
    const occasion = `${kind}/${dueAt.getTime()}`;
    switch (kind) {
      case 'open':
        return this.tellAudience(classId, occasion);
      case 'remind':
        return this.tell(await this.people.enrolled(classId, false), classId, kind, occasion, '/m');
      case 'close':
        return this.tell(await this.people.planners(classId), classId, kind, occasion, `/classes/${classId}`);
      case 'minimum':
        return this.tell(await this.people.planners(classId), classId, kind, occasion, `/classes/${classId}`);
    }
  }

  /** An application was filed: those who decide on it learn of it. */
  async submitted(classId: string, occasion: string): Promise<void> {
    await this.tell(await this.people.authorities(classId), classId, 'submitted', occasion, '/applications');
  }

  async decided(classId: string, verb: 'approved' | 'returned', occasion: string): Promise<void> {
    await this.tell(
      await this.people.planners(classId),
      classId,
      verb,
      `${verb}/${occasion}`,
      `/classes/${classId}`,
    );
  }

  /** Host, class head and the divisions that got seats learn that the class is on. */
  async published(classId: string): Promise<void> {
    const link = `/classes/${classId}`;
    await this.tell(await this.people.runners(classId), classId, 'published', 'published', link);
    await this.tell(await this.people.allotted(classId), classId, 'allotted', 'allotted', link);
  }

  /** Time or place is another now: everyone who counts on the class learns the new ones. */
  async changed(classId: string, occasion: string): Promise<void> {
    const key = `changed/${occasion}`;
    await this.tell(
      await this.people.enrolled(classId, true),
      classId,
      'changed',
      key,
      `/m/classes/${classId}`,
    );
    const link = `/classes/${classId}`;
    await this.tell(await this.people.runners(classId), classId, 'changed', key, link);
    await this.tell(await this.people.calledUp(classId), classId, 'changed', key, '/call-ups');
  }

  /** Takes back what has not left yet and tells everyone who counted on the class. */
  async cancelled(classId: string, reason: string): Promise<void> {
    await this.notifier.cancelDue(`class/${classId}/`);
    await this.tell(
      await this.people.enrolled(classId, true),
      classId,
      'cancelled',
      'cancelled',
      '/m',
      reason,
    );
    const link = `/classes/${classId}`;
    await this.tell(await this.people.runners(classId), classId, 'cancelled', 'cancelled', link, reason);
    await this.tell(await this.people.allotted(classId), classId, 'cancelled', 'cancelled', link, reason);
    await this.tell(
      await this.people.calledUp(classId),
      classId,
      'cancelled',
      'cancelled',
      '/call-ups',
      reason,
    );
  }

  private async tellAudience(classId: string, occasion: string): Promise<void> {
    let after: string | null = null;
    for (;;) {
      const people = await this.people.audience(classId, after, batch);
      await this.tell(people, classId, 'open', occasion, `/m/classes/${classId}`, undefined, ['inApp']);
      const last = people.at(-1);
      if (!last || people.length < batch) return;
      after = last.accountId;
    }
  }

  private async tell(
    people: Recipient[],
    classId: string,
    template: string,
    occasion: string,
    link: string,
    reason?: string,
    channels?: NonNullable<SendOptions['channels']>,
  ): Promise<void> {
    if (people.length === 0) return;
    const facts = await this.facts(classId);
    await this.notifier.send(
      people,
      `class.message.${template}`,
      { ...facts, ...(reason !== undefined && { reason }) },
      { link, dedupeKey: `class/${classId}/${occasion}`, ...(channels && { channels }) },
    );
  }

  private async facts(classId: string): Promise<Record<string, string | number>> {
    const facts = await this.database.one<Record<string, string | number>>(
      `select class.title, class.starts_on::text as "startsOn", class.ends_on::text as "endsOn",
         coalesce(host.name, '') as host, seat.capacity, seat.taken, class.minimum_persons as minimum,
         coalesce(application.approval_no, '') as "approvalNo",
         coalesce((select to_char(session.starts_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')
             || coalesce(' ' || place.name, '')
           from integration.session session left join responsibility.place place on place.id = session.place_id
           where session.class_id = class.id order by session.starts_at limit 1), '') as first,
         coalesce(to_char(seat.closes_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), '') as "closesAt"
       from integration.class class join integration.seat seat on seat.class_id = class.id
       left join responsibility.organization host on host.id = class.host_organization_id
       left join responsibility.application application on application.id = class.application_id
       where class.id = $1`,
      [classId],
    );
    return facts ?? {};
  }
}
