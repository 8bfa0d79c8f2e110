import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { BrokenRule } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { ClassBasicsService } from './class-basics.service.js';
import { ClassChoicesRepository, type UnitChoices } from './class-choices.repository.js';
import { afterStep, ClassPlanService } from './class-plan.service.js';
import { ClassService } from './class.service.js';
import { usualCompletionRule } from './completion-rule.entity.js';
import { basicsOf, PlanBasicsDto, ruleFields } from './plan-basics.dto.js';
import { classKinds, type TrainingClass } from './training-class.entity.js';

type Form = Record<string, unknown>;

/** Step 1 of the wizard; also how a new class begins. */
@Controller('classes')
@Allow(['coordinator'], 'class')
export class PlanBasicsPage {
  constructor(
    private readonly classes: ClassService,
    private readonly basics: ClassBasicsService,
    private readonly plans: ClassPlanService,
    private readonly choices: ClassChoicesRepository,
    private readonly divisions: DivisionService,
  ) {}

  @Get('new')
  @Page('integration/class/plan-basics')
  fresh(@Asker() actor: Actor): Promise<object> {
    return this.newForm(actor, { kind: 'centralised', ...ruleFields(usualCompletionRule) });
  }

  @Post('new')
  @Page('integration/class/plan-basics')
  create(@Asker() actor: Actor, @Body() body: Form): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { id } = await this.basics.create(actor, basicsOf(await validate(PlanBasicsDto, body)));
        return redirect(afterStep(id, 'basics', body.then), { notice: 'class.notice.created' });
      },
      () => this.newForm(actor, body),
      body,
    );
  }

  @Get(':id/plan')
  @Page('integration/class/plan-basics')
  start(@Param('id', IdPipe) id: string): Redirect {
    return redirect(`/classes/${id}/plan/basics`);
  }

  @Get(':id/plan/basics')
  @Page('integration/class/plan-basics')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.form(actor, id);
  }

  @Post(':id/plan/basics')
  @Page('integration/class/plan-basics')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Form,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { state } = await this.save(actor, id, body);
        if (state === 'submitted')
          return redirect(`/classes/${id}/plan/check`, { notice: 'class.notice.appliedAgain' });
        return redirect(afterStep(id, 'basics', body.then), { notice: 'class.notice.saved' });
      },
      () => this.form(actor, id, body),
      body,
    );
  }

  /** Keeps what is typed while it holds together; nobody applies again by typing. The form itself says what is wrong when it is sent. */
  @Post(':id/plan/basics/draft')
  @HttpCode(204)
  async autosave(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: Form): Promise<void> {
    await this.save(actor, id, { ...body, acknowledged: false });
  }

  private async save(actor: Actor, id: string, body: Form): Promise<TrainingClass> {
    const form = await validate(PlanBasicsDto, body);
    const { completionRule } = await this.classes.reach(actor, id, 'manage');
    return this.basics.change(actor, id, basicsOf(form, completionRule), true);
  }

  private async newForm(actor: Actor, form: Form): Promise<object> {
    if (!actor.division) throw new BrokenRule('class.organizerNeedsDivision');
    const own = await this.divisions.byId(actor.division.id);
    const parts = await this.divisions.childrenOf(own);
    return {
      plan: null,
      action: '/classes/new',
      form: { divisionCode: own.code, ...withDays(form) },
      divisions: [own, ...parts].map(({ code, name }) => ({ value: code, text: name })),
      ...(await this.selects(own.id, form)),
    };
  }

  private async form(actor: Actor, id: string, form?: Form): Promise<object> {
    const plan = await this.plans.plan(actor, id, 'basics');
    const { divisionId } = await this.classes.reach(actor, id, 'manage');
    return {
      plan,
      action: `/classes/${id}/plan/basics`,
      form: form
        ? { version: plan.class.version, ...withDays(form) }
        : { ...plan.class, ...ruleFields(plan.class.completionRule) },
      divisions: [],
      ...(await this.selects(divisionId, form ?? { ...plan.class })),
    };
  }

  private async selects(divisionId: string, form: Form): Promise<object> {
    const [leads, hosts, heads] = await Promise.all([
      this.units(divisionId, form, 'leadOrganizationId'),
      this.units(divisionId, form, 'hostOrganizationId'),
      this.choices.heads(divisionId),
    ]);
    return { kinds: classKinds, leads, hosts, heads };
  }

  private units(divisionId: string, form: Form, name: string): Promise<UnitChoices> {
    return this.choices.organizations(divisionId, textOf(form[`${name}Text`]), textOf(form[name]));
  }
}

/** What was typed, less dates that are none: the date field could not show them again. */
function withDays(form: Form): Form {
  const isDay = (value: unknown) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const wrong = ['startsOn', 'endsOn'].filter((name) => !isDay(form[name]));
  return { ...form, ...Object.fromEntries(wrong.map((name) => [name, ''])) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
