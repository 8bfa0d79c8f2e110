import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { Invariant } from '../../foundation/database/invariant.port.js';

/**
 * Decision, state of the enrollment and ledger entry say the same of everyone. Hours that a person corrected in the
 * ledger, which the audit log shows, may differ.
 */
@Injectable()
export class CompletionInvariant extends Invariant {
  readonly name = 'completion.isStateAndLedgerEntry';

  constructor(private readonly database: Database) {
    super();
  }

  violations(): Promise<object[]> {
    return this.database.query(`
      select 'state' as kind, coalesce(enrollment.id, completion.enrollment_id) as id, enrollment.state::text as is,
        completion.decision as decided, enrollment.hours::float8 as hours, completion.hours::float8 as should
      from (select * from integration.enrollment where state in ('completed', 'refused')) enrollment
      full join integration.completion on completion.enrollment_id = enrollment.id
      where completion.decision is distinct from enrollment.state::text or completion.hours <> enrollment.hours
      union all
      select 'ledger', coalesce(completion.enrollment_id, entry.source_id), null, completion.decision,
        entry.hours::float8, completion.hours::float8
      from (select completion.*, enrollment.trainee_id, class.year from integration.completion
            join integration.enrollment on enrollment.id = completion.enrollment_id
            join integration.class on class.id = enrollment.class_id
            where completion.decision = 'completed') completion
      full join (select * from targeting.ledger_entry where source_type = 'completion') entry
        on entry.source_id = completion.enrollment_id
      where entry.trainee_id is distinct from completion.trainee_id or entry.year is distinct from completion.year
        or (entry.hours <> completion.hours and not exists (
              select from foundation.audit_entry correction where correction.action = 'ledger.correct'
                and correction.subject_type = 'trainee' and correction.subject_id = entry.trainee_id::text
                and correction.after ->> 'entryId' = entry.id::text))`);
  }
}
