import { Injectable } from '@nestjs/common';
import { Actor } from '../../../foundation/access/actor.js';
import { Audit } from '../../../foundation/audit/audit.js';
import { Clock } from '../../../foundation/clock/clock.js';
import { Database } from '../../../foundation/database/database.js';
import { JobProgress, JobStopped } from '../../../foundation/queue/job-progress.js';
import { ImportFileVault } from './import-file.vault.js';
import { TraineeImport } from './trainee-import.entity.js';
import { TraineeMergeRepository } from './trainee-merge.repository.js';
import { StagedCounts, TraineeStagingRepository } from './trainee-staging.repository.js';

/** Takes a checked import into the register. */
@Injectable()
export class TraineeMergeService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly staging: TraineeStagingRepository,
    private readonly register: TraineeMergeRepository,
    private readonly files: ImportFileVault,
  ) {}

  /**
   * All good rows or none, in one transaction; the rows are judged again first, because the register may have changed
   * since the check. Does nothing for an import that is merged already or was cancelled. Can be stopped until it
   * commits, and the import is then checked as before.
   */
  async merge(actor: Actor, importId: string, progress: JobProgress): Promise<StagedCounts | undefined> {
    try {
      return await this.database.transaction(() => this.mergeNow(actor, importId, progress));
    } catch (error) {
      if (error instanceof JobStopped && error.reason === 'cancelled')
        await this.database.execute(
          `update targeting.trainee_import set state = 'checked' where id = $1 and state = 'merging'`,
          [importId],
        );
      throw error;
    }
  }

  private async mergeNow(
    actor: Actor,
    importId: string,
    progress: JobProgress,
  ): Promise<StagedCounts | undefined> {
    progress.enter('trainee.import.phase.wait');
    await this.register.waitForTurn();
    const found = await this.database
      .repository(TraineeImport)
      .createQueryBuilder('import')
      .where(`import.id = :importId and import.state = 'merging'`, { importId })
      .setLock('pessimistic_write')
      .getOne();
    if (!found) return undefined;
    const today = this.clock.today();
    const total = found.rowsRead;
    const enter = (phase: string, share: number) => {
      progress.stopIfAsked();
      progress.enter(`trainee.import.phase.${phase}`);
      progress.report(Math.round(total * share), total);
    };
    enter('judge', 0);
    const counts = await this.staging.judge(importId, found.divisionId, today);
    enter('change', 0.2);
    await this.register.recordChanges(actor, importId);
    await this.register.change(importId);
    enter('add', 0.3);
    await this.register.add(importId, today);
    enter('post', 0.9);
    await this.register.post(importId, today);
    enter('post', 1);
    await this.database
      .repository(TraineeImport)
      .update(importId, { ...counts, state: 'merged', mergedAt: this.clock.now() });
    // What is left to give back are the bad rows.
    if (counts.rowsBad === 0) await this.files.forget(importId);
    await this.audit.record(actor, {
      action: 'trainee.import.merge',
      subjectType: 'traineeImport',
      subjectId: importId,
      after: counts,
    });
    return counts;
  }
}
