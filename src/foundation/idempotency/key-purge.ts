import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { HandlesJob } from '../queue/handles-job.decorator.js';
import { purgeKeys } from './key-purge.queue.js';

/** Longer than any program goes on repeating a request that got no answer. */
const keptHours = 48;

/** Forgets keys and the answers that are kept with them. */
@Injectable()
export class KeyPurge {
  constructor(private readonly database: Database) {}

  @HandlesJob(purgeKeys)
  async purge(): Promise<{ removed: number }> {
    return {
      removed: await this.database.execute(
        `delete from foundation.idempotency_key where created_at < now() - interval '${keptHours} hours'`,
      ),
    };
  }
}
