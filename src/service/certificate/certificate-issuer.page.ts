import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, type Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { type Redirect, redirect } from '../../foundation/view/redirect.js';
import { IssuerDto } from './certificate-issuer.dto.js';
import { issuerSeals } from './certificate-issuer.service.js';
import { IssuerSettingsService } from './issuer-settings.service.js';
import { uploadedPicture } from './picture-upload.js';

/** Settings of those who issue certificates. */
@Controller('certificate-issuers')
@Allow(['coordinator', 'administrator'], 'subtree')
export class CertificateIssuerPage {
  constructor(private readonly issuers: IssuerSettingsService) {}

  @Get()
  @Page('service/certificate/issuers')
  async list(@Asker() actor: Actor): Promise<object> {
    return { issuers: await this.issuers.list(actor) };
  }

  @Get(':id')
  @Page('service/certificate/issuer')
  show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.form(actor, id, {});
  }

  @Post(':id')
  @Page('service/certificate/issuer')
  change(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.issuers.change(actor, id, await validate(IssuerDto, body));
        return redirect(`/certificate-issuers/${id}`, { notice: 'certificate.notice.issuerSaved' });
      },
      () => this.form(actor, id, body),
    );
  }

  @Post(':id/seal')
  @Page('service/certificate/issuer')
  setSeal(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        await this.issuers.find(actor, id);
        await this.issuers.setSeal(actor, id, await uploadedPicture(request, 'sealPicture'));
        return redirect(`/certificate-issuers/${id}`, { notice: 'certificate.notice.sealSet' });
      },
      () => this.form(actor, id, {}),
    );
  }

  private async form(actor: Actor, id: string, typed: unknown): Promise<object> {
    const issuer = await this.issuers.find(actor, id);
    const { printedName, word, seal } = (typed ?? {}) as Record<string, unknown>;
    return {
      issuer,
      printedName: text(printedName) ?? issuer.printedName ?? '',
      word: text(word) ?? issuer.word,
      seal: text(seal) ?? issuer.seal,
      seals: issuerSeals.filter((kind) => kind !== 'image' || issuer.hasSeal),
    };
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
