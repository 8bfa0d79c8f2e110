import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import type { TrainingClass } from '../class/training-class.entity.js';

/** What a class offers to one person at this moment. The seat path alone decides; this is what it would say. */
export interface ClassOffer {
  classId: string;
  title: string;
  kind: TrainingClass['kind'];
  level: number;
  /** `YYYY-MM-DD`. */
  startsOn: string;
  endsOn: string;
  hours: number;
  hostName: string | null;
  opensAt: Date | null;
  closesAt: Date | null;
  approvalRequired: boolean;
  capacity: number;
  taken: number;
  waitlisted: number;
  /** Seats this person could still get: the class's own or, when fewer, those of the nearest quota. */
  free: number;
  /** The figure is that of the person's unit or region, not of the whole class. */
  byQuota: boolean;
  /** Places left on the waitlist. */
  room: number;
  /** Why the person can't register now; null when they can. */
  obstacle: OfferObstacle | null;
  /** What about the person makes the class theirs. */
  reason: 'category' | 'level' | 'division';
  category: string;
  cadreLevel: string;
  divisionName: string;
}

export type OfferObstacle = 'unknown' | 'closed' | 'byCallUpOnly' | 'notOpen' | 'outsideAudience' | 'full';

@Injectable()
export class ClassOfferRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Classes the person can register for now, or will be able to, and isn't in; the nearest deadline first. */
  open(traineeId: string, limit: number): Promise<ClassOffer[]> {
    return this.database.query<ClassOffer>(
      `select offer.* from (${offers} where class.state = 'published' and seat.self_registration and seat.open
         and (seat.closes_at is null or seat.closes_at > $2)
         and class.division_id in (own.province_id, own.city_id, own.county_id, own.township_id, own.village_id)
         and not exists (select from integration.enrollment enrollment
           where enrollment.class_id = class.id and enrollment.trainee_id = $1 and enrollment.state <> 'cancelled')
       ) offer
       where offer.obstacle is null or offer.obstacle = 'notOpen'
       order by offer.obstacle is not null, coalesce(offer."closesAt", offer."startsOn"::timestamptz), offer."classId"
       limit $3`,
      [traineeId, this.clock.now(), limit],
    );
  }

  /** What one class offers; the caller has judged that the person sees it. */
  of(traineeId: string, classId: string): Promise<ClassOffer | undefined> {
    return this.database.one<ClassOffer>(`${offers} where class.id = $3`, [
      traineeId,
      this.clock.now(),
      classId,
    ]);
  }
}

const ancestors = 'own.village_id, own.township_id, own.county_id, own.city_id, own.province_id';

// The order of the obstacles is that of integration.settle_claims.
const offers = `select class.id as "classId", class.title, class.kind, class.level, class.starts_on::text as "startsOn",
    class.ends_on::text as "endsOn", class.hours::float8 as hours, host.name as "hostName",
    seat.opens_at as "opensAt", seat.closes_at as "closesAt", seat.approval_required as "approvalRequired",
    seat.capacity, seat.taken, seat.waitlisted, standing.free, standing.free < seat.capacity - seat.taken as "byQuota",
    standing.room,
    case
      when trainee.state <> 'active' or class.state in ('draft', 'submitted', 'returned', 'approved') then 'unknown'
      when class.state in ('ended', 'concluded', 'cancelled') then 'closed'
      when not seat.self_registration then 'byCallUpOnly'
      when seat.opens_at > $2 then 'notOpen'
      when class.state <> 'published' or seat.closes_at <= $2 or not seat.open then 'closed'
      when audience.rule is not null and not targeting.audience_holds(audience.rule, trainee, own)
        or exists (select from integration.enrollment past join integration.class attended on attended.id = past.class_id
          where past.trainee_id = trainee.id and past.state = 'completed'
            and attended.ends_on >= (audience.rule ->> 'excludeTrainedSince')::date) then 'outsideAudience'
      when standing.free <= 0 and standing.room <= 0 then 'full'
    end as obstacle,
    case when audience.rule -> 'categories' ? trainee.category::text then 'category'
      when audience.rule -> 'levels' ? trainee.level::text then 'level' else 'division' end as reason,
    trainee.category::text as category, trainee.level::text as "cadreLevel", division.name as "divisionName"
  from targeting.trainee trainee
  join responsibility.division own on own.id = trainee.division_id and trainee.id = $1
  cross join integration.class class
  join integration.seat seat on seat.class_id = class.id
  join responsibility.division division on division.id = class.division_id
  left join responsibility.organization host on host.id = class.host_organization_id
  left join targeting.audience audience on audience.id = class.audience_id
  left join responsibility.allocation root on root.quota_id = class.quota_id and root.parent_id is null
  left join lateral responsibility.nearest_allocation(case when root.allocated > 0 then class.quota_id end,
    array[${ancestors}], trainee.organization_id) nearest on true
  cross join lateral (select
    greatest(0, least(seat.capacity - seat.taken, case when nearest.id is not null then nearest.free
      else root.amount - root.allocated - root.held end)) as free,
    greatest(0, seat.waitlist_capacity - seat.waitlisted) as room) standing`;
