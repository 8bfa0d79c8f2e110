import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';

/**
 * The training authority of an application: a coordinator of a division above the applying one; for the root, above
 * which there is none, its own. Whoever filed an application leaves it to another one, save where there is nobody else.
 */
@Injectable()
export class ApplicationAuthority {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Whether the actor may approve or return the application, whatever its state. */
  async decides(actor: Actor, applicationId: string): Promise<boolean> {
    if (actor.role !== 'coordinator' || !actor.division) return false;
    const bindings = new Bindings();
    const id = bindings.add(applicationId);
    const own = bindings.add(actor.division.id);
    const account = bindings.add(actor.accountId);
    const today = bindings.add(this.clock.today());
    const row = await this.database.one(
      `select 1 from responsibility.application application
       join responsibility.division division on division.id = application.division_id
       where application.id = ${id} and ${withinSubtree(actor, 'division', bindings)}
         and (division.id <> ${own} or division.parent_id is null)
         and (${filedBy} is distinct from ${account}::uuid or not exists (${authoritiesOn(today)} and account.id <> ${account}))`,
      bindings.values,
    );
    return row !== undefined;
  }
}

/** Account that filed the application last. */
const filedBy = `(select step.account_id from responsibility.application_step step
  where step.application_id = application.id and step.verb in ('submit', 'resubmit') order by step.id desc limit 1)`;

/** Coordinators of the divisions above on a day; of the division itself when it is the root. */
const authoritiesOn = (day: string) => `select from responsibility.assignment assignment
  join responsibility.account account on account.id = assignment.account_id and account.state = 'active'
  where assignment.role = 'coordinator' and assignment.valid_from <= ${day}
    and (assignment.valid_to is null or assignment.valid_to > ${day})
    and assignment.division_id in
      (division.province_id, division.city_id, division.county_id, division.township_id, division.village_id)
    and (assignment.division_id <> division.id or division.parent_id is null)`;
