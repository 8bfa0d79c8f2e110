import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { byClients, HttpClient } from '../bench/support/http-client.js';
import { query } from '../support/postgres-query.js';
import type { ProductProcess } from '../support/product-process.js';

/** A place or a waiting number that the product has acknowledged; times are of one clock, in milliseconds. */
export interface Acknowledged {
  enrollmentId: string;
  number: number;
  outcome: string;
  sent: number;
  answered: number;
}

/** A request without an answer for so many milliseconds is asked again. */
const patience = 15_000;

export interface RushResult {
  acknowledged: Acknowledged[];
  /** Statuses of all answers, with how many there were of each; 0 is a connection that broke. */
  statuses: Map<number, number>;
  /** Bodies of answers beyond 2xx and 409, a sample of each status. */
  samples: Map<number, string>;
}

/**
 * Everyone registers, in turn at each of the processes; whoever gets no answer, or one of 500 or more, tries again
 * with the same `Idempotency-Key` until it works.
 * @param onAnswer called after each acknowledgement with how many there are
 */
export async function rush(
  webs: readonly Pick<ProductProcess, 'port'>[],
  { classId, tokens, clients = 48 }: { classId: string; tokens: readonly string[]; clients?: number },
  onAnswer: (count: number) => void = () => undefined,
): Promise<RushResult> {
  const client = new HttpClient(clients);
  const result: RushResult = { acknowledged: [], statuses: new Map(), samples: new Map() };
  const count = (status: number) => result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1);
  const end = Date.now() + 60_000;
  await byClients(
    clients,
    tokens.map((token, index) => ({ token, index })),
    async ({ token, index }) => {
      const key = randomUUID();
      // The first try counts: it may have given the place although its answer was lost.
      const sent = performance.now();
      for (let attempt = index; Date.now() < end; attempt++) {
        const request = client
          .send({
            port: webs[attempt % webs.length]?.port ?? 0,
            method: 'POST',
            path: `/api/v1/classes/${classId}/enrollments`,
            token,
            body: {},
            headers: { 'idempotency-key': key },
          })
          .catch(() => undefined);
        const answer = await Promise.race([request, sleep(patience, undefined, { ref: false })]);
        count(answer?.status ?? 0);
        if (answer && answer.status < 300) {
          const body = JSON.parse(answer.text) as Omit<Acknowledged, 'sent' | 'answered'>;
          result.acknowledged.push({ ...body, sent, answered: performance.now() });
          onAnswer(result.acknowledged.length);
          return;
        }
        if (answer) result.samples.set(answer.status, answer.text);
        if (answer && answer.status < 500) return;
        await sleep(100);
      }
    },
  );
  client.close();
  return result;
}

interface SeatRow {
  id: string;
  number: number;
  seated: boolean;
}

/**
 * What is wrong with a class after a rush; nothing when all of it holds. Seats of a class with a quota may go to
 * somebody whose division has seats left while others wait.
 */
export async function faultsOf(
  url: string,
  classId: string,
  acknowledged: readonly Acknowledged[],
  withQuota = false,
): Promise<string[]> {
  const faults: string[] = [];
  const rows = await query<SeatRow>(
    url,
    `select id, number::int, state not in ('waitlisted', 'cancelled') as seated from integration.enrollment
     where class_id = '${classId}' order by number`,
  );
  const [seat] = await query<{ capacity: number; taken: number; waitlisted: number }>(
    url,
    `select capacity, taken, waitlisted from integration.seat where class_id = '${classId}'`,
  );
  const present = new Map(rows.map((row) => [row.id, row]));
  const lost = acknowledged.filter(({ enrollmentId }) => !present.has(enrollmentId));
  if (lost.length > 0) faults.push(`${lost.length} acknowledged places are no rows`);
  const moved = acknowledged.filter(
    ({ enrollmentId, number }) => present.get(enrollmentId)?.number !== number,
  );
  if (moved.length > lost.length) faults.push(`${moved.length} stand at another number than they were told`);
  const seated = rows.filter((row) => row.seated);
  if (seated.length > (seat?.capacity ?? 0))
    faults.push(`${seated.length} people on ${seat?.capacity} seats`);
  if (seat?.taken !== seated.length || seat.waitlisted !== rows.length - seated.length)
    faults.push(`counters ${JSON.stringify(seat)}, rows ${seated.length} + ${rows.length - seated.length}`);
  const firstWaiting = rows.find((row) => !row.seated)?.number ?? Infinity;
  if (!withQuota && seated.some(({ number }) => number > firstWaiting))
    faults.push('somebody overtook the waitlist');
  if (overtaken(acknowledged) > 0) faults.push(`${overtaken(acknowledged)} stand before an earlier one`);
  return faults;
}

/** How many have a lower number than somebody who was answered before they asked. */
function overtaken(acknowledged: readonly Acknowledged[]): number {
  return acknowledged.filter((later) =>
    acknowledged.some((earlier) => earlier.answered < later.sent && earlier.number > later.number),
  ).length;
}
