import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { Invariant } from '../../foundation/database/invariant.port.js';

/**
 * Who is in a class belongs there: by themselves only from the owner's subtree or a division or unit with seats; with
 * seats and call-ups of that class and no other. Decided ones are left out, because people move afterwards.
 */
@Injectable()
export class EnrollmentScopeInvariant extends Invariant {
  readonly name = 'enrollment.insideScope';

  constructor(private readonly database: Database) {
    super();
  }

  violations(): Promise<object[]> {
    return this.database.query(`
      select case when call_up.class_id <> class.id then 'callUp'
          when allocation.quota_id is distinct from class.quota_id and allocation.id is not null then 'allocation'
          else 'division' end as kind,
        enrollment.id, class.id as class, enrollment.division_id as division
      from integration.enrollment
      join integration.class on class.id = enrollment.class_id
      join responsibility.division home on home.id = enrollment.division_id
      join targeting.trainee on trainee.id = enrollment.trainee_id
      join responsibility.division managing on managing.id = trainee.managing_division_id
      left join responsibility.allocation on allocation.id = enrollment.allocation_id
      left join integration.call_up_recipient recipient on recipient.id = enrollment.recipient_id
      left join integration.call_up on call_up.id = recipient.call_up_id
      where enrollment.state in ('pending', 'waitlisted', 'confirmed', 'arrived')
        and (call_up.class_id <> class.id
          or (allocation.id is not null and allocation.quota_id is distinct from class.quota_id)
          or (enrollment.source = 'self' and allocation.parent_id is null
            and class.division_id not in (${aboveOrAt('home')}) and class.division_id not in (${aboveOrAt('managing')})
            and not exists (
              select from responsibility.allocation part
              where part.quota_id = class.quota_id and part.parent_id is not null
                and (part.division_id in (${aboveOrAt('home')}) or part.organization_id = trainee.organization_id))))`);
  }
}

/** The division and those above it; columns above its own level are null. */
function aboveOrAt(division: string): string {
  return ['village', 'township', 'county', 'city', 'province']
    .map((level) => `coalesce(${division}.${level}_id, ${division}.id)`)
    .join(', ');
}
