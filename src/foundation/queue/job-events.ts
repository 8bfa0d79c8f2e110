import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { jobRunChannel } from './job-run.repository.js';

const retryAfter = 2_000;

/** The address of the database that is listened to. */
export class JobEventSource {
  constructor(readonly databaseUrl: string) {}
}

/** Tells who watches a run that it moved: one LISTEN for the whole process, opened with the first watcher. */
@Injectable()
export class JobEvents implements BeforeApplicationShutdown {
  private readonly logger = new Logger(JobEvents.name);
  private readonly watchers = new Map<string, Set<() => void>>();
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly source: JobEventSource) {}

  /** Calls back whenever the run may have moved, also after the connection was lost; returns how to end it. */
  watch(runId: string, moved: () => void): () => void {
    const watchers = this.watchers.get(runId) ?? new Set();
    this.watchers.set(runId, watchers.add(moved));
    if (!this.client) this.listen();
    return () => {
      watchers.delete(moved);
      if (watchers.size === 0 && this.watchers.get(runId) === watchers) this.watchers.delete(runId);
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private listen(): void {
    const client = new pg.Client({
      connectionString: this.source.databaseUrl,
      application_name: 'zhixing-listen',
      keepAlive: true,
    });
    this.client = client;
    const lost = (): void => {
      if (this.client !== client || this.closed) return;
      this.client = undefined;
      this.logger.warn('Lost the connection that listens for job progress');
      this.timer = setTimeout(() => {
        if (!this.client && this.watchers.size > 0) this.listen();
      }, retryAfter);
    };
    client.on('error', lost).on('end', lost);
    client.on('notification', ({ payload }) => {
      this.watchers.get(payload ?? '')?.forEach((moved) => moved());
    });
    client
      .connect()
      .then(
        async () => {
          await client.query(`listen ${jobRunChannel}`);
          // What moved before we listened is told now.
          for (const watchers of this.watchers.values()) watchers.forEach((moved) => moved());
        },
        () => {
          lost();
        },
      )
      .catch(lost);
  }
}
