import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import { ClaimLane } from './claim-lane.js';
import type { ClaimOutcome } from './claim-outcome.js';
import { Claim, SeatRepository } from './seat.repository.js';

/** Lanes settle independently; a class always uses the same one, so its claims keep their order. */
const laneCount = 2;

/** Waiting claims that are worth a batch of their own beside the one in flight. */
const pipelinedFrom = 48;

/** The entrance of the seat path in this process: claims wait in lanes and are settled in batches. */
@Injectable()
export class ClaimCollector {
  private readonly lanes: ClaimLane<Claim, ClaimOutcome>[];

  constructor(seats: SeatRepository, clock: Clock) {
    this.lanes = Array.from(
      { length: laneCount },
      () =>
        new ClaimLane(
          (claims) => seats.settle(claims, clock.now()),
          (claim) => claim.traineeId,
          500,
          pipelinedFrom,
        ),
    );
  }

  submit(claim: Claim): Promise<ClaimOutcome> {
    const lane = this.lanes[parseInt(claim.classId.slice(-4), 16) % laneCount];
    if (!lane) throw new Error('No lane');
    return lane.submit(claim);
  }
}
