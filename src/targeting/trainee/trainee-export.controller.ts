import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { defaultLanguage, type Language } from '../../foundation/i18n/language.js';
import { sendCsv, sendWorkbook } from '../../foundation/spreadsheet/send-sheet.js';
import { TraineeQuery } from './trainee.dto.js';
import { TraineeExportService } from './trainee-export.service.js';

/** The list as a file; for pages and programs alike. */
@Controller('api/v1/trainees')
@Allow(['coordinator', 'supervisor', 'unitContact'], 'subtree')
export class TraineeExportController {
  constructor(
    private readonly exports: TraineeExportService,
    private readonly context: RequestContext,
  ) {}

  @Get('export.xlsx')
  async workbook(
    @Asker() actor: Actor,
    @Query() query: TraineeQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendWorkbook(reply, await this.exports.workbook(actor, query, this.language), 'trainees');
  }

  @Get('export.csv')
  async csv(@Asker() actor: Actor, @Query() query: TraineeQuery, @Res() reply: FastifyReply): Promise<void> {
    await sendCsv(reply, await this.exports.csv(actor, query, this.language), 'trainees');
  }

  private get language(): Language {
    return this.context.current?.language ?? defaultLanguage;
  }
}
