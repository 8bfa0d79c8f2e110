import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { validate } from '../../foundation/http/validate.js';
import { attempt, type Redisplay } from '../../foundation/view/attempt.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { type Redirect, redirect } from '../../foundation/view/redirect.js';
import { CertificateRecordService } from './certificate-record.service.js';
import { EndingDto } from './certificate.dto.js';
import { CertificateService } from './certificate.service.js';

const template = 'service/certificate/ending';

const endings = {
  revoke: { path: 'revocation', notice: 'certificate.notice.revoked' },
  replace: { path: 'replacement', notice: 'certificate.notice.replaced' },
} as const;

type Ending = keyof typeof endings;

/** Asks why before a certificate is revoked or replaced. */
@Controller('certificates/:id')
@Allow(['coordinator'], 'class')
export class CertificateEndingPage {
  constructor(
    private readonly certificates: CertificateService,
    private readonly records: CertificateRecordService,
  ) {}

  @Get('revocation')
  @Page(template)
  askWhyRevoke(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.form(actor, id, 'revoke', {});
  }

  @Post('revocation')
  @Page(template)
  revoke(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return this.end(actor, id, 'revoke', body);
  }

  @Get('replacement')
  @Page(template)
  askWhyReplace(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.form(actor, id, 'replace', {});
  }

  @Post('replacement')
  @Page(template)
  replace(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return this.end(actor, id, 'replace', body);
  }

  private end(actor: Actor, id: string, verb: Ending, body: unknown): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { reason } = await validate(EndingDto, body);
        const { classId, registerNumber } = await this.certificates[verb](actor, id, reason);
        return redirect(`/classes/${classId}/certificates`, {
          notice: endings[verb].notice,
          params: { number: registerNumber },
        });
      },
      () => this.form(actor, id, verb, body),
    );
  }

  private async form(actor: Actor, id: string, verb: Ending, typed: unknown): Promise<object> {
    const { reason } = (typed ?? {}) as { reason?: unknown };
    return {
      certificate: await this.records.find(actor, id),
      verb,
      path: endings[verb].path,
      reason: typeof reason === 'string' ? reason : '',
    };
  }
}
