import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Asker } from '../access/asker.decorator.js';
import { AllowSignedIn } from '../access/policy.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { RequestContext } from '../http/request-context.js';
import { defaultLanguage, Language } from '../i18n/language.js';
import { Page } from '../view/page.decorator.js';
import { redirect, Redirect } from '../view/redirect.js';
import { JobCentre } from './job-centre.js';
import { JobQuery } from './job.dto.js';
import { progressOf } from './job-progress.view.js';
import type { JobRun } from './job-run.js';
import { viewOf } from './job-run.view.js';
import { JobRegister } from './job-register.js';
import { recurringView } from './recurring.view.js';

/** Runs that are shown live on the list; each holds a connection, of which a browser has few. */
const liveRuns = 3;

const tones = { queued: 'plain', running: 'info', succeeded: 'ok', failed: 'danger', cancelled: 'plain' };

/** The job centre: what runs, what became of it, and what runs by itself. */
@Controller('jobs')
export class JobPage {
  constructor(
    private readonly centre: JobCentre,
    private readonly register: JobRegister,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @AllowSignedIn('self')
  @Page('foundation/queue/jobs')
  async list(@Asker() actor: Actor, @Query() query: JobQuery): Promise<object> {
    const { items, next } = await this.centre.list(actor, query);
    const rows = items.map((run) => this.row(actor, run));
    return {
      rows,
      live: rows.filter(({ alive }) => alive).slice(0, liveRuns),
      next,
      state: query.state,
      all: actor.role === 'administrator',
      recurring: actor.role === 'administrator' ? await this.recurring() : [],
    };
  }

  @Get(':id')
  @AllowSignedIn('self')
  @Page('foundation/queue/job')
  async show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { job: this.row(actor, await this.centre.find(actor, id)) };
  }

  @Post(':id/retry')
  @AllowSignedIn('self')
  @Page('foundation/queue/job')
  async retry(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect> {
    await this.centre.retry(actor, id);
    return redirect(`/jobs/${id}`, { notice: 'queue.notice.retried' });
  }

  @Post(':id/cancellation')
  @AllowSignedIn('self')
  @Page('foundation/queue/job')
  async cancel(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect> {
    await this.centre.cancel(actor, id);
    return redirect(`/jobs/${id}`, { notice: 'queue.notice.cancelled' });
  }

  private row(actor: Actor, run: JobRun) {
    const view = viewOf(run, actor, this.language);
    const result = (view.result ?? {}) as { link?: unknown };
    return {
      ...view,
      progress: progressOf(view, this.language),
      detail: view.error?.detail,
      tone: tones[view.state],
      alive: view.state === 'queued' || view.state === 'running',
      retryable: view.state === 'failed' || view.state === 'cancelled',
      link: typeof result.link === 'string' && result.link.startsWith('/') ? result.link : undefined,
    };
  }

  private async recurring(): Promise<object[]> {
    const last = await this.centre.lastRecurring();
    return this.register
      .recurring()
      .map((contract) => recurringView(contract, last.get(contract.name), this.language))
      .map((line) => ({ ...line, tone: line.lastState && tones[line.lastState] }));
  }

  private get language(): Language {
    return this.context.current?.language ?? defaultLanguage;
  }
}
