import { DataSource } from 'typeorm';
import { Actor } from '../../../src/foundation/access/actor.js';
import { Clock } from '../../../src/foundation/clock/clock.js';
import { dataSourceOptions } from '../../../src/foundation/database/data-source.options.js';
import { Database } from '../../../src/foundation/database/database.js';
import { RequestContext } from '../../../src/foundation/http/request-context.js';
import { ClaimCollector } from '../../../src/integration/enrollment/claim-collector.js';
import { EnrollmentService } from '../../../src/integration/enrollment/enrollment.service.js';
import { SeatRepository } from '../../../src/integration/enrollment/seat.repository.js';

/** The seat path as a web process has it, without HTTP. */
export interface SeatPath {
  database: Database;
  seats: SeatRepository;
  enrollments: EnrollmentService;
  close(): Promise<void>;
}

export async function openSeatPath(url: string, pool = 20): Promise<SeatPath> {
  const source = await new DataSource(dataSourceOptions(url, { pool })).initialize();
  const database = new Database(source);
  const clock = new Clock();
  const seats = new SeatRepository(database, new RequestContext());
  const enrollments = new EnrollmentService(database, new ClaimCollector(seats, clock), seats, clock);
  return { database, seats, enrollments, close: () => source.destroy() };
}

/** A trainee's account acting for itself. */
export function actorOf(person: { traineeId: string; accountId: string }): Actor {
  return { accountId: person.accountId, traineeId: person.traineeId, name: '学员', role: 'trainee' };
}
