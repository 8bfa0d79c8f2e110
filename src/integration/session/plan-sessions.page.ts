import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { instantOf, typedInstant } from '../../foundation/clock/local-time.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { ClassPlanService } from '../class/class-plan.service.js';
import { ClassService } from '../class/class.service.js';
import { modeMix } from './mode-mix.rules.js';
import { SessionChoicesRepository } from './session-choices.repository.js';
import { SessionDto } from './session.dto.js';
import { sessionModes } from './session.entity.js';
import { SessionService, TimetableRow } from './session.service.js';
import { timetableOf } from './timetable.planner.js';

type Form = Record<string, unknown>;

/** Step 3 of the wizard: the timetable with its clashes and what its hours are made of. */
@Controller('classes/:id/plan/sessions')
@Allow(['coordinator', 'host', 'classHead'], 'class')
export class PlanSessionsPage {
  constructor(
    private readonly classes: ClassService,
    private readonly plans: ClassPlanService,
    private readonly sessions: SessionService,
    private readonly choices: SessionChoicesRepository,
  ) {}

  /**
   * @param sessionId the session whose row is being changed
   * @param at proposed beginning of a new one, `YYYY-MM-DDTHH:mm`
   */
  @Get()
  @Page('integration/session/plan-sessions')
  show(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query('session') sessionId?: string,
    @Query('at') at?: string,
  ): Promise<object> {
    return this.form(actor, id, { sessionId, at });
  }

  @Post()
  @Page('integration/session/plan-sessions')
  add(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Form,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.sessions.add(actor, id, await validate(SessionDto, body));
        return redirect(`/classes/${id}/plan/sessions`, { notice: 'session.notice.added' });
      },
      () => this.form(actor, id, { typed: body }),
    );
  }

  @Post(':sessionId')
  @Page('integration/session/plan-sessions')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
    @Body() body: Form,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.sessions.change(actor, id, sessionId, await validate(SessionDto, body));
        return redirect(`/classes/${id}/plan/sessions`, { notice: 'session.notice.changed' });
      },
      () => this.form(actor, id, { sessionId, typed: body }),
    );
  }

  @Post(':sessionId/removal')
  @Page('integration/session/plan-sessions')
  remove(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.sessions.remove(actor, id, sessionId);
        return redirect(`/classes/${id}/plan/sessions`, { notice: 'session.notice.removed' });
      },
      () => this.form(actor, id, { sessionId }),
    );
  }

  private async form(
    actor: Actor,
    id: string,
    { sessionId, at, typed }: { sessionId?: string | undefined; at?: string | undefined; typed?: Form },
  ): Promise<object> {
    const plan = await this.plans.plan(actor, id, 'sessions', 'run');
    const { divisionId } = await this.classes.reach(actor, id, 'run');
    const [rows, clashes, places, instructors] = await Promise.all([
      this.sessions.timetable(actor, id),
      this.sessions.clashes(id),
      this.choices.places(divisionId),
      this.choices.instructors(divisionId),
    ]);
    const edited = rows.find((row) => row.id === sessionId);
    const clashing = new Set(clashes.map((clash) => clash.sessionId));
    return {
      plan,
      timetable: timetableOf(
        rows.map((row) => ({ ...row, clash: clashing.has(row.id) })),
        plan.class,
        plan.editable,
      ),
      mix: modeMix(rows),
      clashes,
      edited: edited ?? null,
      rollTaken: edited ? await this.sessions.rollTaken(actor, id, edited.id) : 0,
      purpose: edited ? 'change' : 'add',
      action: `/classes/${id}/plan/sessions${edited ? `/${edited.id}` : ''}`,
      form: typed ? withMoments(typed) : (edited ?? fresh(plan.class, rows, at)),
      modes: sessionModes,
      places,
      instructors,
    };
  }
}

/** A new session begins where the asker pointed, or else after the last one's day part. */
function fresh({ startsOn }: { startsOn: string }, rows: TimetableRow[], at: string | undefined): Form {
  const pointed = at === undefined ? undefined : typedInstant(at);
  const last = rows.at(-1);
  const startsAt = pointed ?? (last ? last.endsAt : instantOf(`${startsOn}T08:30`));
  return { mode: 'lecture', startsAt, endsAt: new Date(startsAt.getTime() + 3 * 3_600_000), hours: 3 };
}

function withMoments(typed: Form): Form {
  return { ...typed, startsAt: typedInstant(typed.startsAt), endsAt: typedInstant(typed.endsAt) };
}
