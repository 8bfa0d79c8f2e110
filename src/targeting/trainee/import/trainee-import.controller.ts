import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../../foundation/access/actor.js';
import { Asker } from '../../../foundation/access/asker.decorator.js';
import { Allow } from '../../../foundation/access/policy.decorator.js';
import { Page, PageQuery } from '../../../foundation/database/keyset.js';
import { IdPipe } from '../../../foundation/http/id.pipe.js';
import { RequestContext } from '../../../foundation/http/request-context.js';
import { defaultLanguage, type Language } from '../../../foundation/i18n/language.js';
import { sendWorkbook } from '../../../foundation/spreadsheet/send-sheet.js';
import { StagedRowQuery } from './trainee-import.dto.js';
import { TraineeImportFileService } from './trainee-import-file.service.js';
import { TraineeImportService } from './trainee-import.service.js';
import { StagedRowView, TraineeImportView } from './trainee-import.view.js';
import { uploadOf } from './upload.js';

@Controller('api/v1/trainees/imports')
@Allow(['coordinator'], 'subtree')
export class TraineeImportController {
  constructor(
    private readonly imports: TraineeImportService,
    private readonly files: TraineeImportFileService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  list(@Asker() actor: Actor, @Query() query: PageQuery): Promise<Page<TraineeImportView>> {
    return this.imports.list(actor, query);
  }

  /** The file in the field `file` of a multipart form; answers while the check is still to be done. */
  @Post()
  @HttpCode(202)
  async upload(@Asker() actor: Actor, @Req() request: FastifyRequest): Promise<TraineeImportView> {
    return this.imports.upload(actor, await uploadOf(request));
  }

  @Get('template.xlsx')
  async template(@Res() reply: FastifyReply): Promise<void> {
    await sendWorkbook(reply, this.files.template(this.language), 'trainees');
  }

  @Get(':id')
  one(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<TraineeImportView> {
    return this.imports.one(actor, id);
  }

  @Get(':id/rows')
  rows(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: StagedRowQuery,
  ): Promise<Page<StagedRowView>> {
    return this.imports.rows(actor, id, query);
  }

  @Get(':id/errors.xlsx')
  async errors(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendWorkbook(reply, await this.files.errors(actor, id, this.language), 'errors');
  }

  @Post(':id/merge')
  @HttpCode(202)
  merge(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<TraineeImportView> {
    return this.imports.merge(actor, id);
  }

  @Delete(':id')
  @HttpCode(204)
  discard(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.imports.discard(actor, id);
  }

  private get language(): Language {
    return this.context.current?.language ?? defaultLanguage;
  }
}
