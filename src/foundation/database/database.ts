import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type pg from 'pg';
import {
  DataSource,
  EntityManager,
  EntityTarget,
  ObjectLiteral,
  QueryResult,
  QueryRunner,
  Repository,
} from 'typeorm';

interface Transaction {
  runner: QueryRunner;
  afterCommit: (() => unknown)[];
}

/**
 * The one way to the database. Inside {@link transaction} every repository and query joins the caller's
 * transaction; outside, each statement commits by itself.
 */
@Injectable()
export class Database {
  private readonly logger = new Logger(Database.name);
  private readonly current = new AsyncLocalStorage<Transaction>();

  constructor(private readonly source: DataSource) {}

  /**
   * Runs the work in one transaction; nested calls join the outer one.
   * What {@link afterCommit} collected runs once the commit is durable; its failures are logged, never thrown,
   * because a sweep finds the same work again.
   */
  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.current.getStore()) return work();
    const transaction: Transaction = { runner: this.source.createQueryRunner(), afterCommit: [] };
    let result: Result;
    try {
      await transaction.runner.startTransaction();
      try {
        result = await this.current.run(transaction, work);
        await transaction.runner.commitTransaction();
      } catch (error) {
        await transaction.runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
    } finally {
      await transaction.runner.release();
    }
    await this.runAfterCommit(transaction);
    return result;
  }

  /** Whether the caller is inside a transaction; the seat path refuses to run there. */
  get inTransaction(): boolean {
    return this.current.getStore() !== undefined;
  }

  /** Runs the work once the current transaction is committed, or at once outside of one. */
  async afterCommit(work: () => unknown): Promise<void> {
    const transaction = this.current.getStore();
    if (transaction) transaction.afterCommit.push(work);
    else await work();
  }

  get manager(): EntityManager {
    return this.current.getStore()?.runner.manager ?? this.source.manager;
  }

  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.manager.getRepository(entity);
  }

  /** Rows of a hand-written statement, `$1`-style parameters; also the `returning` rows of insert, update, delete. */
  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await this.run(sql, parameters)).records as Row[];
  }

  /**
   * Like {@link query}, but each connection plans the text once: for statements that take longer to plan than to
   * run, and that come in few different texts.
   */
  async prepared<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.onRunner(async (runner) => {
      const client = (await runner.connect()) as pg.PoolClient;
      return (await client.query<Row>({ name: nameOf(sql), text: sql, values: [...parameters] })).rows;
    });
  }

  /** The first row of a hand-written statement, or undefined. */
  async one<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row | undefined> {
    return (await this.query<Row>(sql, parameters))[0];
  }

  /** Runs a hand-written statement and tells how many rows it touched. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return (await this.run(sql, parameters)).affected ?? 0;
  }

  private run(sql: string, parameters: readonly unknown[]): Promise<QueryResult> {
    return this.onRunner((runner) => structured(runner, sql, parameters));
  }

  private async onRunner<Result>(work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
    const transaction = this.current.getStore();
    if (transaction) return work(transaction.runner);
    const runner = this.source.createQueryRunner();
    try {
      return await work(runner);
    } finally {
      await runner.release();
    }
  }

  private async runAfterCommit(transaction: Transaction): Promise<void> {
    for (const work of transaction.afterCommit) {
      try {
        await this.current.exit(async () => {
          await work();
        });
      } catch (error) {
        this.logger.error('Work after commit failed; a sweep will find it again', error);
      }
    }
  }
}

function structured(runner: QueryRunner, sql: string, parameters: readonly unknown[]): Promise<QueryResult> {
  return runner.query(sql, [...parameters], true);
}

/** A prepared statement belongs to its text: two texts may never share a name. */
function nameOf(sql: string): string {
  return createHash('sha1').update(sql).digest('hex');
}
