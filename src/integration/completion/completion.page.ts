import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { validate } from '../../foundation/http/validate.js';
import { defaultLanguage } from '../../foundation/i18n/language.js';
import { translate } from '../../foundation/i18n/translate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { ClassViewService } from '../class/class-view.service.js';
import { DecideCompletionDto, ReconsiderDto } from './completion.dto.js';
import { CompletionService, ProposedCompletion } from './completion.service.js';
import type { Ground } from './completion-verdict.rules.js';

const filters = ['all', 'against', 'waiting'] as const;

type Filter = (typeof filters)[number];

/** A class this large first shows only whom the rule is against. */
const manyPeople = 300;

/** Two fields a person: more people than this in one form would be cut off by the parser. */
const mostListed = 400;

interface Form {
  decision?: Record<string, unknown>;
  reason?: Record<string, unknown>;
  confirmation?: unknown;
  acknowledge?: unknown;
}

/** `/classes/:id/completion`: what the rule says of everyone, the coordinator's decision, and taking it back. */
@Controller('classes/:id/completion')
export class CompletionPage {
  constructor(
    private readonly views: ClassViewService,
    private readonly completions: CompletionService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  @Page('integration/completion/tab')
  show(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query('show') show?: string,
  ): Promise<object> {
    return this.model(actor, id, show);
  }

  @Post()
  @Allow(['coordinator'], 'class')
  @Page('integration/completion/tab')
  decide(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Form,
    @Query('show') show?: string,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const exceptions = await exceptionsOf(body);
        this.mustConfirm(body.confirmation);
        const acknowledge = body.acknowledge === 'true';
        const params = await this.completions.decide(actor, id, { exceptions, acknowledge });
        return redirect(`/classes/${id}/completion`, {
          notice: 'completion.notice.decided',
          params: { ...params },
        });
      },
      () => this.model(actor, id, show, body),
    );
  }

  @Get('reconsideration')
  @Allow(['coordinator'], 'class')
  @Page('integration/completion/reconsideration')
  askWhy(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.reconsideration(actor, id);
  }

  @Post('reconsideration')
  @Allow(['coordinator'], 'class')
  @Page('integration/completion/reconsideration')
  reconsider(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { reason } = await validate(ReconsiderDto, body);
        const count = await this.completions.reconsider(actor, id, reason);
        return redirect(`/classes/${id}/completion`, {
          notice: 'completion.notice.undone',
          params: { count },
        });
      },
      () => this.reconsideration(actor, id),
    );
  }

  private async reconsideration(actor: Actor, id: string): Promise<object> {
    return { class: await this.views.view(actor, id) };
  }

  private async model(actor: Actor, id: string, show?: string, typed?: Form): Promise<object> {
    const trainingClass = await this.views.view(actor, id);
    const { people, ...preview } = await this.completions.preview(actor, id);
    const filter = filters.find((name) => name === show) ?? (people.length > manyPeople ? 'against' : 'all');
    const shown = people.filter((person) => belongs(person, filter));
    const waiting = people.filter(({ state }) => state === 'arrived').length;
    const held = ['running', 'ended', 'concluded'].includes(trainingClass.state);
    return {
      class: trainingClass,
      ...preview,
      filter,
      filters: filters.map((name) => ({
        name,
        count: people.filter((person) => belongs(person, name)).length,
      })),
      total: people.length,
      completed: people.filter(
        ({ decision, state }) => (state === 'arrived' ? decision : state) === 'completed',
      ).length,
      refused: people.filter(({ decision, state }) => (state === 'arrived' ? decision : state) === 'refused')
        .length,
      waiting,
      rows: shown.slice(0, mostListed).map((person) => rowOf(person, typed)),
      more: Math.max(0, shown.length - mostListed),
      mayDecide: trainingClass.mayManage && held && waiting > 0,
      mayUndo: trainingClass.mayManage && waiting < people.length && preview.locked === 0,
      mayDismiss: trainingClass.mayManage || actor.role === 'classHead',
      early: preview.ahead + preview.unrolled > 0,
      acknowledged: typed?.acknowledge === 'true',
      word: this.word(),
    };
  }

  private mustConfirm(typed: unknown): void {
    const word = this.word();
    if (typeof typed === 'string' && typed.trim() === word) return;
    throw new InvalidInput([
      { field: 'confirmation', code: 'completion.confirmationWrong', params: { word } },
    ]);
  }

  private word(): string {
    return translate(this.context.current?.language ?? defaultLanguage, 'completion.word');
  }
}

function belongs({ decision, state }: ProposedCompletion, filter: Filter): boolean {
  if (filter === 'against') return decision === 'refused';
  return filter === 'all' || state === 'arrived';
}

/** Decisions other than "by the rule"; @throws InvalidInput for one without a reason, at its field */
async function exceptionsOf({
  decision,
  reason,
}: Form): Promise<NonNullable<DecideCompletionDto['exceptions']>> {
  const chosen = Object.entries(decision ?? {}).filter(([, value]) => value !== 'rule');
  const missing = chosen.filter(([id]) => textOf(reason?.[id]).length < 2);
  if (missing.length > 0)
    throw new InvalidInput(
      missing.map(([id]) => ({ field: `reason[${id}]`, code: 'completion.reasonMissing' })),
    );
  const { exceptions } = await validate(DecideCompletionDto, {
    exceptions: chosen.map(([enrollmentId, value]) => ({
      enrollmentId,
      decision: value,
      reason: textOf(reason?.[enrollmentId]),
    })),
  });
  return exceptions ?? [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function rowOf(person: ProposedCompletion, typed: Form | undefined): object {
  return {
    ...person,
    grounds: person.grounds.map(groundLine),
    beyondLeave: person.grounds.some(({ criterion, holds }) => criterion === 'leave' && !holds),
    choice: typed?.decision?.[person.enrollmentId] ?? 'rule',
    reason: typed?.reason?.[person.enrollmentId] ?? '',
  };
}

/** Shares are shown as per cent to a tenth, counts as they are. */
function groundLine({ criterion, value, limit, holds }: Ground): object {
  const shown = (figure: number) =>
    criterion === 'unexcusedAbsences' ? figure : Math.round(figure * 1000) / 10;
  return { criterion, value: shown(value), limit: shown(limit), holds };
}
