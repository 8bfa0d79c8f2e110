import { Injectable } from '@nestjs/common';
import { Actor, isSystem } from '../access/actor.js';
import { Database } from '../database/database.js';
import { JobContract, jobKey } from './job.contract.js';
import { JobError, JobRun, jobRunColumns } from './job-run.js';

/** The channel on which the id of a run that moved is told to the web processes. */
export const jobRunChannel = 'job_run';

/** What a handler last told of its run. */
export interface ReportedProgress {
  done: number;
  total: number | undefined;
  phaseKey: string | undefined;
}

/** The rows of job runs: what a run may become is decided here, in single statements, whatever the queue delivers. */
@Injectable()
export class JobRunRepository {
  constructor(private readonly database: Database) {}

  /** A queued run per payload, unless one with the same key is alive; in the order of the payloads. */
  async queue<Payload extends object>(
    actor: Actor,
    contract: JobContract<Payload>,
    payloads: Payload[],
    dueAt: Date | undefined,
  ): Promise<JobRun[]> {
    const keys = payloads.map((payload) => jobKey(contract, payload));
    const fresh = await this.database.query<JobRun>(
      `insert into foundation.job_run
         (name, queue, title_key, account_id, division_id, actor, attempts_left, recurring, due_at,
          job_key, payload, title_params)
       select $1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, now()), job_key, payload, title_params
       from unnest($10::text[], $11::jsonb[], $12::jsonb[]) as run (job_key, payload, title_params)
       on conflict (job_key) where state in ('queued', 'running') do nothing
       returning ${jobRunColumns}`,
      [
        contract.name,
        contract.queue,
        contract.titleKey,
        isSystem(actor) ? null : actor.accountId,
        actor.division?.id ?? null,
        isSystem(actor) ? null : JSON.stringify(actor),
        contract.attempts,
        contract.recurrence !== undefined,
        dueAt ?? null,
        keys,
        payloads.map((payload) => JSON.stringify(payload)),
        payloads.map((payload) => JSON.stringify(contract.titleParams(payload))),
      ],
    );
    const runs = new Map(fresh.map((run) => [run.jobKey, run]));
    const others = keys.filter((key) => !runs.has(key));
    if (others.length > 0) for (const run of await this.newestOf(others)) runs.set(run.jobKey, run);
    return keys.flatMap((key) => runs.get(key) ?? []);
  }

  async find(id: string): Promise<JobRun | undefined> {
    return this.database.one(`select ${jobRunColumns} from foundation.job_run where id = $1`, [id]);
  }

  /** Starts an attempt; undefined when the run isn't waiting for one, so that a job delivered twice is done once. */
  async claim(id: string): Promise<JobRun | undefined> {
    return this.database.one(
      `update foundation.job_run
       set state = 'running', attempt = attempt + 1, attempts_left = attempts_left - 1, done = 0,
           phase_key = null,
           started_at = coalesce(started_at, now()), beat_at = now()
       where id = $1 and state = 'queued' and attempts_left > 0 and due_at <= now() + interval '1 second'
       returning ${jobRunColumns}, pg_notify('${jobRunChannel}', id::text)`,
      [id],
    );
  }

  /** Writes progress and life; undefined when the attempt no longer owns the run. */
  async beat(
    run: Pick<JobRun, 'id' | 'attempt'>,
    { done, total, phaseKey }: ReportedProgress,
    tell: boolean,
  ): Promise<{ cancelRequested: boolean } | undefined> {
    return this.database.one(
      `update foundation.job_run set done = $3, total = $4, phase_key = $6, beat_at = now()
       where id = $1 and attempt = $2 and state = 'running'
       returning cancel_requested as "cancelRequested",
                 case when $5 then pg_notify('${jobRunChannel}', id::text) end`,
      [run.id, run.attempt, done, total ?? null, tell, phaseKey ?? null],
    );
  }

  /** Ends an attempt for good. False when it no longer owned the run. */
  async finish(
    run: Pick<JobRun, 'id' | 'attempt'>,
    state: 'succeeded' | 'failed' | 'cancelled',
    { result, error }: { result?: unknown; error?: JobError },
  ): Promise<boolean> {
    return this.moved(
      `state = $3, result = $4, error = $5, finished_at = now()
       where id = $1 and attempt = $2 and state = 'running'`,
      [run.id, run.attempt, state, json(result), json(error)],
    );
  }

  /** Lets a run wait for another attempt. A stopped attempt (`refund`) does not count. */
  async requeue(
    run: Pick<JobRun, 'id' | 'attempt'>,
    delay: number,
    { refund = false, error }: { refund?: boolean; error?: JobError },
  ): Promise<boolean> {
    return this.moved(
      `state = 'queued', due_at = now() + $3::float8 * interval '1 ms', attempts_left = attempts_left + $4,
       error = coalesce($5, error)
       where id = $1 and attempt = $2 and state = 'running'`,
      [run.id, run.attempt, delay, refund ? 1 : 0, json(error)],
    );
  }

  /** A person tries a finished run once more. False when it isn't finished, or the same work is alive again. */
  async retry(id: string, attempts: number): Promise<boolean> {
    return this.moved(
      `state = 'queued', attempts_left = $2, due_at = now(), queued_at = now(), done = 0, total = null,
       result = null, error = null, cancel_requested = false, started_at = null, finished_at = null
       where id = $1 and state in ('failed', 'cancelled')
         and not exists (select from foundation.job_run other
                         where other.job_key = job_run.job_key and other.state in ('queued', 'running'))`,
      [id, attempts],
    );
  }

  /** Cancels a queued run at once, and asks a running one to stop. False when it is finished already. */
  async cancel(id: string): Promise<boolean> {
    return this.moved(
      `cancel_requested = true,
       state = case state when 'queued' then 'cancelled' else state end,
       finished_at = case state when 'queued' then now() end
       where id = $1 and state in ('queued', 'running')`,
      [id],
    );
  }

  /** Keeps only the newest good run of recurring work. */
  async forgetEarlier(run: Pick<JobRun, 'id' | 'jobKey'>): Promise<void> {
    await this.database.execute(
      `delete from foundation.job_run where job_key = $1 and recurring and state = 'succeeded' and id < $2`,
      [run.jobKey, run.id],
    );
  }

  /** Gives runs that lost their worker back to the queue, or fails them when no attempt is left. */
  async recoverLost(staleMilliseconds: number): Promise<number> {
    const lost: JobError = { code: 'queue.error.workerLost', params: {} };
    return this.database.execute(
      `update foundation.job_run
       set state = case when cancel_requested then 'cancelled' when attempts_left > 0 then 'queued'
                        else 'failed' end,
           due_at = now(),
           error = case when cancel_requested then error else $2 end,
           finished_at = case when cancel_requested or attempts_left = 0 then now() end
       where state = 'running' and beat_at < now() - $1::float8 * interval '1 ms'`,
      [staleMilliseconds, json(lost)],
    );
  }

  /** Queued runs that have been due for a while, oldest first, at most `limit` of each queue. */
  async overdue(milliseconds: number, queues: readonly string[], limit: number): Promise<JobRun[]> {
    return this.database.query(
      `select run.* from unnest($2::text[]) as wanted (queue)
       cross join lateral (
         select ${jobRunColumns} from foundation.job_run
         where job_run.queue = wanted.queue and state = 'queued'
           and due_at < now() - $1::float8 * interval '1 ms'
         order by due_at limit $3
       ) run`,
      [milliseconds, queues, limit],
    );
  }

  async purge(days: number): Promise<number> {
    return this.database.execute(
      `delete from foundation.job_run where finished_at < now() - $1::int * interval '1 day'`,
      [days],
    );
  }

  private newestOf(keys: string[]): Promise<JobRun[]> {
    return this.database.query(
      `select distinct on (job_key) ${jobRunColumns} from foundation.job_run
       where job_key = any ($1) order by job_key, (state in ('queued', 'running')) desc, id desc`,
      [keys],
    );
  }

  private async moved(change: string, parameters: unknown[]): Promise<boolean> {
    const rows = await this.database.query(
      `update foundation.job_run set ${change} returning pg_notify('${jobRunChannel}', id::text)`,
      parameters,
    );
    return rows.length > 0;
  }
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
