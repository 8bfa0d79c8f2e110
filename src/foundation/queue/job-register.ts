import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { handlesJobKey } from './handles-job.decorator.js';
import { definedContracts, JobContract } from './job.contract.js';
import type { JobProgress } from './job-progress.js';

/** The method that does a job. */
export interface JobHandler {
  label: string;
  run(payload: object, progress: JobProgress): Promise<unknown>;
}

/** Knows who handles which job; the product does not boot unless each has exactly one handler. */
@Injectable()
export class JobRegister implements OnApplicationBootstrap {
  private handlers: Map<string, JobHandler> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    this.verify();
  }

  /** @throws naming every job that has no handler, and every handler too many */
  verify(): void {
    const handlers = this.all();
    const orphans = [...definedContracts().keys()].filter((name) => !handlers.has(name));
    if (orphans.length > 0) throw new Error(`Jobs without a handler: ${orphans.join(', ')}`);
  }

  handlerOf(name: string): JobHandler | undefined {
    return this.all().get(name);
  }

  /** The contract of a stored run; undefined when this version of the product no longer has such a job. */
  contractOf(name: string): JobContract | undefined {
    return definedContracts().get(name);
  }

  /** The one list of work that recurs by itself. */
  recurring(): JobContract[] {
    return [...definedContracts().values()].filter(({ recurrence }) => recurrence !== undefined);
  }

  private all(): Map<string, JobHandler> {
    return (this.handlers ??= this.discover());
  }

  private discover(): Map<string, JobHandler> {
    const handlers = new Map<string, JobHandler>();
    for (const { instance } of this.discovery.getProviders() as { instance: unknown }[]) {
      if (typeof instance !== 'object' || instance === null) continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
      if (prototype === null) continue;
      for (const method of this.scanner.getAllMethodNames(prototype)) {
        const work = prototype[method] as JobHandler['run'];
        const contract = this.reflector.get<JobContract | undefined>(handlesJobKey, work);
        if (!contract) continue;
        const label = `${instance.constructor.name}.${method}`;
        const other = handlers.get(contract.name);
        if (other) throw new Error(`${contract.name} is handled twice: by ${other.label} and ${label}`);
        handlers.set(contract.name, {
          label,
          run: (payload, progress) => work.call(instance, payload, progress),
        });
      }
    }
    return handlers;
  }
}
