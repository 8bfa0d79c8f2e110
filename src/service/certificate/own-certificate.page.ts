import { Controller, Get, Param } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { CertificateRecordService } from './certificate-record.service.js';
import type { CertificateView } from './certificate-view.rules.js';
import { checkCode } from './render/check-code.js';

const tones = { issued: 'ok', revoked: 'danger', replaced: 'warn' } as const;

/** A trainee's own certificates, on the phone. */
@Controller('m/certificates')
export class OwnCertificatePage {
  constructor(private readonly records: CertificateRecordService) {}

  @Get()
  @Allow(['trainee'], 'self')
  @Page('service/certificate/own-list', { layout: 'phone' })
  async list(@Asker() actor: Actor): Promise<object> {
    return { certificates: await this.records.own(actor) };
  }

  @Get(':id')
  @Allow(['trainee'], 'self')
  @Page('service/certificate/own', { layout: 'phone' })
  async show(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const certificate = await this.records.find(actor, id);
    return {
      certificate,
      tone: tones[certificate.state],
      inForce: certificate.state === 'issued',
      code: codePath(certificate),
    };
  }
}

/** The check code as one path of an SVG, a module a unit. */
function codePath({ checkUrl }: CertificateView): { size: number; path: string } {
  const { modules, runs } = checkCode(checkUrl);
  return {
    size: modules,
    path: runs.map(([row, column, length]) => `M${column} ${row}h${length}v1h-${length}z`).join(''),
  };
}
