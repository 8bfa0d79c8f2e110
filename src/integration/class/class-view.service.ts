import { Injectable } from '@nestjs/common';
import { type Actor, type Level } from '../../foundation/access/actor.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { classColumns, classJoins, ClassRow } from './class-list.repository.js';
import { classIsManaged, classIsRun, classIsVisible } from './class-reach.js';
import type { CompletionRule } from './completion-rule.entity.js';

/** A class as its own page and the API show it; the check-in secret is not part of it. */
export interface ClassView extends ClassRow {
  version: number;
  level: Level;
  year: number;
  purpose: string | null;
  notes: string | null;
  minimumPersons: number;
  leadOrganizationId: string | null;
  leadName: string | null;
  hostOrganizationId: string | null;
  headAccountId: string | null;
  headName: string | null;
  applicationId: string | null;
  applicationState: string | null;
  quotaId: string | null;
  audienceId: string | null;
  copiedFromId: string | null;
  completionRule: CompletionRule;
  audience: ClassAudience | null;
  registration: Registration;
  createdAt: Date;
  changedAt: Date;
  /** What the asker may do with the class. */
  mayManage: boolean;
  mayRun: boolean;
}

export interface ClassAudience {
  categories: string[];
  levels: string[];
  divisions: { code: string; name: string }[];
}

export interface Registration {
  selfRegistration: boolean;
  opensAt: Date | null;
  closesAt: Date | null;
  waitlistCapacity: number;
  approvalRequired: boolean;
  open: boolean;
}

/** One thing that happened to a class. */
export interface ClassStep {
  verb: string;
  fromState: string | null;
  toState: string | null;
  accountName: string | null;
  reason: string | null;
  at: Date;
}

/** Reads one class for pages and the API; every room's page of a class takes its head from here. */
@Injectable()
export class ClassViewService {
  constructor(private readonly database: Database) {}

  /** @throws NotFound for an unknown class and for one out of reach alike */
  async view(actor: Actor, id: string): Promise<ClassView> {
    const bindings = new Bindings();
    const found = await this.database.one<Omit<ClassView, 'registration'> & Registration>(
      `select ${classColumns}, ${ownColumns},
         ${classIsManaged(actor, 'class', bindings)} as "mayManage", ${classIsRun(actor, 'class', bindings)} as "mayRun"
       from integration.class class ${classJoins}
       left join responsibility.organization lead on lead.id = class.lead_organization_id
       left join responsibility.account head on head.id = class.head_account_id
       left join targeting.audience audience on audience.id = class.audience_id
       where class.id = ${bindings.add(id)} and ${classIsVisible(actor, 'class', bindings)}`,
      bindings.values,
    );
    if (!found) throw new NotFound();
    const { selfRegistration, opensAt, closesAt, waitlistCapacity, approvalRequired, open, ...view } = found;
    return {
      ...view,
      registration: { selfRegistration, opensAt, closesAt, waitlistCapacity, approvalRequired, open },
    };
  }

  /** What happened to the class, oldest first. */
  async steps(id: string): Promise<ClassStep[]> {
    return this.database.query(
      `select step.verb, step.from_state as "fromState", step.to_state as "toState", account.name as "accountName",
              step.reason, step.at
       from integration.class_step step left join responsibility.account account on account.id = step.account_id
       where step.class_id = $1 order by step.id`,
      [id],
    );
  }
}

const ownColumns = `class.version, class.level, class.year, class.purpose, class.notes,
  class.minimum_persons as "minimumPersons", class.lead_organization_id as "leadOrganizationId", lead.name as "leadName",
  class.host_organization_id as "hostOrganizationId", class.head_account_id as "headAccountId",
  head.name as "headName", class.application_id as "applicationId", application.state as "applicationState",
  class.quota_id as "quotaId", class.audience_id as "audienceId", class.copied_from_id as "copiedFromId", class.completion_rule as "completionRule",
  class.created_at as "createdAt", class.changed_at as "changedAt",
  seat.self_registration as "selfRegistration", seat.opens_at as "opensAt", seat.closes_at as "closesAt",
  seat.waitlist_capacity as "waitlistCapacity", seat.approval_required as "approvalRequired", seat.open,
  case when audience.id is not null then jsonb_build_object(
    'categories', coalesce(audience.rule -> 'categories', '[]'),
    'levels', coalesce(audience.rule -> 'levels', '[]'),
    'divisions', coalesce((select jsonb_agg(jsonb_build_object('code', chosen.code, 'name', chosen.name) order by chosen.code)
       from responsibility.division chosen where audience.rule -> 'divisionIds' ? chosen.id::text), '[]')) end as audience`;
