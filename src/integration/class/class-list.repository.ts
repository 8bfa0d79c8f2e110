import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { ClassFilter, classMatches } from './class-filter.js';
import { classStates, type ClassState } from './class.state.js';
import type { ClassKind } from './training-class.entity.js';

/** A class as lists show it. */
export interface ClassRow {
  id: string;
  code: string;
  title: string;
  runNumber: number | null;
  kind: ClassKind;
  state: ClassState;
  /** `YYYY-MM-DD`. */
  startsOn: string;
  endsOn: string;
  hours: number;
  divisionCode: string;
  divisionName: string;
  hostName: string | null;
  approvalNo: string | null;
  capacity: number;
  taken: number;
  waitlisted: number;
}

/** Columns of {@link ClassRow}; `class`, `seat`, `division`, `host` and `application` are joined by {@link classJoins}. */
export const classColumns = `class.id, class.code, class.title, class.run_number as "runNumber", class.kind, class.state,
  class.starts_on::text as "startsOn", class.ends_on::text as "endsOn", class.hours::float8 as hours,
  division.code as "divisionCode", division.name as "divisionName", host.name as "hostName",
  application.approval_no as "approvalNo", seat.capacity, seat.taken, seat.waitlisted`;

export const classJoins = `join integration.seat seat on seat.class_id = class.id
  join responsibility.division division on division.id = class.division_id
  left join responsibility.organization host on host.id = class.host_organization_id
  left join responsibility.application application on application.id = class.application_id`;

@Injectable()
export class ClassListRepository {
  constructor(private readonly database: Database) {}

  /** Up to `limit` rows, those that begin last first; `after` is the key of the last row before. */
  async rows(
    actor: Actor,
    filter: ClassFilter,
    limit: number,
    after?: readonly string[],
  ): Promise<ClassRow[]> {
    const bindings = new Bindings();
    const conditions = [classMatches(actor, filter, bindings)];
    if (filter.state !== undefined) conditions.push(`class.state = ${bindings.add(filter.state)}`);
    if (after)
      conditions.push(
        `(class.starts_on, class.id) < (${bindings.add(after[0])}::date, ${bindings.add(after[1])}::uuid)`,
      );
    return this.database.query(
      `select ${classColumns} from integration.class class ${classJoins}
       where ${conditions.join('\n and ')}
       order by class.starts_on desc, class.id desc limit ${bindings.add(limit)}`,
      bindings.values,
    );
  }

  /** How many classes match in each state, whatever state is asked for. */
  async counts(actor: Actor, filter: ClassFilter): Promise<Record<ClassState, number>> {
    const bindings = new Bindings();
    const rows = await this.database.query<{ state: ClassState; count: number }>(
      `select class.state, count(*)::int as count from integration.class class
       where ${classMatches(actor, filter, bindings)} group by class.state`,
      bindings.values,
    );
    const counts = Object.fromEntries(classStates.map((state) => [state, 0])) as Record<ClassState, number>;
    for (const { state, count } of rows) counts[state] = count;
    return counts;
  }
}
