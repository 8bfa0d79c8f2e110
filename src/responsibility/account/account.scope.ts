import { Injectable } from '@nestjs/common';
import { Actor, isSystem, Role } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, Forbidden, NotFound } from '../../foundation/error/domain-error.js';
import { Grant, mayManage } from './assignment.rules.js';

/** Which accounts and roles an actor reaches. */
@Injectable()
export class AccountScope {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * True for account rows (alias `account`) the actor sees: those with a role, ever, inside the actor's subtree.
   * An administrator sees all.
   */
  visible(actor: Actor, account: string, bindings: Bindings): string {
    if (actor.role === 'administrator') return 'true';
    return `exists (
      select from responsibility.assignment held
      left join responsibility.organization unit on unit.id = held.organization_id
      join responsibility.division seat on seat.id = coalesce(held.division_id, unit.division_id)
      where held.account_id = ${account}.id and ${withinSubtree(actor, 'seat', bindings)})`;
  }

  /** @throws NotFound for an account that doesn't exist or is out of reach */
  async mustSee(actor: Actor, accountId: string): Promise<void> {
    const bindings = new Bindings();
    const row = await this.database.one(
      `select from responsibility.account account
       where account.id = ${bindings.add(accountId)} and ${this.visible(actor, 'account', bindings)}`,
      bindings.values,
    );
    if (!row) throw new NotFound();
  }

  /**
   * The place a role holds for is inside the actor's subtree.
   * @throws NotFound for a division or organization out of reach; Forbidden when a coordinator names neither
   */
  async mustHold(actor: Actor, grant: Grant): Promise<void> {
    if (isSystem(actor) || actor.role === 'administrator') return;
    if (!grant.divisionId && !grant.organizationId) throw new Forbidden('account.assignment.notYours');
    for (const [table, id] of [
      ['division', grant.divisionId],
      ['organization', grant.organizationId],
    ] as const) {
      if (id && !(await this.holds(actor, table, id))) throw new NotFound();
    }
  }

  /**
   * @throws NotFound for an account out of reach, Forbidden for one whose roles the actor couldn't have given
   */
  async mustManage(actor: Actor, accountId: string): Promise<void> {
    await this.mustSee(actor, accountId);
    await this.mustBeManageable(actor, accountId);
  }

  /**
   * @param traineeId a person the actor reaches by the register, which knows better than the role where they are
   * @throws Forbidden for an account that holds, or will hold, a role the actor couldn't have given
   */
  async mustBeManageable(actor: Actor, accountId: string, traineeId?: string): Promise<void> {
    const bindings = new Bindings();
    const inSubtree = withinSubtree(actor, 'seat', bindings);
    const reached = bindings.add(traineeId ?? null);
    const held = await this.database.query<{ role: Role; inSubtree: boolean }>(
      `select held.role, coalesce(bool_and(${inSubtree}), false) as "inSubtree"
       from responsibility.assignment held
       left join responsibility.organization unit on unit.id = held.organization_id
       left join responsibility.division seat on seat.id in (held.division_id, unit.division_id)
       where held.account_id = ${bindings.add(accountId)}
         and (held.valid_to is null or held.valid_to > ${bindings.add(this.clock.today())})
         and (${reached}::uuid is null or held.trainee_id is distinct from ${reached}::uuid)
       group by held.id, held.role`,
      bindings.values,
    );
    if (!mayManage(actor, held)) throw new Forbidden('account.notYours');
  }

  /**
   * Somebody can still manage the installation after the change just made. Locks the administrators' accounts, so
   * two who remove each other at once don't both succeed.
   * @throws Conflict
   */
  async anAdministratorMustRemain(): Promise<void> {
    await this.database.execute('select pg_advisory_xact_lock(7451012)');
    const row = await this.database.one(
      `select from responsibility.assignment x
       join responsibility.account a on a.id = x.account_id and a.state = 'active'
       where x.role = 'administrator' and x.valid_from <= $1 and (x.valid_to is null or x.valid_to > $1)`,
      [this.clock.today()],
    );
    if (!row) throw new Conflict('account.lastAdministrator');
  }

  /** Whether a division, or an organization's division, lies in the actor's subtree. */
  async holds(actor: Actor, table: 'division' | 'organization', id: string): Promise<boolean> {
    const bindings = new Bindings();
    const seat = table === 'division' ? 'seat.id' : 'unit.division_id';
    const row = await this.database.one(
      `select from responsibility.division seat
       ${table === 'organization' ? `join responsibility.organization unit on ${seat} = seat.id` : ''}
       where ${table === 'division' ? 'seat' : 'unit'}.id = ${bindings.add(id)}
         and ${withinSubtree(actor, 'seat', bindings)}`,
      bindings.values,
    );
    return row !== undefined;
  }
}
