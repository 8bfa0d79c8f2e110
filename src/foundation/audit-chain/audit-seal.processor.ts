import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../queue/handles-job.decorator.js';
import { sealAudit } from './audit-seal.queue.js';
import { AuditSealer } from './audit-sealer.js';

@Injectable()
export class AuditSealProcessor {
  constructor(private readonly sealer: AuditSealer) {}

  @HandlesJob(sealAudit)
  async seal(): Promise<{ sealed: number }> {
    return { sealed: await this.sealer.seal() };
  }
}
