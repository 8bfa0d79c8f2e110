import { Injectable } from '@nestjs/common';
import { Configuration } from '../../foundation/config/configuration.js';
import { TooMany } from '../../foundation/error/domain-error.js';

const window = 60_000;
/** Addresses remembered; past that the oldest are forgotten, so that a flood of addresses costs no memory. */
const mostAddresses = 50_000;

/** Lets an address check only so many certificates a minute, so that codes can't be tried out. */
@Injectable()
export class CheckLimiter {
  private readonly counts = new Map<string, { used: number; until: number }>();

  constructor(private readonly configuration: Configuration) {}

  /** @throws TooMany beyond `CHECKS_PER_MINUTE` */
  count(address: string, now = Date.now()): void {
    const present = this.counts.get(address);
    const current = present && present.until > now ? present : { used: 0, until: now + window };
    current.used += 1;
    if (current !== present) this.counts.delete(address);
    this.counts.set(address, current);
    if (this.counts.size > mostAddresses) {
      const [oldest] = this.counts.keys();
      if (oldest !== undefined) this.counts.delete(oldest);
    }
    if (current.used > this.configuration.checksPerMinute)
      throw new TooMany('certificate.tooManyChecks', Math.ceil((current.until - now) / 1000));
  }
}
