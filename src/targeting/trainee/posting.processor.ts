import { Injectable } from '@nestjs/common';
import { HandlesJob } from '../../foundation/queue/handles-job.decorator.js';
import { followPostings } from './posting.queue.js';
import { PostingService } from './posting.service.js';

@Injectable()
export class PostingProcessor {
  constructor(private readonly postings: PostingService) {}

  @HandlesJob(followPostings)
  async follow(): Promise<object> {
    return { moved: await this.postings.followAll() };
  }
}
