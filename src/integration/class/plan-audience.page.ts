import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { typedInstant } from '../../foundation/clock/local-time.js';
import { Database } from '../../foundation/database/database.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { fragment, Fragment } from '../../foundation/view/fragment.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { AudienceDto, AudienceService } from '../../targeting/audience/audience.service.js';
import { cadreLevels, traineeCategories } from '../../targeting/trainee/trainee.entity.js';
import { ClassAudienceService } from './class-audience.service.js';
import { afterStep, ClassPlanService, Plan } from './class-plan.service.js';
import { ClassAudienceDto, RegistrationWindowDto } from './class.dto.js';

type Form = Record<string, unknown>;

/** Step 2 of the wizard: whom the class is for, how many that are now, and how they get in on their own. */
@Controller('classes/:id/plan/audience')
@Allow(['coordinator'], 'class')
export class PlanAudiencePage {
  constructor(
    private readonly database: Database,
    private readonly classAudiences: ClassAudienceService,
    private readonly plans: ClassPlanService,
    private readonly audiences: AudienceService,
    private readonly divisions: DivisionService,
  ) {}

  @Get()
  @Page('integration/class/plan-audience')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.form(actor, id);
  }

  @Post()
  @Page('integration/class/plan-audience')
  save(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Form,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { acknowledged = false } = await validate(ClassAudienceDto, {
          acknowledged: body.acknowledged,
        });
        if (await this.write(actor, id, body, acknowledged))
          return redirect(`/classes/${id}/plan/check`, { notice: 'class.notice.appliedAgain' });
        return redirect(afterStep(id, 'audience', body.then), { notice: 'class.notice.saved' });
      },
      () => this.form(actor, id, body),
    );
  }

  @Post('draft')
  @HttpCode(204)
  async autosave(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: Form): Promise<void> {
    await this.write(actor, id, body, false);
  }

  /** How many people the criteria of the form reach, as they are being chosen. */
  @Post('reach')
  @Page('integration/class/audience-reach')
  async reach(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: Form): Promise<Fragment> {
    const plan = await this.plans.plan(actor, id, 'audience');
    return fragment(
      'integration/class/audience-reach',
      await this.reachOf(actor, plan, await criteria(body)),
    );
  }

  /** @returns whether the class went back to its authority, after which nothing more can be written */
  private async write(actor: Actor, id: string, body: Form, acknowledged: boolean): Promise<boolean> {
    const registration = await validate(RegistrationWindowDto, windowOf(body));
    const audience = await criteria(body);
    return this.database.transaction(async () => {
      await this.classAudiences.setWindow(actor, id, registration);
      return this.classAudiences.setAudience(actor, id, audience, acknowledged);
    });
  }

  private async form(actor: Actor, id: string, typed?: Form): Promise<object> {
    const plan = await this.plans.plan(actor, id, 'audience');
    const { audience, registration, divisionCode } = plan.class;
    const form = typed
      ? { ...typed, opensAt: typedInstant(typed.opensAt), closesAt: typedInstant(typed.closesAt) }
      : {
          categories: audience?.categories ?? [],
          levels: audience?.levels ?? [],
          divisionCodes: (audience?.divisions ?? []).map(({ code }) => code),
          way: registration.selfRegistration ? 'self' : 'callUp',
          ...registration,
        };
    const parts = await this.divisions.childrenOf(await this.divisions.byCode(divisionCode));
    const known = new Map(
      [...parts, ...(audience?.divisions ?? [])].map(({ code, name }) => [code, { value: code, text: name }]),
    );
    return {
      plan,
      form,
      categories: traineeCategories,
      levels: cadreLevels,
      divisions: [...known.values()],
      reach: await this.reachOf(actor, plan, await criteria(form).catch(() => ({}))),
    };
  }

  private async reachOf(actor: Actor, plan: Plan, audience: AudienceDto): Promise<object> {
    const { count, byDivision } = await this.audiences.preview(actor, {
      ...audience,
      within: plan.class.divisionCode,
    });
    const { capacity } = plan.class;
    const most = Math.max(1, ...byDivision.map((part) => part.count));
    return {
      count,
      capacity,
      times: capacity > 0 ? Math.round((count / capacity) * 10) / 10 : 0,
      parts: byDivision.map((part) => ({ ...part, most })),
    };
  }
}

/** Checkboxes of one name arrive as one text or a list. */
function listOf(value: unknown): unknown[] {
  if (value === undefined || value === '') return [];
  return Array.isArray(value) ? value : [value];
}

function criteria(body: Form): Promise<AudienceDto> {
  return validate(AudienceDto, {
    categories: listOf(body.categories),
    levels: listOf(body.levels),
    divisionCodes: listOf(body.divisionCodes),
  });
}

function windowOf(body: Form): Form {
  const { waitlistCapacity, approvalRequired, opensAt, closesAt, way } = body;
  return { waitlistCapacity, approvalRequired, ...(way === 'self' && { opensAt, closesAt }) };
}
