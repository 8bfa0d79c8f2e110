import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AllowAnyone } from '../access/policy.decorator.js';
import { Health, Readiness } from './health.js';

/** For load balancers and supervisors. */
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** The process answers. */
  @Get('live')
  @AllowAnyone()
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  /** The process can do its work; 503 while a part it needs is away. */
  @Get('ready')
  @AllowAnyone()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.health.readiness();
    void reply.status(readiness.status === 'up' ? 200 : 503).header('cache-control', 'no-store');
    return readiness;
  }
}
