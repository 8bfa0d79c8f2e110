import { Injectable, Logger } from '@nestjs/common';
import { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Notifier } from '../../foundation/notification/notifier.js';
import { AdministratorService } from '../consistency/administrator.service.js';
import type { Comparison } from './fold.repository.js';
import { StatisticsService } from './statistics.service.js';

const shown = 10;

/** Recounts, heals, and says so: a stored figure that differed from the facts is never put right in silence. */
@Injectable()
export class ReconcileService {
  private readonly logger = new Logger(ReconcileService.name);

  constructor(
    private readonly statistics: StatisticsService,
    private readonly administrators: AdministratorService,
    private readonly audit: Audit,
    private readonly notifier: Notifier,
    private readonly clock: Clock,
  ) {}

  /** As {@link StatisticsService.reconcile}; what was put right is in the audit log and told to the administrators. */
  reconcile(actor: Actor, divisionCode?: string): Promise<Comparison> {
    return this.statistics.reconcile(actor, divisionCode, (comparison) =>
      this.report(actor, divisionCode, comparison),
    );
  }

  /** The county whose minute it is. */
  async reconcileCountyInTurn(actor: Actor): Promise<Comparison> {
    return this.reconcile(actor, await this.statistics.countyInTurn(this.clock.now()));
  }

  private async report(
    actor: Actor,
    divisionCode: string | undefined,
    { total, differences }: Comparison,
  ): Promise<void> {
    this.logger.error(`Statistics differed from the facts in ${total} rows and were put right`);
    await this.audit.record(actor, {
      action: 'statistics.heal',
      subjectType: 'statistics',
      before: {
        division: divisionCode,
        total,
        rows: differences.slice(0, shown).map(({ stored }) => stored),
      },
      after: {
        rows: differences.slice(0, shown).map(({ divisionId, counted }) => ({ divisionId, ...counted })),
      },
    });
    await this.notifier.send(
      await this.administrators.active(),
      'statistics.message.healed',
      { count: total },
      { dedupeKey: `statistics/${this.clock.today()}` },
    );
  }
}
