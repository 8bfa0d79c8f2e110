import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { NotFound, InvalidInput } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { ClassViewService } from '../class/class-view.service.js';
import { RollDto, SpotCheckDto, SpotJudgementDto } from './attendance.dto.js';
import { attendanceStates, Mark, RollRow, RollService, SessionCount } from './roll.service.js';
import { SpotCheckService } from './spot-check.service.js';

/** People on one page of the roll: a form of more fields than this is cut off by the parser at 1,000. */
const pageSize = 200;

interface Form {
  marks?: Record<string, unknown>;
  all?: unknown;
}

/** The roll of one session: the form to take it, and the sheet to sign. */
@Controller('classes/:id/attendance/:sessionId')
@Allow(['coordinator', 'host', 'classHead'], 'class')
export class RollPage {
  constructor(
    private readonly views: ClassViewService,
    private readonly rolls: RollService,
    private readonly spots: SpotCheckService,
  ) {}

  @Get()
  @Page('integration/attendance/roll')
  show(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
    @Query('cursor') cursor?: string,
  ): Promise<object> {
    return this.form(actor, id, sessionId, cursor);
  }

  @Post()
  @Page('integration/attendance/roll')
  save(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
    @Body() body: Form,
    @Query('cursor') cursor?: string,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const typed = Object.entries(body.marks ?? {}).map(([enrollmentId, state]) => ({
          enrollmentId,
          state,
        }));
        const rest = body.all === 'present' ? await this.unmarked(actor, id, sessionId) : [];
        if (typed.length + rest.length === 0) throw new InvalidInput([], 'attendance.nobodyMarked');
        const { marks } = await validate(RollDto, { marks: [...rest, ...typed] });
        const count = await this.rolls.take(actor, id, sessionId, marks);
        return redirect(
          cursor
            ? `/classes/${id}/attendance/${sessionId}?cursor=${offset(cursor)}`
            : `/classes/${id}/attendance/${sessionId}`,
          count > 0
            ? { notice: 'attendance.notice.saved', params: { count } }
            : { notice: 'attendance.notice.unchanged' },
        );
      },
      () => this.form(actor, id, sessionId, cursor, body.marks),
    );
  }

  @Get('sheet')
  @Page('integration/attendance/sheet', { layout: 'print' })
  async sheet(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
  ): Promise<object> {
    const rows = await this.rolls.roll(actor, id, sessionId);
    return {
      class: await this.views.view(actor, id),
      session: await this.session(actor, id, sessionId),
      rows: rows.map((row, index) => ({ ...row, place: row.seatOrder ?? index + 1 })),
    };
  }

  @Post('spot-checks')
  @Page('integration/attendance/roll')
  draw(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { count } = await validate(SpotCheckDto, body);
        const drawn = await this.spots.draw(actor, id, sessionId, count);
        return redirect(`/classes/${id}/attendance/${sessionId}`, {
          notice: 'attendance.notice.drawn',
          params: { count: drawn },
        });
      },
      () => this.form(actor, id, sessionId),
    );
  }

  @Post('spot-checks/:enrollmentId')
  @Page('integration/attendance/roll')
  judge(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('sessionId', IdPipe) sessionId: string,
    @Param('enrollmentId', IdPipe) enrollmentId: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { seen } = await validate(SpotJudgementDto, body);
        await this.spots.judge(actor, id, sessionId, enrollmentId, seen === 'yes');
        return redirect(`/classes/${id}/attendance/${sessionId}`, {
          notice: seen === 'yes' ? 'attendance.notice.seen' : 'attendance.notice.notSeen',
        });
      },
      () => this.form(actor, id, sessionId),
    );
  }

  private async form(
    actor: Actor,
    id: string,
    sessionId: string,
    cursor?: string,
    typed?: Record<string, unknown>,
  ): Promise<object> {
    const rows = await this.rolls.roll(actor, id, sessionId);
    const start = offset(cursor);
    const end = Math.min(start + pageSize, rows.length);
    const trainingClass = await this.views.view(actor, id);
    return {
      class: trainingClass,
      mayShowCode: ['published', 'running', 'ended'].includes(trainingClass.state),
      session: await this.session(actor, id, sessionId),
      states: attendanceStates,
      rows: rows.slice(start, end).map((row, index) => line(row, start + index, typed)),
      total: rows.length,
      doubtful: rows.filter(({ doubts }) => doubts.length > 0).length,
      drawable: rows.some(
        ({ method, state }) => method === 'qr' && (state === 'present' || state === 'late'),
      ),
      drawn: await this.spots.drawn(actor, id, sessionId),
      marked: rows.filter(({ state }) => state !== null).length,
      from: start + 1,
      to: end,
      many: rows.length > pageSize,
      cursor: start > 0 ? start : null,
      previous: start > 0 ? String(Math.max(0, start - pageSize)) : null,
      next: end < rows.length ? String(end) : null,
    };
  }

  private async unmarked(actor: Actor, id: string, sessionId: string): Promise<Mark[]> {
    const rows = await this.rolls.roll(actor, id, sessionId);
    return rows
      .filter(({ state }) => state === null)
      .map(({ enrollmentId }) => ({ enrollmentId, state: 'present' }));
  }

  private async session(actor: Actor, id: string, sessionId: string): Promise<SessionCount> {
    const found = (await this.rolls.sessions(actor, id)).find((session) => session.id === sessionId);
    if (!found) throw new NotFound();
    return found;
  }
}

function line(row: RollRow, index: number, typed: Record<string, unknown> | undefined): object {
  return { ...row, place: row.seatOrder ?? index + 1, chosen: typed?.[row.enrollmentId] ?? row.state };
}

function offset(cursor: string | undefined): number {
  const start = Number(cursor ?? 0);
  return Number.isInteger(start) && start > 0 ? start : 0;
}
