import { DataSource } from 'typeorm';
import { Actor } from '../../../src/foundation/access/actor.js';
import { Audit } from '../../../src/foundation/audit/audit.js';
import { Clock } from '../../../src/foundation/clock/clock.js';
import { dataSourceOptions } from '../../../src/foundation/database/data-source.options.js';
import { Database } from '../../../src/foundation/database/database.js';
import { readConfiguration } from '../../../src/foundation/config/configuration.js';
import { RequestContext } from '../../../src/foundation/http/request-context.js';
import { Delivery } from '../../../src/foundation/notification/delivery.js';
import { MessageRepository } from '../../../src/foundation/notification/message.repository.js';
import { Notifier } from '../../../src/foundation/notification/notifier.js';
import { Jobs } from '../../../src/foundation/queue/jobs.js';
import { ClassService } from '../../../src/integration/class/class.service.js';
import { Allocation } from '../../../src/responsibility/quota/allocation.entity.js';
import { QuotaService } from '../../../src/responsibility/quota/quota.service.js';
import { TrainingClass } from '../../../src/integration/class/training-class.entity.js';
import { ClaimCollector } from '../../../src/integration/enrollment/claim-collector.js';
import { EnrollmentMessageService } from '../../../src/integration/enrollment/enrollment-message.service.js';
import { EnrollmentPeopleRepository } from '../../../src/integration/enrollment/enrollment-people.repository.js';
import { EnrollmentService } from '../../../src/integration/enrollment/enrollment.service.js';
import { EnrollmentInvariants } from '../../../src/integration/enrollment/enrollment.invariants.js';
import { RecipientContactService } from '../../../src/integration/enrollment/recipient-contact.service.js';
import { RosterRepository } from '../../../src/integration/enrollment/roster.repository.js';
import { RosterService } from '../../../src/integration/enrollment/roster.service.js';
import { SeatService } from '../../../src/integration/enrollment/seat.service.js';
import { SeatRepository } from '../../../src/integration/enrollment/seat.repository.js';

/** The seat path as a web process has it, without HTTP. */
export interface SeatPath {
  database: Database;
  seats: SeatRepository;
  enrollments: EnrollmentService;
  roster: RosterService;
  capacity: SeatService;
  invariants: EnrollmentInvariants;
  clock: Clock;
  close(): Promise<void>;
}

export async function openSeatPath(url: string, pool = 20): Promise<SeatPath> {
  const source = await new DataSource({
    ...dataSourceOptions(url, { pool }),
    entities: [Allocation, TrainingClass],
  }).initialize();
  const database = new Database(source);
  const clock = new Clock();
  const context = new RequestContext();
  const seats = new SeatRepository(database, context);
  const audit = new Audit(database, context);
  const classes = new ClassService(database, audit);
  const notifier = new Notifier(
    database,
    new MessageRepository(database, readConfiguration({})),
    // No gateway stands behind the seat path: messages go to inboxes only, and no job is enqueued.
    Object.assign(Object.create(Delivery.prototype) as Delivery, { takes: () => false }),
    Object.create(Jobs.prototype) as Jobs,
    clock,
  );
  const messages = new EnrollmentMessageService(
    new EnrollmentPeopleRepository(database),
    new RecipientContactService(database, clock),
    notifier,
    clock,
  );
  const enrollments = new EnrollmentService(database, new ClaimCollector(seats, clock), seats, clock);
  return {
    database,
    seats,
    enrollments,
    roster: new RosterService(
      database,
      new RosterRepository(database, seats),
      seats,
      classes,
      clock,
      messages,
    ),
    capacity: new SeatService(database, seats, classes, new QuotaService(database, audit), audit, messages),
    invariants: new EnrollmentInvariants(database),
    clock,
    close: () => source.destroy(),
  };
}

/** A trainee's account acting for itself. */
export function actorOf(person: { traineeId: string; accountId: string }): Actor {
  return { accountId: person.accountId, traineeId: person.traineeId, name: '学员', role: 'trainee' };
}
