import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { ApplicationService } from '../../responsibility/application/application.service.js';
import { ClassPlanService } from '../class/class-plan.service.js';
import { hasErrors } from './publication-check.rules.js';
import { PublicationService } from './publication.service.js';

/** Step 5 of the wizard: what stands against publication, the application, and publication itself. */
@Controller('classes/:id/plan/check')
@Allow(['coordinator'], 'class')
export class PlanCheckPage {
  constructor(
    private readonly plans: ClassPlanService,
    private readonly publication: PublicationService,
    private readonly applications: ApplicationService,
  ) {}

  @Get()
  @Page('integration/publication/plan-check')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.model(actor, id);
  }

  @Post('application')
  @Page('integration/publication/plan-check')
  submit(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.publication.submit(actor, id);
        return redirect(`/classes/${id}/plan/check`, { notice: 'publication.notice.submitted' });
      },
      () => this.model(actor, id),
    );
  }

  @Post('publication')
  @Page('integration/publication/plan-check')
  publish(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.publication.publish(actor, id);
        return redirect(`/classes/${id}`, { notice: 'publication.notice.published' });
      },
      () => this.model(actor, id),
    );
  }

  private async model(actor: Actor, id: string): Promise<object> {
    const plan = await this.plans.plan(actor, id, 'check');
    const findings = await this.publication.check(actor, id);
    const { applicationId, state } = plan.class;
    const steps = applicationId ? await this.applications.steps(applicationId) : [];
    return {
      plan,
      errors: findings.filter(({ level }) => level === 'error'),
      warnings: findings.filter(({ level }) => level === 'warning'),
      returned: state === 'returned' ? (steps.at(-1)?.comment ?? null) : null,
      maySubmit: ['draft', 'returned'].includes(state),
      submittable: !hasErrors(findings.filter(({ step }) => step === 'basics')),
      mayPublish: state === 'approved',
      publishable: !hasErrors(findings),
    };
  }
}
