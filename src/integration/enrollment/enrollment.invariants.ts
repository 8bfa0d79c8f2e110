import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { Invariant } from '../../foundation/database/invariant.port.js';

/** The counters on seats and allocations equal the rows they count, and nothing is overbooked. */
@Injectable()
export class EnrollmentInvariants extends Invariant {
  readonly name = 'enrollment.countersAreRows';

  constructor(private readonly database: Database) {
    super();
  }

  violations(): Promise<object[]> {
    return this.database.query(`
      with counted as (
        select class_id, count(*) filter (where state not in ('waitlisted', 'cancelled')) as taken,
          count(*) filter (where state = 'waitlisted') as waitlisted, max(number) as last_number
        from integration.enrollment group by class_id
      ), held as (
        select allocation_id, count(*) as held from integration.enrollment
        where allocation_id is not null and state not in ('waitlisted', 'cancelled') group by allocation_id
      )
      select 'seat' as kind, s.class_id as id, s.capacity, s.taken, s.waitlisted, c.taken as rows,
        c.waitlisted as waiting_rows
      from integration.seat s left join counted c on c.class_id = s.class_id
      where s.taken <> coalesce(c.taken, 0) or s.waitlisted <> coalesce(c.waitlisted, 0) or s.taken > s.capacity
        or s.last_number < coalesce(c.last_number, 0)
      union all
      select 'allocation', a.id, a.amount, a.held, a.allocated, h.held, null
      from responsibility.allocation a
      join responsibility.quota q on q.id = a.quota_id and q.purpose = 'class'
      left join held h on h.allocation_id = a.id
      where a.held <> coalesce(h.held, 0)
      union all
      select 'handedDown', p.id, p.amount, p.allocated, null, sum(a.amount), null
      from responsibility.allocation p left join responsibility.allocation a on a.parent_id = p.id
      group by p.id having p.allocated <> coalesce(sum(a.amount), 0)
      union all
      select 'reference', e.id, null, null, null, null, null
      from integration.enrollment e
      left join integration.class c on c.id = e.class_id
      left join targeting.trainee t on t.id = e.trainee_id
      left join responsibility.division d on d.id = e.division_id
      left join responsibility.allocation a on a.id = e.allocation_id
      left join integration.call_up_recipient r on r.id = e.recipient_id
      where c.id is null or t.id is null or d.id is null or (e.allocation_id is not null and a.id is null)
        or (e.recipient_id is not null and r.id is null)`);
  }
}
