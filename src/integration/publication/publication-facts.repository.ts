import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { AudienceService } from '../../targeting/audience/audience.service.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { PrintableText } from '../eligibility/printable-text.port.js';
import { SessionService } from '../session/session.service.js';
import type { PublicationFacts } from './publication-check.rules.js';

type StoredFacts = Omit<
  PublicationFacts,
  'today' | 'now' | 'clashes' | 'reach' | 'unprintableTitle' | 'unprintableNames'
> & {
  title: string;
  divisionId: string;
  audienceId: string | null;
};

/** Reads what the publication check judges. */
@Injectable()
export class PublicationFactsRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly divisions: DivisionService,
    private readonly audiences: AudienceService,
    private readonly sessions: SessionService,
    private readonly printable: PrintableText,
  ) {}

  async of(classId: string): Promise<PublicationFacts> {
    const { divisionId, audienceId, title, ...stored } = await this.stored(classId);
    const division = await this.divisions.byId(divisionId);
    const { count } = await this.audiences.reach(await this.audiences.rule(audienceId), division);
    return {
      ...stored,
      today: this.clock.today(),
      now: this.clock.now(),
      clashes: await this.sessions.clashes(classId),
      reach: count,
      unprintableTitle: this.printable.unprintable(title),
      unprintableNames: await this.unprintableNames(classId),
    };
  }

  private async unprintableNames(classId: string): Promise<PublicationFacts['unprintableNames']> {
    const people = await this.database.query<{ name: string }>(
      `select trainee.name from integration.enrollment enrollment
       join targeting.trainee trainee on trainee.id = enrollment.trainee_id
       where enrollment.class_id = $1 and enrollment.state <> 'cancelled' order by enrollment.number`,
      [classId],
    );
    return people.flatMap(({ name }) => {
      const characters = this.printable.unprintableInName(name).join('、');
      return characters === '' ? [] : [{ name, characters }];
    });
  }

  private async stored(classId: string): Promise<StoredFacts> {
    const facts = await this.database.one<StoredFacts>(
      `select class.title, class.division_id as "divisionId", class.audience_id as "audienceId",
         class.starts_on::text as "startsOn", class.ends_on::text as "endsOn", class.hours::float8 as hours,
         class.minimum_persons as "minimumPersons", class.host_organization_id is not null as "hasHost",
         class.head_account_id is not null as "hasHead",
         coalesce((class.completion_rule ->> 'leastAttendance')::float8, 0) as "leastAttendance",
         class.audience_id is not null as "hasAudience", class.quota_id is not null as "hasQuota",
         coalesce(root.allocated, 0) as allocated,
         seat.capacity, seat.self_registration as "selfRegistration", seat.closes_at as "closesAt",
         application.approval_no as "approvalNo",
         sitting.count as "sessionCount", sitting.hours as "sessionHours", sitting.outside as "sessionsOutsideTerm"
       from integration.class class
       join integration.seat seat on seat.class_id = class.id
       left join responsibility.application application on application.id = class.application_id
       left join responsibility.allocation root on root.quota_id = class.quota_id and root.parent_id is null
       cross join lateral (
         select count(*)::int as count, coalesce(sum(session.hours), 0)::float8 as hours,
           (count(*) filter (where
             (session.starts_at at time zone 'Asia/Shanghai')::date < class.starts_on
             or (session.ends_at at time zone 'Asia/Shanghai')::date > class.ends_on))::int as outside
         from integration.session session where session.class_id = class.id
       ) sitting
       where class.id = $1`,
      [classId],
    );
    if (!facts) throw new Error('A locked class cannot be gone');
    return facts;
  }
}
