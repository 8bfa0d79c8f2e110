import { BeforeApplicationShutdown, Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../access/actor.js';
import { Asker } from '../access/asker.decorator.js';
import { AllowSignedIn } from '../access/policy.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { PageRenderer } from '../view/page-renderer.js';
import { publicViewContext } from '../view/public-view-context.js';
import type { ViewContext } from '../view/view-context.js';
import { coalesced } from './coalesced.js';
import { EventStream } from './event-stream.js';
import { JobCentre } from './job-centre.js';
import { JobEvents } from './job-events.js';
import { progressOf } from './job-progress.view.js';
import { JobRunView, viewOf } from './job-run.view.js';

/**
 * The live progress of one run. A page of ours gets what it shows, a program gets the run as JSON; the event `done`
 * ends the stream.
 */
@ApiExcludeController()
@Controller('jobs')
export class JobEventsController implements BeforeApplicationShutdown {
  private readonly streams = new Set<EventStream>();

  constructor(
    private readonly centre: JobCentre,
    private readonly events: JobEvents,
    private readonly renderer: PageRenderer,
  ) {}

  @Get(':id/events')
  @AllowSignedIn('self')
  async watch(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const view = publicViewContext(request);
    const say = request.headers['hx-request'] ? this.asPart(view) : JSON.stringify;
    const find = async (): Promise<JobRunView> =>
      viewOf(await this.centre.find(actor, id), actor, view.language);
    const first = await find();
    const stream = new EventStream(reply, () => {
      stop();
      this.streams.delete(stream);
    });
    this.streams.add(stream);
    const show = (run: JobRunView): void => {
      stream.send(say(run));
      if (isAlive(run)) return;
      stream.send(run.state, 'done');
      stream.close();
    };
    const showAgain = coalesced(
      async () => {
        show(await find());
      },
      () => {
        stream.close();
      },
    );
    const stop = this.events.watch(id, showAgain);
    show(first);
  }

  beforeApplicationShutdown(): void {
    this.streams.forEach((stream) => {
      stream.close();
    });
  }

  private asPart(view: ViewContext): (run: JobRunView) => string {
    return (run) => this.renderer.fragment('partials/progress-state', progressOf(run, view.language), view);
  }
}

function isAlive({ state }: JobRunView): boolean {
  return state === 'queued' || state === 'running';
}
