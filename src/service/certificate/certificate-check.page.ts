import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowAnyone } from '../../foundation/access/policy.decorator.js';
import { PageRenderer } from '../../foundation/view/page-renderer.js';
import { publicViewContext } from '../../foundation/view/public-view-context.js';
import { CertificateCheckService, CheckedCertificate } from './certificate-check.service.js';
import { CredentialService } from './credential.service.js';
import { CheckLimiter } from './check-limiter.js';

const tones = { issued: 'ok', revoked: 'danger', replaced: 'warn' } as const;

/**
 * Where the code on a certificate leads anyone: whether it is real and still in force. A program that accepts
 * `application/vc+jwt` gets it as a signed credential.
 */
@ApiExcludeController()
@Controller('v')
export class CertificateCheckPage {
  constructor(
    private readonly checks: CertificateCheckService,
    private readonly credentials: CredentialService,
    private readonly limiter: CheckLimiter,
    private readonly renderer: PageRenderer,
  ) {}

  @Get()
  @AllowAnyone()
  async ask(
    @Query('code') code: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const typed = typeof code === 'string' ? code.trim() : '';
    if (typed === '') this.answer(request, reply, '', undefined, 200);
    else await this.check(typed, request, reply);
  }

  @Get(':code')
  @AllowAnyone()
  async check(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.limiter.count(request.ip);
    const certificate = await this.checks.check(code);
    void reply.header('vary', 'Accept');
    if (certificate && (request.headers.accept ?? '').includes('application/vc+jwt')) {
      const credential = await this.credentials.sign(certificate);
      void reply.type('application/vc+jwt').header('cache-control', 'no-store').send(credential);
      return;
    }
    this.answer(request, reply, code, certificate, certificate ? 200 : 404);
  }

  private answer(
    request: FastifyRequest,
    reply: FastifyReply,
    code: string,
    certificate: CheckedCertificate | undefined,
    status: number,
  ): void {
    const model = {
      code: code.slice(0, 40),
      unknown: status === 404,
      certificate: certificate && { ...certificate, tone: tones[certificate.state] },
    };
    const html = this.renderer.page('service/certificate/check', model, publicViewContext(request), 'plain');
    void reply
      .status(status)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-robots-tag', 'noindex')
      .send(html);
  }
}
