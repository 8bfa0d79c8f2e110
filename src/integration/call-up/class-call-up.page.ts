import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, Redisplay } from '../../foundation/view/attempt.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../foundation/view/redirect.js';
import { OrganizationService } from '../../responsibility/organization/organization.service.js';
import { ClassViewService } from '../class/class-view.service.js';
import { ChangeCallUpDto, DraftCallUpDto, WithdrawalDto } from './call-up.dto.js';
import { CallUpReadingService } from './call-up-reading.service.js';
import { CallUpService } from './call-up.service.js';
import { chatParams, CallUpView } from './call-up.view.js';
import { DeadlineService } from './deadline.service.js';

const stateTones = { draft: 'plain', issued: 'info', closed: 'warn', withdrawn: 'danger' } as const;

/** The call-ups of a class: each notice with its quota table and what came back. */
@Controller('classes/:id/call-ups')
export class ClassCallUpPage {
  constructor(
    private readonly classes: ClassViewService,
    private readonly callUps: CallUpService,
    private readonly reading: CallUpReadingService,
    private readonly deadlines: DeadlineService,
    private readonly organizations: OrganizationService,
  ) {}

  @Get()
  @Allow(['coordinator', 'supervisor', 'host', 'classHead', 'unitContact'], 'class')
  @Page('integration/call-up/class-call-ups')
  list(@Asker() actor: Actor, @Param('id', IdPipe) classId: string): Promise<object> {
    return this.model(actor, classId, {});
  }

  /** The notice on paper, with a red head as official papers have. */
  @Get(':callUpId/print')
  @Allow(['coordinator', 'supervisor', 'host', 'classHead', 'unitContact'], 'class')
  @Page('integration/call-up/notice-print', { layout: 'print' })
  async print(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Param('callUpId', IdPipe) id: string,
  ): Promise<object> {
    const notice = await this.reading.one(actor, id);
    if (notice.class.id !== classId) throw new NotFound();
    return { notice };
  }

  @Post()
  @Allow(['coordinator'], 'class')
  @Page('integration/call-up/class-call-ups')
  draft(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.callUps.draft(
          actor,
          classId,
          await validate(DraftCallUpDto, { ...body, recipients: await this.recipientsOf(actor, body) }),
        );
        return redirect(`/classes/${classId}/call-ups`, { notice: 'call-up.notice.drafted' });
      },
      () => this.model(actor, classId, body),
    );
  }

  @Post(':callUpId/issue')
  @Allow(['coordinator'], 'class')
  @Page('integration/call-up/class-call-ups')
  issue(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Param('callUpId', IdPipe) id: string,
  ): Promise<Redirect | Redisplay> {
    return this.change(actor, classId, 'call-up.notice.issued', async () => {
      await this.callUps.issue(actor, id);
      return undefined;
    });
  }

  @Post(':callUpId/deadline')
  @Allow(['coordinator'], 'class')
  @Page('integration/call-up/class-call-ups')
  extend(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Param('callUpId', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return this.change(actor, classId, 'call-up.notice.extended', async () => {
      const { deadline } = await validate(ChangeCallUpDto, { deadline: body.deadline });
      await this.callUps.change(actor, id, { ...(deadline !== undefined && { deadline }) });
      return undefined;
    });
  }

  @Post(':callUpId/reminders')
  @Allow(['coordinator'], 'class')
  @Page('integration/call-up/class-call-ups')
  remind(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Param('callUpId', IdPipe) id: string,
  ): Promise<Redirect | Redisplay> {
    return this.change(actor, classId, 'call-up.notice.reminded', async () => ({
      count: await this.deadlines.remind(actor, id),
    }));
  }

  @Post(':callUpId/releases')
  @Allow(['coordinator'], 'class')
  @Page('integration/call-up/class-call-ups')
  release(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Param('callUpId', IdPipe) id: string,
  ): Promise<Redirect | Redisplay> {
    return this.change(actor, classId, 'call-up.notice.released', async () => {
      const { released, promoted } = await this.deadlines.release(actor, id);
      return { released, promoted };
    });
  }

  @Post(':callUpId/withdrawal')
  @Allow(['coordinator'], 'class')
  @Page('integration/call-up/class-call-ups')
  withdraw(
    @Asker() actor: Actor,
    @Param('id', IdPipe) classId: string,
    @Param('callUpId', IdPipe) id: string,
    @Body() body: Fields,
  ): Promise<Redirect | Redisplay> {
    return this.change(actor, classId, 'call-up.notice.withdrawn', async () => {
      const { reason } = await validate(WithdrawalDto, body);
      await this.callUps.withdraw(actor, id, reason);
      return undefined;
    });
  }

  /** The lines of the quota table, and a unit that has none of its own. */
  private async recipientsOf(actor: Actor, body: Fields): Promise<object[] | undefined> {
    const lines = linesOf(body);
    const name = textOf(body.unitName);
    if (name === '') return lines;
    const organizationId = await this.unitNamed(actor, name);
    return [...(lines ?? []), { organizationId, amount: textOf(body.unitAmount) }];
  }

  /** @throws InvalidInput when no unit of the asker's area is meant, or more than one may be */
  private async unitNamed(actor: Actor, text: string): Promise<string> {
    const { items } = await this.organizations.list(actor, {
      text,
      limit: 4,
      ...(actor.division && { division: actor.division.code }),
    });
    const exact = items.filter(({ name }) => name === text);
    const [unit, ...others] = exact.length > 0 ? exact : items;
    if (!unit) throw new InvalidInput([{ field: 'unitName', code: 'call-up.error.unitUnknown' }]);
    if (others.length > 0) {
      const names = items.slice(0, 3).map(({ name }) => name);
      const params = { names: names.join('、') };
      throw new InvalidInput([{ field: 'unitName', code: 'call-up.error.unitAmbiguous', params }]);
    }
    return unit.id;
  }

  private change(
    actor: Actor,
    classId: string,
    notice: string,
    work: () => Promise<Record<string, number> | undefined>,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const params = await work();
        return redirect(`/classes/${classId}/call-ups`, { notice, ...(params && { params }) });
      },
      () => this.model(actor, classId, {}),
    );
  }

  private async model(actor: Actor, classId: string, form: Fields): Promise<object> {
    const trainingClass = await this.classes.view(actor, classId);
    const notices = await this.reading.ofClass(actor, classId);
    const manages = trainingClass.mayManage && actor.role === 'coordinator';
    const proposal = manages ? await this.callUps.proposal(actor, classId) : [];
    return {
      class: trainingClass,
      manages,
      form,
      mayDraft: manages && trainingClass.state === 'published',
      proposal: proposal.filter(({ free }) => free > 0),
      notices: notices.map((notice) => noticeModel(notice, manages)),
    };
  }
}

/** What the page shows of a notice beside what the API says. */
function noticeModel(notice: CallUpView, manages: boolean): object {
  const live = notice.state === 'issued' || notice.state === 'closed';
  return {
    ...notice,
    tone: stateTones[notice.state as keyof typeof stateTones],
    draft: notice.state === 'draft',
    live,
    owing: live && notice.totals.missing > 0,
    remindable: manages && notice.state === 'issued' && notice.totals.missing > 0,
    releasable: manages && live && notice.totals.missing > 0,
    extendable: manages && live,
    withdrawable: manages && notice.state !== 'withdrawn',
    chat: chatParams(notice),
    recipients: notice.recipients.map((line) => ({ ...line, tone: line.light })),
  };
}

/** Lines of the form: `division:<code>` or `organization:<id>` beside an amount; empty amounts are left out. */
function linesOf(body: Fields): object[] | undefined {
  const places = [body.place ?? []].flat();
  const amounts = [body.amount ?? []].flat();
  if (places.length === 0) return undefined;
  return places.flatMap((place, index) => {
    const [kind, id] = place.split(':');
    const amount = amounts[index] ?? '';
    if (amount === '' || amount === '0') return [];
    return [{ amount, ...(kind === 'organization' ? { organizationId: id } : { division: id }) }];
  });
}

function textOf(value: string | string[] | undefined): string {
  return [value ?? ''].flat().join('').trim();
}
