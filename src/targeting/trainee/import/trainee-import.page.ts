import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../foundation/access/actor.js';
import { Asker } from '../../../foundation/access/asker.decorator.js';
import { Allow } from '../../../foundation/access/policy.decorator.js';
import { PageQuery } from '../../../foundation/database/keyset.js';
import { IdPipe } from '../../../foundation/http/id.pipe.js';
import { RequestContext } from '../../../foundation/http/request-context.js';
import { defaultLanguage, type Language } from '../../../foundation/i18n/language.js';
import { translate } from '../../../foundation/i18n/translate.js';
import { progressOf, type ProgressView } from '../../../foundation/queue/job-progress.view.js';
import { attempt, Redisplay } from '../../../foundation/view/attempt.js';
import { Page } from '../../../foundation/view/page.decorator.js';
import { redirect, Redirect } from '../../../foundation/view/redirect.js';
import { StagedRowQuery } from './trainee-import.dto.js';
import { reasonOf } from './trainee-import-file.service.js';
import { TraineeImportService } from './trainee-import.service.js';
import { TraineeImportView } from './trainee-import.view.js';
import { uploadOf } from './upload.js';

const tones = {
  uploaded: 'info',
  checking: 'info',
  checked: 'warn',
  merging: 'info',
  merged: 'ok',
  failed: 'danger',
  cancelled: 'plain',
};

/** Imports: the list with its upload, and one import from check to merge. */
@Controller('trainees/imports')
@Allow(['coordinator'], 'subtree')
export class TraineeImportPage {
  constructor(
    private readonly imports: TraineeImportService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @Page('targeting/trainee/imports')
  list(@Asker() actor: Actor, @Query() query: PageQuery): Promise<object> {
    return this.listed(actor, query);
  }

  @Post()
  @Page('targeting/trainee/imports')
  upload(@Asker() actor: Actor, @Req() request: FastifyRequest): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { id } = await this.imports.upload(actor, await uploadOf(request));
        return redirect(`/trainees/imports/${id}`, { notice: 'trainee.import.notice.uploaded' });
      },
      () => this.listed(actor, {}),
    );
  }

  @Get(':id')
  @Page('targeting/trainee/import')
  show(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: StagedRowQuery,
  ): Promise<object> {
    return this.detail(actor, id, query);
  }

  @Post(':id/merge')
  @Page('targeting/trainee/import')
  merge(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.imports.merge(actor, id);
        return redirect(`/trainees/imports/${id}`, { notice: 'trainee.import.notice.merging' });
      },
      () => this.detail(actor, id, {}),
    );
  }

  @Post(':id/discard')
  @Page('targeting/trainee/import')
  discard(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.imports.discard(actor, id);
        return redirect('/trainees/imports', { notice: 'trainee.import.notice.discarded' });
      },
      () => this.detail(actor, id, {}),
    );
  }

  private async listed(actor: Actor, query: PageQuery): Promise<object> {
    const { items, next } = await this.imports.list(actor, query);
    return { items: items.map((found) => ({ ...found, tone: tones[found.state] })), next };
  }

  private async detail(actor: Actor, id: string, query: StagedRowQuery): Promise<object> {
    const found = await this.imports.one(actor, id);
    const { items, next } = await this.imports.rows(actor, id, query);
    const language = this.context.current?.language ?? defaultLanguage;
    const separator = language === 'en' ? '; ' : '；';
    return {
      found,
      tone: tones[found.state],
      ...stageOf(found),
      progress: progressNow(found, language),
      unknown: found.unknownColumns.join(language === 'en' ? ', ' : '、'),
      chosen: query.state ?? '',
      items: items.map((row) => ({
        ...row,
        reason: row.errors.map((error) => reasonOf(error, language)).join(separator),
      })),
      next,
    };
  }
}

/** What the job's own stream goes on to tell, as it stands when the page is drawn. */
function progressNow({ state, jobState, progress }: TraineeImportView, language: Language): ProgressView {
  const { done, total, phaseKey } = progress;
  return progressOf(
    {
      title: translate(language, `trainee.import.state.${state}`),
      state: jobState ?? 'queued',
      done,
      total,
      phase: phaseKey === null ? null : translate(language, phaseKey),
      startedAt: null,
    },
    language,
  );
}

/** What can be done with an import as it stands. */
function stageOf({ state, jobState, rows }: TraineeImportView): Record<string, boolean> {
  const working = ['uploaded', 'checking', 'merging'].includes(state);
  const alive = jobState === 'queued' || jobState === 'running';
  return {
    live: working && alive,
    stopped: working && !alive,
    judged: ['checked', 'merging', 'merged'].includes(state),
    mergeable: state === 'checked' && rows.new + rows.changed > 0,
    discardable: state !== 'merged' && state !== 'cancelled',
  };
}
