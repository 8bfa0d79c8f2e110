import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import { tellEntered } from './enrollment-entry.queue.js';
import { EnrollmentMessages } from './enrollment-messages.js';

@Injectable()
export class EnrollmentEntryProcessor {
  constructor(private readonly messages: EnrollmentMessages) {}

  @HandlesJob(tellEntered)
  async tell(): Promise<{ messages: number }> {
    return { messages: await this.messages.entered() };
  }
}
