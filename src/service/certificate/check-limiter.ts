import { Injectable } from '@nestjs/common';
import { Configuration } from '../../foundation/config/configuration.js';
import { TooMany } from '../../foundation/error/domain-error.js';
import { RateWindow } from '../../foundation/http/rate-window.js';

/** Lets an address check only so many certificates a minute, so that codes can't be tried out. */
@Injectable()
export class CheckLimiter {
  private readonly window = new RateWindow();

  constructor(private readonly configuration: Configuration) {}

  /** @throws TooMany beyond `CHECKS_PER_MINUTE` */
  count(address: string, now = Date.now()): void {
    const seconds = this.window.count(address, this.configuration.checksPerMinute, now);
    if (seconds !== undefined) throw new TooMany('certificate.tooManyChecks', seconds);
  }
}
