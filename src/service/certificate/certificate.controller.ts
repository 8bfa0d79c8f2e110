import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Configuration } from '../../foundation/config/configuration.js';
import type { Page } from '../../foundation/database/keyset.js';
import { sendFile } from '../../foundation/storage/download.js';
import { contentDisposition } from '../../foundation/storage/download.rules.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { CertificateArchiveService } from './certificate-archive.service.js';
import { CertificatePrintService } from './certificate-print.service.js';
import { CertificateRecordService } from './certificate-record.service.js';
import { type CertificateView, certificateView } from './certificate-view.rules.js';
import { CertificateQuery, EndingDto, IssueDto, PrintDto } from './certificate.dto.js';
import { CertificateService, type Issue } from './certificate.service.js';

@Controller('api/v1')
export class CertificateController {
  constructor(
    private readonly certificates: CertificateService,
    private readonly records: CertificateRecordService,
    private readonly archives: CertificateArchiveService,
    private readonly prints: CertificatePrintService,
    private readonly configuration: Configuration,
  ) {}

  @Post('classes/:id/certificates')
  @HttpCode(202)
  @Allow(['coordinator'], 'class')
  issue(@Asker() actor: Actor, @Param('id', IdPipe) id: string, @Body() input: IssueDto): Promise<Issue> {
    return this.certificates.issue(actor, id, input);
  }

  /** Sets what a failed run has left; the run that is under way is given back. */
  @Post('classes/:id/certificates/rendering')
  @HttpCode(202)
  @Allow(['coordinator'], 'class')
  async render(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ jobId: string }> {
    return { jobId: await this.certificates.render(actor, id) };
  }

  @Get('classes/:id/certificates')
  @Allow(['coordinator', 'host', 'classHead', 'administrator'], 'class')
  ofClass(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: CertificateQuery,
  ): Promise<Page<CertificateView>> {
    return this.records.ofClass(actor, id, query);
  }

  @Get('classes/:id/certificates.zip')
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  async archive(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { name, content } = await this.archives.ofClass(actor, id);
    void reply.header('cache-control', 'no-store');
    return new StreamableFile(Readable.from(content), {
      type: 'application/zip',
      disposition: contentDisposition('attachment', name),
    });
  }

  /** Asks for one document of the whole class for the printer; a run follows, and its result is the `.pdf` below. */
  @Post('classes/:id/certificates/print')
  @HttpCode(202)
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  async print(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { order = 'seat' }: PrintDto,
  ): Promise<{ jobId: string }> {
    return { jobId: await this.prints.ask(actor, id, order) };
  }

  @Get('classes/:id/certificates.pdf')
  @Allow(['coordinator', 'host', 'classHead'], 'class')
  async printed(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() { order = 'seat' }: PrintDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, file } = await this.prints.open(actor, id, order);
    sendFile(request, reply, file, { name, inline: true });
  }

  /** By id or by register number. */
  @Get('certificates/:number')
  @Allow(['coordinator', 'host', 'classHead', 'trainee', 'administrator'], 'class')
  find(@Asker() actor: Actor, @Param('number') number: string): Promise<CertificateView> {
    return this.records.find(actor, number);
  }

  @Get('certificates/:number/file')
  @Allow(['coordinator', 'host', 'classHead', 'trainee'], 'class')
  async file(
    @Asker() actor: Actor,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, file } = await this.records.file(actor, number);
    sendFile(request, reply, file, { name });
  }

  @Post('certificates/:id/revocation')
  @HttpCode(200)
  @Allow(['coordinator'], 'class')
  async revoke(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { reason }: EndingDto,
  ): Promise<CertificateView> {
    return certificateView(await this.certificates.revoke(actor, id, reason), this.configuration.publicUrl);
  }

  @Post('certificates/:id/replacement')
  @Allow(['coordinator'], 'class')
  async replace(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { reason }: EndingDto,
  ): Promise<CertificateView> {
    return certificateView(await this.certificates.replace(actor, id, reason), this.configuration.publicUrl);
  }
}
