import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import { fragment, Fragment } from '../../foundation/view/fragment.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { afterStep, ClassPlanService } from '../class/class-plan.service.js';
import { ClassQuota, ClassQuotaService } from './class-quota.service.js';
import { ClassQuotaDto } from './publication.dto.js';
import { evenShares, proportionalShares } from './quota-proposal.planner.js';

interface Form {
  rows?: { divisionCode?: string; amount?: string }[];
  then?: string;
  distribute?: string;
}

/** Step 4 of the wizard: the seats over the parts of the organizing division. */
@Controller('classes/:id/plan/quota')
@Allow(['coordinator'], 'class')
export class PlanQuotaPage {
  constructor(
    private readonly plans: ClassPlanService,
    private readonly quotas: ClassQuotaService,
  ) {}

  @Get()
  @Page('integration/publication/plan-quota')
  async show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const table = await this.quotas.table(actor, id);
    return this.model(actor, id, table, amountsOf(table));
  }

  /** Saves the table, or only fills it with a proposal when one of the distributing buttons was pressed. */
  @Post()
  @Page('integration/publication/plan-quota')
  async save(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: Form,
  ): Promise<Redirect | Redisplay | object> {
    const table = await this.quotas.table(actor, id);
    if (body.distribute !== undefined) return this.model(actor, id, table, proposal(table, body.distribute));
    return attempt(
      async () => {
        await this.quotas.split(actor, id, await validate(ClassQuotaDto, { rows: filled(body) }));
        return redirect(afterStep(id, 'quota', body.then), { notice: 'class.notice.saved' });
      },
      () => this.model(actor, id, table, typedAmounts(table, body)),
    );
  }

  /** The line of sums for what stands in the table now. */
  @Post('sum')
  @Page('integration/publication/quota-sum')
  async sum(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: Form): Promise<Fragment> {
    const table = await this.quotas.table(actor, id);
    return fragment('integration/publication/quota-sum', sumOf(table, typedAmounts(table, body)));
  }

  private async model(
    actor: Actor,
    id: string,
    table: ClassQuota,
    amounts: (number | string)[],
  ): Promise<object> {
    const shares = table.rows.map(({ people }, index) =>
      people > 0 ? Math.min(1, Number(amounts[index] ?? 0) / people) : 0,
    );
    const most = Math.max(...shares, 0) || 1;
    return {
      plan: await this.plans.plan(actor, id, 'quota'),
      rows: table.rows.map((row, index) => ({
        ...row,
        amount: amounts[index] ?? 0,
        share: shares[index] ?? 0,
        most,
      })),
      people: table.rows.reduce((sum, { people }) => sum + people, 0),
      ownPeople: table.ownPeople,
      sum: sumOf(table, amounts),
    };
  }
}

function amountsOf({ rows }: ClassQuota): number[] {
  return rows.map(({ amount }) => amount);
}

function proposal({ capacity, rows }: ClassQuota, way: string): number[] {
  if (way === 'evenly') return evenShares(capacity, rows.length);
  return proportionalShares(
    capacity,
    rows.map(({ people }) => people),
  );
}

function typedAmounts({ rows }: ClassQuota, body: Form): (number | string)[] {
  const typed = new Map((body.rows ?? []).map(({ divisionCode, amount }) => [divisionCode, amount]));
  return rows.map(({ code }) => typed.get(code) ?? '');
}

/** Empty cells count as 0. */
function filled(body: Form): object[] {
  return (body.rows ?? []).map(({ divisionCode, amount }) => ({
    divisionCode,
    amount: amount === undefined || amount === '' ? '0' : amount,
  }));
}

function sumOf({ capacity }: ClassQuota, amounts: (number | string)[]): object {
  const sum = amounts.reduce<number>((total, amount) => total + (Number(amount) || 0), 0);
  return { sum, capacity, over: Math.max(0, sum - capacity), free: Math.max(0, capacity - sum) };
}
