import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import { tellEntered } from './enrollment-entry.queue.js';
import { EnrollmentMessageService } from './enrollment-message.service.js';

@Injectable()
export class EnrollmentEntryProcessor {
  constructor(private readonly messages: EnrollmentMessageService) {}

  @HandlesJob(tellEntered)
  async tell(): Promise<{ messages: number }> {
    return { messages: await this.messages.entered() };
  }
}
