import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';

/** Something that a class says otherwise than its approved application. */
export interface Deviation {
  /** Catalogue key below `class.deviation`. */
  field: 'title' | 'lead' | 'host' | 'dates' | 'hours' | 'capacity';
  approved: string;
  now: string;
}

/** Compares a class with the application that was approved; the application keeps what it said then. */
@Injectable()
export class ClassDeviationService {
  constructor(private readonly database: Database) {}

  /** Empty while nothing is approved; the caller has judged that the asker reaches the class or its application. */
  of(classId: string): Promise<Deviation[]> {
    return this.database.query(
      `select said.field, said.approved, said.now
       from integration.class class
       join integration.seat seat on seat.class_id = class.id
       join responsibility.application application
         on application.id = class.application_id and application.state = 'approved'
       left join responsibility.organization lead on lead.id = class.lead_organization_id
       left join responsibility.organization host on host.id = class.host_organization_id
       left join responsibility.organization approved_lead on approved_lead.id = application.lead_organization_id
       left join responsibility.organization approved_host on approved_host.id = application.host_organization_id
       cross join lateral (values
         (1, 'title', application.title, class.title),
         (2, 'lead', coalesce(approved_lead.name, '—'), coalesce(lead.name, '—')),
         (3, 'host', coalesce(approved_host.name, '—'), coalesce(host.name, '—')),
         (4, 'dates', application.starts_on || ' — ' || application.ends_on, class.starts_on || ' — ' || class.ends_on),
         (5, 'hours', application.hours::float8::text, class.hours::float8::text),
         (6, 'capacity', application.persons::text, seat.capacity::text)
       ) said (place, field, approved, now)
       where class.id = $1 and said.approved <> said.now order by said.place`,
      [classId],
    );
  }
}
