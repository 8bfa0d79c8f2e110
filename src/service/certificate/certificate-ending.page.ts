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

/** Asks why before a certificate is revoked or replaced. */
@Controller('certificates/:id')
export class CertificateEndingPage {
  constructor(
    private readonly certificates: CertificateService,
    private readonly records: CertificateRecordService,
  ) {}

  @Get('revocation')
  @Allow(['coordinator'], 'class')
  @Page(template)
  askWhyRevoke(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.form(actor, id, 'revoke', {});
  }

  @Post('revocation')
  @Allow(['coordinator'], 'class')
  @Page(template)
  revoke(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { reason } = await validate(EndingDto, body);
        const { classId, registerNumber } = await this.certificates.revoke(actor, id, reason);
        return redirect(`/classes/${classId}/certificates`, {
          notice: 'certificate.notice.revoked',
          params: { number: registerNumber },
        });
      },
      () => this.form(actor, id, 'revoke', body),
    );
  }

  @Get('replacement')
  @Allow(['coordinator'], 'class')
  @Page(template)
  askWhyReplace(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.form(actor, id, 'replace', {});
  }

  @Post('replacement')
  @Allow(['coordinator'], 'class')
  @Page(template)
  replace(
    @Asker() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<Redirect | Redisplay> {
    return attempt(
      async () => {
        const { reason } = await validate(EndingDto, body);
        const { classId, registerNumber } = await this.certificates.replace(actor, id, reason);
        return redirect(`/classes/${classId}/certificates`, {
          notice: 'certificate.notice.replaced',
          params: { number: registerNumber },
        });
      },
      () => this.form(actor, id, 'replace', body),
    );
  }

  private async form(actor: Actor, id: string, verb: 'revoke' | 'replace', typed: unknown): Promise<object> {
    const { reason } = (typed ?? {}) as { reason?: unknown };
    return {
      certificate: await this.records.find(actor, id),
      verb,
      path: verb === 'revoke' ? 'revocation' : 'replacement',
      reason: typeof reason === 'string' ? reason : '',
    };
  }
}
