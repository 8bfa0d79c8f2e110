// A web process's seat path without HTTP: takes a share of a rush over IPC and answers what each claim got and when.
import { systemActor } from '../../../src/foundation/access/actor.js';
import { actorOf, openSeatPath } from './seat-path.js';

/** The share of one rush that a process runs, all paths at once. */
export interface RushShare {
  classId: string;
  clients: number;
  people: { traineeId: string; accountId: string }[];
  nominated: string[];
  imported: string[];
  capacities: number[];
  promotions: number;
}

/** Times are milliseconds on the machine's clock. */
export interface Acknowledgement {
  enrollmentId: string;
  number: number;
  received: number;
  acknowledged: number;
}

const path = await openSeatPath(process.argv[2] ?? '', 20);
const now = () => performance.timeOrigin + performance.now();

async function run(share: RushShare): Promise<Acknowledgement[]> {
  const { classId } = share;
  const acknowledgements: Acknowledgement[] = [];
  const queue = [...share.people];
  const client = async () => {
    for (let person = queue.shift(); person; person = queue.shift()) {
      const received = now();
      const outcome = await path.enrollments.enroll(actorOf(person), {
        classId,
        traineeId: person.traineeId,
      });
      if (outcome.outcome !== 'refused')
        acknowledgements.push({
          enrollmentId: outcome.enrollmentId,
          number: outcome.number,
          received,
          acknowledged: now(),
        });
    }
  };
  const bulk = async (verb: 'nominate' | 'import', traineeIds: string[]) => {
    const received = now();
    for (const outcome of await path.enrollments[verb](systemActor, classId, traineeIds))
      if (outcome.outcome !== 'refused')
        acknowledgements.push({
          enrollmentId: outcome.enrollmentId,
          number: outcome.number,
          received,
          acknowledged: now(),
        });
  };
  await Promise.all([
    ...Array.from({ length: share.clients }, client),
    bulk('nominate', share.nominated),
    bulk('import', share.imported),
    ...share.capacities.map((capacity) =>
      path.capacity.changeCapacity(systemActor, classId, capacity).catch(() => undefined),
    ),
    ...Array.from({ length: share.promotions }, () => path.capacity.promote(systemActor, classId)),
  ]);
  return acknowledgements;
}

process.on('message', (share: RushShare) => {
  void run(share).then(
    (acknowledgements) => process.send?.({ acknowledgements }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
