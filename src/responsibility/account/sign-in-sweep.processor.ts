import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import { Attempts } from './attempts.js';
import { PhoneCodes } from './phone-codes.js';
import { sweepSignIns } from './sign-in-sweep.queue.js';
import { SignInRepository } from './sign-in.repository.js';

@Injectable()
export class SignInSweepProcessor {
  constructor(
    private readonly attempts: Attempts,
    private readonly codes: PhoneCodes,
    private readonly signIns: SignInRepository,
  ) {}

  @HandlesJob(sweepSignIns)
  async sweep(): Promise<{ attempts: number; codes: number; signIns: number }> {
    return {
      attempts: await this.attempts.sweep(),
      codes: await this.codes.sweep(),
      signIns: await this.signIns.sweep(),
    };
  }
}
