import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { ClassAccess, ClassService } from '../class/class.service.js';
import { CallUp } from './call-up.entity.js';
import { CallUpRecipient } from './call-up-recipient.entity.js';
import { recipientIsReached } from './call-up.reach.js';
import { CallUpState, CallUpVerb, nextCallUpState } from './call-up.state.js';

/** Who reaches which notice: its class's people the whole of it, those it asks their own lines. */
@Injectable()
export class CallUpAccess {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly clock: Clock,
  ) {}

  /** Whether the notice's class is the actor's, and how far. */
  async owns(actor: Actor, callUp: { classId: string }, access: ClassAccess): Promise<boolean> {
    if (!['coordinator', 'host', 'classHead', 'supervisor', 'administrator'].includes(actor.role))
      return false;
    try {
      await this.classes.reach(actor, callUp.classId, access);
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  /**
   * The notice, locked for the rest of the transaction, for a verb of its issuer.
   * @throws NotFound unless the actor manages the class, Conflict when the verb doesn't fit the state
   */
  async lockOwn(actor: Actor, id: string, verb: CallUpVerb): Promise<{ callUp: CallUp; next: CallUpState }> {
    const callUp = await this.database
      .repository(CallUp)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!callUp || !(await this.owns(actor, callUp, 'manage'))) throw new NotFound();
    return { callUp, next: nextCallUpState(callUp.state, verb) };
  }

  /**
   * The line that the actor answers for, with its notice held as it is until the transaction ends.
   * @throws NotFound for a line of somebody else and for one of a draft
   */
  async own(
    actor: Actor,
    callUpId: string,
    recipientId: string,
  ): Promise<{ callUp: CallUp; recipient: CallUpRecipient }> {
    const callUp = await this.database.repository(CallUp).findOne({
      where: { id: callUpId },
      ...(this.database.inTransaction && { lock: { mode: 'pessimistic_read' } }),
    });
    const bindings = new Bindings();
    const found = await this.database.one(
      `select from integration.call_up_recipient recipient
       where recipient.id = ${bindings.add(recipientId)} and recipient.call_up_id = ${bindings.add(callUpId)}
         and ${recipientIsReached(actor, bindings)}`,
      bindings.values,
    );
    const recipient =
      found && (await this.database.repository(CallUpRecipient).findOneBy({ id: recipientId }));
    if (!recipient || !callUp || callUp.state === 'draft') throw new NotFound();
    return { callUp, recipient };
  }

  /** @throws Conflict that says why names are no longer taken */
  mustTakeNames(callUp: CallUp): void {
    nextCallUpState(callUp.state, 'reply');
    if (callUp.deadline <= this.clock.now()) throw new Conflict('call-up.error.deadlinePassed');
  }
}
