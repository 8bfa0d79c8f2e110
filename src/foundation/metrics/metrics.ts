import { Injectable, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database.js';

/** Seconds; the bars of the benches lie inside. */
const buckets = [0.005, 0.01, 0.02, 0.06, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What the process measures of itself, in the words of Prometheus. Labels name routes and jobs, never people. */
@Injectable()
export class Metrics implements OnModuleInit {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer a request, by route template.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [this.registry],
  });

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly database: Database,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.countRows(
      'zhixing_job_runs',
      'Job runs that are queued or running, and those that failed within a day.',
      ['queue', 'state'],
      `select queue, state, count(*)::int as count from foundation.job_run
       where state in ('queued', 'running') or (state = 'failed' and finished_at > now() - interval '1 day')
       group by queue, state`,
    );
    this.countRows(
      'zhixing_messages',
      'Messages that wait to leave, and those given up within a day.',
      ['channel', 'state'],
      `select channel, state, count(*)::int as count from foundation.message
       where state in ('due', 'sending') or (state = 'failed' and tried_at > now() - interval '1 day')
       group by channel, state`,
    );
  }

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unknown';
      this.requests.observe(
        { method: request.method, route, status: `${Math.floor(reply.statusCode / 100)}xx` },
        reply.elapsedTime / 1000,
      );
      done();
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  private countRows(name: string, help: string, labelNames: string[], sql: string): void {
    const { database } = this;
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const { count, ...labels } of await database.query<{ count: number } & Record<string, string>>(
          sql,
        ))
          this.set(labels as Record<string, string>, count);
      },
    });
  }
}
