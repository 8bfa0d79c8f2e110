import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import { expireEnrollments, type ExpiryJob, findExpired } from './enrollment-expiry.queue.js';
import { EnrollmentExpiryService } from './enrollment-expiry.service.js';

@Injectable()
export class EnrollmentExpiryProcessor {
  constructor(private readonly expiry: EnrollmentExpiryService) {}

  @HandlesJob(findExpired)
  async find(): Promise<{ queued: number }> {
    return { queued: await this.expiry.queueDue() };
  }

  @HandlesJob(expireEnrollments)
  async expire({ classId }: ExpiryJob): Promise<{ released: number }> {
    return { released: await this.expiry.expire(classId) };
  }
}
