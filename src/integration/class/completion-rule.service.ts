import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict } from '../../foundation/error/domain-error.js';
import { ClassService } from './class.service.js';
import { nextClassState } from './class.state.js';
import type { CompletionRule } from './completion-rule.entity.js';
import { keptShare, wholeRule } from './completion-rule.rules.js';
import type { TrainingClass } from './training-class.entity.js';

export { completionRuleWords, shareText, wholeRule } from './completion-rule.rules.js';

/** A class's own completion rule: free to change until somebody was judged by it. */
@Injectable()
export class CompletionRuleService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly audit: Audit,
  ) {}

  /**
   * Gives a class its own completion rule, also after it ended, as long as nobody was judged by the old one.
   * @throws Conflict once a completion is decided, and while the class is being judged or is cancelled
   */
  async set(actor: Actor, id: string, rule: CompletionRule): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.classes.lock(actor, id, 'manage');
      if (before.state !== 'ended' && before.state !== 'concluded') nextClassState(before.state, 'edit');
      await this.replace(actor, before, rule);
      await this.classes.touch(actor, id);
    });
  }

  /**
   * Gives a class that the caller has locked another rule; the same rule again changes nothing.
   * @throws Conflict `class.completionRuleFrozen` once anyone's completion is decided
   */
  async replace(actor: Actor, trainingClass: TrainingClass, wanted: CompletionRule): Promise<void> {
    const before = wholeRule(trainingClass.completionRule);
    const after = keptRule(wanted);
    if (JSON.stringify(keptRule(before)) === JSON.stringify(after)) return;
    if (await this.isFrozen(trainingClass.id)) throw new Conflict('class.completionRuleFrozen');
    await this.database.execute('update integration.class set completion_rule = $2 where id = $1', [
      trainingClass.id,
      JSON.stringify(after),
    ]);
    await this.audit.record(actor, {
      action: 'class.completionRule',
      subjectType: 'class',
      subjectId: trainingClass.id,
      before,
      after,
    });
  }

  /** Whether anyone of the class was judged by its rule. */
  async isFrozen(classId: string): Promise<boolean> {
    const decided = await this.database.one(
      `select 1 from integration.completion completion
       join integration.enrollment enrollment on enrollment.id = completion.enrollment_id
       where enrollment.class_id = $1 limit 1`,
      [classId],
    );
    return decided !== undefined;
  }
}

/** A rule as it is written down, its fields in one order. */
export function keptRule({
  leastAttendance,
  mostUnexcusedAbsences,
  mostLeave,
}: CompletionRule): CompletionRule {
  return {
    leastAttendance: keptShare(leastAttendance),
    mostUnexcusedAbsences,
    mostLeave: keptShare(mostLeave),
  };
}
