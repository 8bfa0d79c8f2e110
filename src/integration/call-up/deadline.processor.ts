import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import { closeCallUps, remindUnits } from './deadline.queue.js';
import { DeadlineService } from './deadline.service.js';

@Injectable()
export class DeadlineProcessor {
  constructor(private readonly deadlines: DeadlineService) {}

  @HandlesJob(remindUnits)
  async remind(): Promise<{ messages: number }> {
    return { messages: await this.deadlines.remindDue() };
  }

  @HandlesJob(closeCallUps)
  async close(): Promise<{ closed: number }> {
    return { closed: await this.deadlines.closeDue() };
  }
}
