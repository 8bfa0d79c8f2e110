import { Injectable } from '@nestjs/common';
import { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, Forbidden, NotFound } from '../../foundation/error/domain-error.js';
import { AccountScope } from './account.scope.js';
import { Assignment } from './assignment.entity.js';
import { Grant, grantMustNameItsScope, mayGrant } from './assignment.rules.js';

/** A role to be given, with its days: `validTo` is the first day on which it no longer holds. */
export interface NewAssignment extends Grant {
  validFrom?: string | undefined;
  validTo?: string | null | undefined;
}

/** Gives roles and takes them away; both work on the account's next request. */
@Injectable()
export class AssignmentService {
  constructor(
    private readonly database: Database,
    private readonly scope: AccountScope,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives an account a role.
   * @throws Forbidden when the actor's role doesn't hand it out, NotFound when its place or account is out of reach
   */
  assign(actor: Actor, accountId: string, assignment: NewAssignment): Promise<Assignment> {
    return this.database.transaction(async () => {
      await this.scope.mustSee(actor, accountId);
      return this.give(actor, accountId, assignment);
    });
  }

  /** Gives a role to an account that was made in this transaction, and so is in nobody's reach yet. */
  async give(actor: Actor, accountId: string, assignment: NewAssignment): Promise<Assignment> {
    if (!mayGrant(actor, assignment.role)) throw new Forbidden('account.assignment.notYours');
    grantMustNameItsScope(assignment);
    await this.scope.mustHold(actor, assignment);
    const validFrom = assignment.validFrom ?? this.clock.today();
    const validTo = assignment.validTo ?? null;
    if (validTo !== null && validTo <= validFrom)
      throw new BrokenRule('account.assignment.ends', {}, [
        { field: 'validTo', code: 'account.assignment.ends' },
      ]);
    await this.mustBeNew(accountId, assignment, validFrom, validTo);
    const assignments = this.database.repository(Assignment);
    const row = await assignments.save(
      assignments.create({
        accountId,
        role: assignment.role,
        divisionId: assignment.divisionId ?? null,
        organizationId: assignment.organizationId ?? null,
        traineeId: assignment.traineeId ?? null,
        validFrom,
        validTo,
      }),
    );
    await this.audit.record(actor, {
      action: 'account.assign',
      subjectType: 'account',
      subjectId: accountId,
      after: row,
    });
    return row;
  }

  /**
   * Takes a role away from today on.
   * @throws Conflict for the role of the last administrator
   */
  end(actor: Actor, accountId: string, assignmentId: string): Promise<void> {
    return this.database.transaction(async () => {
      const assignments = this.database.repository(Assignment);
      const row = await assignments.findOneBy({ id: assignmentId, accountId });
      if (!row) throw new NotFound();
      await this.scope.mustSee(actor, row.accountId);
      if (!mayGrant(actor, row.role)) throw new Forbidden('account.assignment.notYours');
      await this.scope.mustHold(actor, row);
      const today = this.clock.today();
      if (row.validTo !== null && row.validTo <= today) throw new Conflict('account.assignment.ended');
      const validTo = row.validFrom > today ? row.validFrom : today;
      await assignments.update({ id: row.id }, { validTo });
      if (row.role === 'administrator') await this.scope.anAdministratorMustRemain();
      await this.audit.record(actor, {
        action: 'account.endAssignment',
        subjectType: 'account',
        subjectId: row.accountId,
        before: { assignmentId: row.id, role: row.role, validTo: row.validTo },
        after: { validTo },
      });
    });
  }

  /** The exclusion constraint is the last guard; this gives the readable answer. */
  private async mustBeNew(
    accountId: string,
    grant: Grant,
    validFrom: string,
    validTo: string | null,
  ): Promise<void> {
    const same = await this.database.one(
      `select from responsibility.assignment
       where account_id = $1 and role = $2 and division_id is not distinct from $3
         and organization_id is not distinct from $4 and trainee_id is not distinct from $5
         and daterange(valid_from, valid_to) && daterange($6, $7)`,
      [
        accountId,
        grant.role,
        grant.divisionId ?? null,
        grant.organizationId ?? null,
        grant.traineeId ?? null,
        validFrom,
        validTo,
      ],
    );
    if (same) throw new Conflict('account.assignment.exists');
  }
}
