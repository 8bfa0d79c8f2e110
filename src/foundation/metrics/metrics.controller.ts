import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { AskedRequest } from '../access/asker.decorator.js';
import { AllowAnyone } from '../access/policy.decorator.js';
import { Forbidden, NotSignedIn } from '../error/domain-error.js';
import { isFromThisMachine } from './loopback.rules.js';
import { Metrics } from './metrics.js';

/** Not public: a collector on this machine needs no sign-in, anyone else must be an administrator. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @AllowAnyone()
  @Header('cache-control', 'no-store')
  async text(@Req() request: AskedRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const local = isFromThisMachine(request.socket.remoteAddress, request.headers);
    if (!local && !request.asker) throw new NotSignedIn();
    if (!local && request.asker?.role !== 'administrator') throw new Forbidden();
    void reply.type(this.metrics.contentType);
    return this.metrics.text();
  }
}
