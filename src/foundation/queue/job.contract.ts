import { jobDefaults, QueueName } from './queue.defaults.js';

/** When a job runs by itself. Cron patterns are read in Asia/Shanghai. */
export type Recurrence = { every: number } | { cron: string };

/** What the enqueuer and the handler of a job agree on. Make one with {@link jobContract}. */
export interface JobContract<Payload extends object = object> {
  /** `<feature>.<verb>`, e.g. `class.open`; unique in the product. */
  readonly name: string;
  readonly queue: QueueName;
  /** Catalogue key of what the job centre calls a run; {@link titleParams} fills it in. */
  readonly titleKey: string;
  titleParams(payload: Payload): Record<string, unknown>;
  /** Tells runs apart: while one with the same key is queued or running, no second is made. Without `:`. */
  key(payload: Payload): string;
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubles with each further one. */
  readonly backoff: number;
  /** Jobs that recur take no payload, and only the newest good run is kept. */
  readonly recurrence?: Recurrence;
}

interface JobDefinition<Payload extends object> extends Pick<
  JobContract<Payload>,
  'name' | 'queue' | 'titleKey'
> {
  key(payload: Payload): string;
  titleParams?(payload: Payload): Record<string, unknown>;
  attempts?: number;
  backoff?: number;
}

interface RecurringDefinition extends Omit<JobDefinition<NoPayload>, 'key' | 'titleParams'> {
  recurrence: Recurrence;
}

export type NoPayload = Record<string, never>;

const defined = new Map<string, JobContract>();

/**
 * Declares a job. Every declared contract must have exactly one handler when the product boots, so that nothing is
 * ever enqueued that nobody does.
 */
export function jobContract<Payload extends object>(
  definition: JobDefinition<Payload>,
): JobContract<Payload> {
  return define<Payload>({ titleParams: () => ({}), ...definition });
}

/** Declares work that recurs by itself; it can also be enqueued by hand with `{}`. */
export function recurringJob(definition: RecurringDefinition): JobContract<NoPayload> {
  return define<NoPayload>({ ...definition, key: () => 'recurring', titleParams: () => ({}) });
}

/** Every contract of the product that has been loaded, by name. */
export function definedContracts(): ReadonlyMap<string, JobContract> {
  return defined;
}

/** Name and key of a run: the same work always has the same. @throws when the key is empty or holds a `:` */
export function jobKey<Payload extends object>(contract: JobContract<Payload>, payload: Payload): string {
  const key = contract.key(payload);
  if (key === '' || key.includes(':')) throw new Error(`${contract.name} has the impossible key "${key}"`);
  return `${contract.name}/${key}`;
}

function define<Payload extends object>(
  definition: JobDefinition<Payload> & Pick<JobContract<Payload>, 'titleParams' | 'recurrence'>,
): JobContract<Payload> {
  const { attempts, backoff } = jobDefaults;
  const contract: JobContract<Payload> = { attempts, backoff, ...definition };
  if (!/^[a-z][A-Za-z-]*(\.[a-z][A-Za-z-]*)+$/.test(contract.name))
    throw new Error(`"${contract.name}" is no job name: it must look like class.open`);
  if (defined.has(contract.name)) throw new Error(`The job ${contract.name} is declared twice`);
  defined.set(contract.name, contract);
  return contract;
}
