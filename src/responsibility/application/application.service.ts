import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { defaultPageSize, Page, pageOf, positionOf } from '../../foundation/database/keyset.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { NumberSeries } from '../../foundation/number/number-series.js';
import { ApplicationAuthority } from './application-authority.js';
import { ApplicationListQuery } from './application.dto.js';
import { Application, ApplicationState, applicationStates } from './application.entity.js';
import { approvalNumber } from './approval-number.rules.js';

export { agencyName } from './approval-number.rules.js';

export type ApplicationInput = Pick<
  Application,
  | 'title'
  | 'divisionId'
  | 'leadOrganizationId'
  | 'hostOrganizationId'
  | 'startsOn'
  | 'endsOn'
  | 'persons'
  | 'hours'
>;

/** An application as lists show it. */
export interface ApplicationRow {
  id: string;
  title: string;
  state: ApplicationState;
  persons: number;
  hours: number;
  approvalNo: string | null;
  startsOn: string;
  endsOn: string;
  createdAt: Date;
  divisionName: string;
  divisionCode: string;
  hostName: string | null;
  /** What was said with the last step. */
  comment: string | null;
}

/** One thing that happened to an application. */
export interface ApplicationStep {
  verb: string;
  accountName: string | null;
  comment: string | null;
  at: Date;
}

/** Application and approval in one step; who decides is {@link ApplicationAuthority}'s to say. */
@Injectable()
export class ApplicationService {
  constructor(
    private readonly database: Database,
    private readonly authority: ApplicationAuthority,
    private readonly numbers: NumberSeries,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Files an application, or files one again with new content: one sent back, or an approved one, which loses its number. */
  async submit(actor: Actor, input: ApplicationInput, again?: string): Promise<Application> {
    return this.database.transaction(async () => {
      const repository = this.database.repository(Application);
      const id = again ?? (await this.newId());
      const before =
        again === undefined
          ? undefined
          : await this.locked(actor, again, ['returned', 'withdrawn', 'approved']);
      await repository.save({ ...input, id, state: 'submitted', approvalNo: null });
      await this.step(actor, id, before ? 'resubmit' : 'submit', undefined, before);
      return repository.findOneByOrFail({ id });
    });
  }

  /**
   * Approves and gives the approval number of the authority's year.
   * @throws BrokenRule `application.ownCannotDecide` unless the actor is the application's training authority
   */
  async approve(actor: Actor, id: string, comment?: string): Promise<Application> {
    return this.database.transaction(async () => {
      const application = await this.lockedToDecide(actor, id);
      const year = Number(this.clock.today().slice(0, 4));
      const authority = actor.division;
      if (!authority) throw new BrokenRule('application.authorityNeedsDivision');
      const number = await this.numbers.next(`approval:${authority.code}`, year);
      const approvalNo = approvalNumber(authority, year, number);
      await this.database.repository(Application).update({ id }, { state: 'approved', approvalNo });
      await this.step(actor, id, 'approve', comment);
      return Object.assign(application, { state: 'approved' as const, approvalNo });
    });
  }

  /**
   * Sends an application back; the reason is for the applicant.
   * @throws BrokenRule `application.ownCannotDecide` unless the actor is the application's training authority
   */
  async return(actor: Actor, id: string, reason: string): Promise<Application> {
    return this.database.transaction(async () => {
      const application = await this.lockedToDecide(actor, id);
      await this.database.repository(Application).update({ id }, { state: 'returned' });
      await this.step(actor, id, 'return', reason);
      return Object.assign(application, { state: 'returned' as const });
    });
  }

  /** Whether the application waits for a decision that is the actor's to make. */
  async mayDecide(actor: Actor, { id, state }: Pick<Application, 'id' | 'state'>): Promise<boolean> {
    return state === 'submitted' && (await this.authority.decides(actor, id));
  }

  async one(actor: Actor, id: string): Promise<Application> {
    const application = await this.database.repository(Application).findOneBy({ id });
    if (!application || !(await this.isReached(actor, id))) throw new NotFound();
    return application;
  }

  /** Takes an undecided application back, because its class is not held. */
  async withdraw(actor: Actor, id: string, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.locked(actor, id, ['submitted', 'returned']);
      await this.database.repository(Application).update({ id }, { state: 'withdrawn' });
      await this.step(actor, id, 'withdraw', reason);
    });
  }

  /** Applications of the asker's subtree, newest first. */
  async page(actor: Actor, query: ApplicationListQuery): Promise<Page<ApplicationRow>> {
    const limit = query.limit ?? defaultPageSize;
    const after = positionOf(query, 'id');
    const bindings = new Bindings();
    const conditions = [withinSubtree(actor, 'division', bindings)];
    if (query.state !== undefined) conditions.push(`application.state = ${bindings.add(query.state)}`);
    if (after) conditions.push(`application.id < ${bindings.add(after[0])}::uuid`);
    const rows = await this.database.query<ApplicationRow>(
      `select application.id, application.title, application.state, application.persons,
              application.hours::float8 as hours, application.approval_no as "approvalNo",
              application.starts_on::text as "startsOn", application.ends_on::text as "endsOn",
              application.created_at as "createdAt", division.name as "divisionName", division.code as "divisionCode",
              host.name as "hostName",
              (select step.comment from responsibility.application_step step
               where step.application_id = application.id order by step.id desc limit 1) as comment
       from responsibility.application application
       join responsibility.division division on division.id = application.division_id
       left join responsibility.organization host on host.id = application.host_organization_id
       where ${conditions.join(' and ')}
       order by application.id desc limit ${bindings.add(limit + 1)}`,
      bindings.values,
    );
    return pageOf(rows, limit, (row) => [row.id]);
  }

  /** How many applications of the asker's subtree are in each state. */
  async counts(actor: Actor): Promise<Record<ApplicationState, number>> {
    const bindings = new Bindings();
    const rows = await this.database.query<{ state: ApplicationState; count: number }>(
      `select application.state, count(*)::int as count from responsibility.application application
       join responsibility.division division on division.id = application.division_id
       where ${withinSubtree(actor, 'division', bindings)} group by application.state`,
      bindings.values,
    );
    const counts = Object.fromEntries(applicationStates.map((state) => [state, 0]));
    return { ...counts, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) } as Record<
      ApplicationState,
      number
    >;
  }

  async steps(id: string): Promise<ApplicationStep[]> {
    return this.database.query(
      `select step.verb, account.name as "accountName", step.comment, step.at
       from responsibility.application_step step
       left join responsibility.account account on account.id = step.account_id
       where step.application_id = $1 order by step.id`,
      [id],
    );
  }

  private async lockedToDecide(actor: Actor, id: string): Promise<Application> {
    const application = await this.locked(actor, id, ['submitted']);
    if (!(await this.authority.decides(actor, id))) throw new BrokenRule('application.ownCannotDecide');
    return application;
  }

  private async locked(actor: Actor, id: string, states: ApplicationState[]): Promise<Application> {
    const application = await this.database
      .repository(Application)
      .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!application || !(await this.isReached(actor, id))) throw new NotFound();
    if (!states.includes(application.state))
      throw new Conflict('application.verbHasNoMeaning', { state: application.state });
    return application;
  }

  private async isReached(actor: Actor, id: string): Promise<boolean> {
    const bindings = new Bindings();
    const row = await this.database.one(
      `select 1 from responsibility.application application
       join responsibility.division division on division.id = application.division_id
       where application.id = ${bindings.add(id)} and ${withinSubtree(actor, 'division', bindings)}`,
      bindings.values,
    );
    return row !== undefined;
  }

  private async step(
    actor: Actor,
    id: string,
    verb: string,
    comment?: string,
    before?: Pick<Application, 'approvalNo'>,
  ): Promise<void> {
    await this.database.execute(
      `insert into responsibility.application_step (application_id, verb, account_id, comment)
       values ($1, $2, (select id from responsibility.account where id = $3), $4)`,
      [id, verb, actor.accountId, comment ?? null],
    );
    await this.audit.record(actor, {
      action: `application.${verb}`,
      subjectType: 'application',
      subjectId: id,
      ...(before?.approvalNo && { before: { approvalNo: before.approvalNo } }),
      ...(comment !== undefined && { after: { comment } }),
    });
  }

  private async newId(): Promise<string> {
    const row = await this.database.one<{ id: string }>('select uuidv7() as id');
    if (!row) throw new Error('The database gave no id');
    return row.id;
  }
}
