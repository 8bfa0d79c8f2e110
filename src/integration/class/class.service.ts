import { Injectable } from '@nestjs/common';
import { Actor, isSystem } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { classIsManaged, classIsRun, classIsVisible } from './class-reach.js';
import { ClassVerb, nextClassState } from './class.state.js';
import { TrainingClass } from './training-class.entity.js';

/** How much of a class an actor must reach for a verb. */
export type ClassAccess = 'see' | 'run' | 'manage';

const predicates = { see: classIsVisible, run: classIsRun, manage: classIsManaged };

export interface MoveOptions {
  access?: ClassAccess;
  reason?: string;
  guard?: (trainingClass: TrainingClass) => Promise<void> | void;
}

/** A class as every room meets it: who reaches it how far, locked for a change, moved from state to state. */
@Injectable()
export class ClassService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /**
   * The class, when the actor reaches it far enough.
   * @throws NotFound for an unknown class and for one out of reach alike
   */
  async reach(actor: Actor, id: string, access: ClassAccess): Promise<TrainingClass> {
    const bindings = new Bindings();
    const found = await this.database.one(
      `select 1 from integration.class class
       where class.id = ${bindings.add(id)} and ${predicates[access](actor, 'class', bindings)}`,
      bindings.values,
    );
    const trainingClass = found && (await this.database.repository(TrainingClass).findOneBy({ id }));
    if (!trainingClass) throw new NotFound();
    return trainingClass;
  }

  /** True for the rows of `integration.class class` that the actor reaches so far, for statements of rooms downstream. */
  condition(actor: Actor, access: ClassAccess, bindings: Bindings): string {
    return predicates[access](actor, 'class', bindings);
  }

  /** Locks the class for the rest of the transaction. */
  async lock(actor: Actor, id: string, access: ClassAccess): Promise<TrainingClass> {
    await this.database.execute('select 1 from integration.class where id = $1 for update', [id]);
    return this.reach(actor, id, access);
  }

  /**
   * Locks a class whose content may still be changed.
   * @throws Conflict `class.verbHasNoMeaning` while it is being judged and after it ended
   */
  async lockToEdit(actor: Actor, id: string, access: ClassAccess): Promise<TrainingClass> {
    const trainingClass = await this.lock(actor, id, access);
    nextClassState(trainingClass.state, 'edit');
    return trainingClass;
  }

  /**
   * Moves a class to its next state inside the caller's transaction, with the step's row and the audit line.
   * @param guard checks that run on the locked class before it moves
   */
  async move(
    actor: Actor,
    id: string,
    verb: ClassVerb,
    { access = 'manage', reason, guard }: MoveOptions = {},
  ): Promise<TrainingClass> {
    return this.database.transaction(async () => {
      const trainingClass = await this.lock(actor, id, access);
      const state = nextClassState(trainingClass.state, verb);
      await guard?.(trainingClass);
      await this.database.execute('update integration.class set state = $2 where id = $1', [id, state]);
      await this.touch(actor, id);
      await this.note(actor, id, verb, trainingClass.state, state, reason);
      return Object.assign(trainingClass, { state });
    });
  }

  /** Counts a change of the class, by which forms notice each other. */
  async touch(actor: Actor, id: string): Promise<void> {
    await this.database.execute(
      'update integration.class set version = version + 1, changed_at = now(), changed_by = $2 where id = $1',
      [id, isSystem(actor) ? null : actor.accountId],
    );
  }

  /** Writes into the class's history what was done to it, and audits it. */
  async note(
    actor: Actor,
    id: string,
    verb: string,
    from: string | null,
    to: string,
    reason?: string,
  ): Promise<void> {
    await this.database.execute(
      `insert into integration.class_step (class_id, verb, from_state, to_state, account_id, reason)
       values ($1, $2, $3, $4, (select id from responsibility.account where id = $5), $6)`,
      [id, verb, from, to, actor.accountId, reason ?? null],
    );
    await this.audit.record(actor, {
      action: `class.${verb}`,
      subjectType: 'class',
      subjectId: id,
      before: { state: from },
      after: { state: to, ...(reason !== undefined && { reason }) },
    });
  }
}
