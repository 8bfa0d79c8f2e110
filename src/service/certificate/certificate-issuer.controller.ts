import { Body, Controller, Get, HttpCode, Param, Patch, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { contentDisposition } from '../../foundation/storage/download.rules.js';
import { sendFile } from '../../foundation/storage/download.js';
import { WholeList } from '../../foundation/http/whole-list.decorator.js';
import { IssuerDto } from './certificate-issuer.dto.js';
import { type CertificateIssuerView, IssuerSettingsService } from './issuer-settings.service.js';
import { uploadedPicture } from './picture-upload.js';

/** Who issues certificates: printed name, word in register numbers, seal. */
@Controller('api/v1/certificate-issuers')
@Allow(['coordinator', 'administrator'], 'subtree')
export class CertificateIssuerController {
  constructor(private readonly issuers: IssuerSettingsService) {}

  @Get()
  @WholeList()
  async list(@Asker() actor: Actor): Promise<{ items: CertificateIssuerView[] }> {
    return { items: await this.issuers.list(actor) };
  }

  @Get(':id')
  find(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<CertificateIssuerView> {
    return this.issuers.find(actor, id);
  }

  @Patch(':id')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() input: IssuerDto,
  ): Promise<CertificateIssuerView> {
    return this.issuers.change(actor, id, input);
  }

  /** PNG or JPEG in the field `sealPicture` of a multipart form. */
  @Put(':id/seal')
  @HttpCode(204)
  async setSeal(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.issuers.find(actor, id);
    await this.issuers.setSeal(actor, id, await uploadedPicture(request, 'sealPicture'));
  }

  @Get(':id/seal')
  async seal(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendFile(request, reply, await this.issuers.openSeal(actor, id), { name: 'seal.png', inline: true });
  }

  /** A specimen as certificates of this issuer look now; its number is 000000. */
  @Get(':id/specimen.pdf')
  async specimen(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes = await this.issuers.specimen(actor, id);
    void reply
      .type('application/pdf')
      .header('content-disposition', contentDisposition('inline', 'specimen.pdf'))
      .header('cache-control', 'no-store')
      .send(bytes);
  }
}
