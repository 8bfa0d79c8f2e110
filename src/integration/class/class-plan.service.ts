import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { ClassView, ClassViewService } from './class-view.service.js';

/** The steps of the planning wizard, in their order. */
export const planSteps = ['basics', 'audience', 'sessions', 'quota', 'check'] as const;

export type PlanStepName = (typeof planSteps)[number];

/** What every step of the wizard shows around its own form (`integration/class/plan-frame`). */
export interface Plan {
  class: ClassView;
  current: PlanStepName;
  /** `done`, `current` or `todo` by step. */
  states: Record<PlanStepName, string>;
  editable: boolean;
}

/** The frame of the planning wizard. */
@Injectable()
export class ClassPlanService {
  constructor(
    private readonly database: Database,
    private readonly views: ClassViewService,
  ) {}

  /**
   * @param access how far the step asks the class to be reached: the timetable is also the host's
   * @throws NotFound when the asker does not reach the class that far
   */
  async plan(
    actor: Actor,
    id: string,
    current: PlanStepName,
    access: 'manage' | 'run' = 'manage',
  ): Promise<Plan> {
    const trainingClass = await this.views.view(actor, id);
    if (!(access === 'run' ? trainingClass.mayRun : trainingClass.mayManage)) throw new NotFound();
    const done = {
      basics: true,
      audience: trainingClass.audience !== null,
      sessions: await this.hasSessions(id),
      quota: trainingClass.quotaId !== null,
      check: !['draft', 'returned', 'submitted', 'approved'].includes(trainingClass.state),
    };
    const states = Object.fromEntries(
      planSteps.map((step) => [step, step === current ? 'current' : done[step] ? 'done' : 'todo']),
    ) as Record<PlanStepName, string>;
    return {
      class: trainingClass,
      current,
      states,
      editable: ['draft', 'returned', 'approved', 'published', 'running'].includes(trainingClass.state),
    };
  }

  private async hasSessions(id: string): Promise<boolean> {
    const row = await this.database.one('select 1 from integration.session where class_id = $1 limit 1', [
      id,
    ]);
    return row !== undefined;
  }
}

/** Where a wizard's form leads: on to the next step, or the same one when a draft is kept. */
export function afterStep(id: string, step: PlanStepName, then: unknown): string {
  const next = planSteps[planSteps.indexOf(step) + 1] ?? step;
  return `/classes/${id}/plan/${then === 'next' ? next : step}`;
}
