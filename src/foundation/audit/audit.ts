import { Injectable } from '@nestjs/common';
import { Actor, isSystem } from '../access/actor.js';
import { Database } from '../database/database.js';
import { RequestContext } from '../http/request-context.js';

/** What happened to which row; `before` and `after` hold no citizen ID and no secret. */
export interface AuditFact {
  /** Verb in the glossary's words, e.g. `class.publish`. */
  action: string;
  subjectType: string;
  subjectId?: string;
  before?: unknown;
  after?: unknown;
}

/** Appends to the audit log inside the caller's transaction; a sealer chains the rows behind. */
@Injectable()
export class Audit {
  constructor(
    private readonly database: Database,
    private readonly context: RequestContext,
  ) {}

  async record(actor: Actor | undefined, fact: AuditFact): Promise<void> {
    await this.database.execute(
      `insert into foundation.audit_entry
         (account_id, role, division_id, action, subject_type, subject_id, before, after, address)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        actor && !isSystem(actor) ? actor.accountId : null,
        actor?.role ?? null,
        actor?.division?.id ?? null,
        fact.action,
        fact.subjectType,
        fact.subjectId ?? null,
        json(fact.before),
        json(fact.after),
        this.context.current?.address ?? null,
      ],
    );
  }
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
