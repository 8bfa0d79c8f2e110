import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../queue/handles-job.decorator.js';
import type { NoPayload } from '../queue/job.contract.js';
import type { JobProgress } from '../queue/job-progress.js';
import { deliverMessages, purgeMessages } from './deliver.queue.js';
import { Delivery } from './delivery.js';
import { MessageRepository } from './message.repository.js';

@Injectable()
export class DeliveryProcessor {
  constructor(
    private readonly delivery: Delivery,
    private readonly messages: MessageRepository,
  ) {}

  @HandlesJob(deliverMessages)
  deliver(_: NoPayload, progress: JobProgress): Promise<{ sent: number; refused: number }> {
    return this.delivery.deliverDue(progress.signal);
  }

  @HandlesJob(purgeMessages)
  async purge(): Promise<{ removed: number }> {
    return { removed: await this.messages.purge() };
  }
}
