import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { validate } from '../../foundation/http/validate.js';
import { defaultLanguage } from '../../foundation/i18n/language.js';
import { progressOf } from '../../foundation/queue/job-progress.view.js';
import { viewOf } from '../../foundation/queue/job-run.view.js';
import { attempt, type Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { type Redirect, redirect } from '../../foundation/view/redirect.js';
import { ClassViewService } from '../../integration/class/class-view.service.js';
import { CertificateOverviewService } from './certificate-overview.service.js';
import { CertificatePrintService } from './certificate-print.service.js';
import { CertificateRecordService } from './certificate-record.service.js';
import { CertificateQuery, IssueDto, PrintDto } from './certificate.dto.js';
import { CertificateService, type Issue } from './certificate.service.js';

const tones = { issued: 'ok', revoked: 'danger', replaced: 'plain' } as const;

/** A class's tab of certificates. */
@Controller('classes/:id/certificates')
export class CertificatePage {
  constructor(
    private readonly certificates: CertificateService,
    private readonly records: CertificateRecordService,
    private readonly overview: CertificateOverviewService,
    private readonly prints: CertificatePrintService,
    private readonly classes: ClassViewService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @Allow(['coordinator', 'host', 'classHead', 'administrator'], 'class')
  @Page('service/certificate/class')
  async list(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: CertificateQuery,
  ): Promise<object> {
    const trainingClass = await this.classes.view(actor, id);
    const { items, next } = await this.records.ofClass(actor, id, query);
    const changed = await this.overview.changedNames(items.map((item) => item.id));
    const counts = await this.overview.counts(id);
    const { obstacles, trouble } = await this.overview.obstacles(id);
    const heldUp = obstacles.filter(({ completed }) => completed).length;
    const mayIssue = trainingClass.mayManage && actor.role === 'coordinator';
    return {
      class: trainingClass,
      counts,
      ready: counts.ready - heldUp,
      heldUp,
      obstacles: obstacles.map((obstacle) => ({
        ...obstacle,
        signs: (obstacle.params.characters ?? [])
          .map((sign, index) => `${sign}（${obstacle.params.codePoints?.[index] ?? ''}）`)
          .join('、'),
      })),
      automatic: await this.overview.isAutomatic(id),
      mayIssue,
      mayPack: actor.role !== 'administrator',
      live: await this.live(actor, id),
      prints: (await this.prints.ofClass(id)).map((made) => ({
        ...made,
        label: made.order === 'seat' ? 'Seat' : 'Roster',
      })),
      trouble: trouble ?? (counts.unset > 0 ? await this.overview.lastFailure(id) : undefined),
      rows: items.map((item) => ({ ...item, tone: tones[item.state], nameNow: changed.get(item.id) })),
      state: query.state,
      number: query.number,
      next,
    };
  }

  @Post()
  @Allow(['coordinator'], 'class')
  @Page('service/certificate/class')
  async issue(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { automatic = false } = await validate(IssueDto, body);
        const issue = await this.certificates.issue(actor, id, { automatic });
        return redirect(`/classes/${id}/certificates`, noticeOf(issue));
      },
      () => this.list(actor, id, {}),
    );
  }

  /** Sets what a failed run has left, once its reason is mended. */
  @Post('rendering')
  @Allow(['coordinator'], 'class')
  @Page('service/certificate/class')
  async render(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect> {
    await this.certificates.render(actor, id);
    return redirect(`/classes/${id}/certificates`, { notice: 'certificate.notice.rendering' });
  }

  @Post('print')
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  @Page('service/certificate/class')
  async print(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { order = 'seat' } = await validate(PrintDto, body);
        await this.prints.ask(actor, id, order);
        return redirect(`/classes/${id}/certificates`, { notice: 'certificate.notice.printing' });
      },
      () => this.list(actor, id, {}),
    );
  }

  private async live(actor: Actor, classId: string): Promise<object | undefined> {
    const run = await this.overview.liveRun(actor, classId);
    const language = this.context.current?.language ?? defaultLanguage;
    return run && { id: run.id, ...progressOf(viewOf(run, actor, language), language) };
  }
}

function noticeOf({ issued, obstacles }: Issue): { notice: string; params: Record<string, number> } {
  const params = { count: issued, obstacles: obstacles.length };
  if (obstacles.length > 0) return { notice: 'certificate.notice.issuedWithObstacles', params };
  return { notice: issued > 0 ? 'certificate.notice.issued' : 'certificate.notice.none', params };
}
