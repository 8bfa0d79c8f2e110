import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Audit } from '../audit/audit.js';
import { Bindings } from '../database/bindings.js';
import { Database } from '../database/database.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../database/keyset.js';
import { Conflict, NotFound } from '../error/domain-error.js';
import type { JobQuery } from './job.dto.js';
import { JobRun, jobRunColumns } from './job-run.js';
import { JobRegister } from './job-register.js';
import { JobRunRepository } from './job-run.repository.js';
import { Jobs } from './jobs.js';
import { jobDefaults } from './queue.defaults.js';

/** What people see of jobs and may do with them: their own, an administrator all. */
@Injectable()
export class JobCentre {
  constructor(
    private readonly database: Database,
    private readonly runs: JobRunRepository,
    private readonly register: JobRegister,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
  ) {}

  /** Newest first. */
  async list(actor: Actor, query: JobQuery): Promise<Page<JobRun>> {
    const bindings = new Bindings();
    const conditions = [ownRuns(actor, bindings)];
    if (query.state) conditions.push(`state = ${bindings.add(query.state)}`);
    const [after] = positionOf(query, 'id') ?? [];
    if (after !== undefined) conditions.push(`id < ${bindings.add(after)}`);
    const limit = query.limit ?? defaultPageSize;
    const rows = await this.database.query<JobRun>(
      `select ${jobRunColumns} from foundation.job_run where ${conditions.join(' and ')}
       order by id desc limit ${bindings.add(limit + 1)}`,
      bindings.values,
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** @throws NotFound also for a run of somebody else */
  async find(actor: Actor, id: string): Promise<JobRun> {
    const bindings = new Bindings();
    const own = ownRuns(actor, bindings);
    const run = await this.database.one<JobRun>(
      `select ${jobRunColumns} from foundation.job_run where ${own} and id = ${bindings.add(id)}`,
      bindings.values,
    );
    if (!run) throw new NotFound();
    return run;
  }

  /** The newest run of each recurring job, by its name. */
  async lastRecurring(): Promise<Map<string, JobRun>> {
    const runs = await this.database.query<JobRun>(
      `select distinct on (name) ${jobRunColumns} from foundation.job_run where recurring order by name, id desc`,
    );
    return new Map(runs.map((run) => [run.name, run]));
  }

  /** @throws Conflict when the run hasn't ended badly, or the same work is alive again */
  async retry(actor: Actor, id: string): Promise<JobRun> {
    return this.database.transaction(async () => {
      const run = await this.find(actor, id);
      const { attempts } = this.register.contractOf(run.name) ?? jobDefaults;
      if (!(await this.runs.retry(id, attempts))) throw new Conflict('queue.error.notRetryable');
      await this.audit.record(actor, { action: 'job.retry', subjectType: 'job', subjectId: id });
      const again = await this.find(actor, id);
      await this.database.afterCommit(() => this.jobs.offer([again]));
      return again;
    });
  }

  /** A waiting run ends at once, a running one as soon as it hears. @throws Conflict when it has ended */
  async cancel(actor: Actor, id: string): Promise<JobRun> {
    return this.database.transaction(async () => {
      await this.find(actor, id);
      if (!(await this.runs.cancel(id))) throw new Conflict('queue.error.finished');
      await this.audit.record(actor, { action: 'job.cancel', subjectType: 'job', subjectId: id });
      return this.find(actor, id);
    });
  }
}

function ownRuns(actor: Actor, bindings: Bindings): string {
  return actor.role === 'administrator' ? 'true' : `account_id = ${bindings.add(actor.accountId)}`;
}
