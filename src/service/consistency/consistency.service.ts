import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Clock } from '../../foundation/clock/clock.js';
import { Invariant } from '../../foundation/database/invariant.port.js';
import { Notifier } from '../../foundation/notification/notifier.js';
import { AdministratorService } from './administrator.service.js';

/** One invariant and the rows that break it. */
export interface Finding {
  name: string;
  violations: object[];
}

/** Runs what every room says must hold, over the rows as they are. */
@Injectable()
export class ConsistencyService {
  private readonly logger = new Logger(ConsistencyService.name);

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly administrators: AdministratorService,
    private readonly notifier: Notifier,
    private readonly clock: Clock,
  ) {}

  /** One finding for each invariant of the product, in order of name; each reads in a snapshot of its own. */
  async check(): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const invariant of this.invariants())
      findings.push({ name: invariant.name, violations: await invariant.violations() });
    return findings;
  }

  /**
   * Tells every administrator when something is violated, once a day.
   * @returns the number of rows by violated invariant
   */
  async checkAndTell(): Promise<Record<string, number>> {
    const violated = (await this.check()).filter(({ violations }) => violations.length > 0);
    if (violated.length > 0) {
      const names = violated.map(({ name }) => name).join(', ');
      this.logger.error(`Violated: ${names}`);
      await this.notifier.send(
        await this.administrators.active(),
        'consistency.message.violated',
        { names, count: violated.reduce((sum, { violations }) => sum + violations.length, 0) },
        { dedupeKey: `consistency/${this.clock.today()}` },
      );
    }
    return Object.fromEntries(violated.map(({ name, violations }) => [name, violations.length]));
  }

  private invariants(): Invariant[] {
    const found = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    return [...new Set(found.filter((instance) => instance instanceof Invariant))].sort((a, b) =>
      a.name.localeCompare(b.name),
    );
  }
}
