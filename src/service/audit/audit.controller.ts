import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import type { AuditHead } from '../../foundation/audit-chain/audit-chain.js';
import type { Page } from '../../foundation/database/keyset.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { defaultLanguage, type Language } from '../../foundation/i18n/language.js';
import { sendCsv, sendWorkbook } from '../../foundation/spreadsheet/send-sheet.js';
import { AuditExportService } from './audit-export.service.js';
import { AuditLogService } from './audit-log.service.js';
import { AuditQuery } from './audit.dto.js';
import type { AuditRow } from './audit.repository.js';

/** The audit log, as programs read it; nobody writes it from outside. */
@Controller('api/v1/audit')
@Allow(['administrator'], 'system')
export class AuditController {
  constructor(
    private readonly log: AuditLogService,
    private readonly exports: AuditExportService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  list(@Asker() actor: Actor, @Query() query: AuditQuery): Promise<Page<AuditRow>> {
    return this.log.list(actor, query);
  }

  /** The newest seal: kept elsewhere, it proves later that nothing up to it was lost. `null` while nothing is sealed. */
  @Get('seal')
  async seal(): Promise<{ seal: AuditHead | null }> {
    return { seal: (await this.log.head()) ?? null };
  }

  @Get('export.xlsx')
  async workbook(
    @Asker() actor: Actor,
    @Query() query: AuditQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendWorkbook(reply, await this.exports.workbook(actor, query, this.language), 'audit');
  }

  @Get('export.csv')
  async csv(@Asker() actor: Actor, @Query() query: AuditQuery, @Res() reply: FastifyReply): Promise<void> {
    await sendCsv(reply, await this.exports.csv(actor, query, this.language), 'audit');
  }

  private get language(): Language {
    return this.context.current?.language ?? defaultLanguage;
  }
}
