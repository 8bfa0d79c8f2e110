import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { ancestorColumn } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { maskPhone } from '../../foundation/text/phone.rules.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { traineeIsVisible } from '../../targeting/trainee/trainee.service.js';
import { EligibilityService, Finding } from '../eligibility/eligibility.service.js';
import { CallUpAccess } from './call-up.access.js';
import type { CallUp } from './call-up.entity.js';
import type { CallUpRecipient } from './call-up-recipient.entity.js';
import { Match, matchNames, readNames } from './name-matcher.rules.js';

/** Somebody who may be named, with what should be known before. */
export interface Candidate {
  id: string;
  name: string;
  sex: string | null;
  post: string | null;
  organizationName: string | null;
  category: string;
  divisionName: string;
  citizenIdLastFour: string;
  /** 138****1439 */
  phone: string | null;
  /** Already on this class's list. */
  enrolled: boolean;
  findings: Finding[];
}

/** A pasted name with the people of the register it may mean. */
export interface MatchedName extends Pick<Match, 'name' | 'kind'> {
  people: Candidate[];
}

interface CandidateRow extends Omit<Candidate, 'findings'> {
  phone: string | null;
}

const mostShown = 30;

/** Whom a recipient may name: its unit's people, or those of its division. */
@Injectable()
export class CandidateService {
  constructor(
    private readonly database: Database,
    private readonly divisions: DivisionService,
    private readonly eligibility: EligibilityService,
    private readonly access: CallUpAccess,
  ) {}

  /** People whose name, initials or last four fit, in pinyin order; without a text the first of all. */
  async search(actor: Actor, callUpId: string, recipientId: string, text = ''): Promise<Candidate[]> {
    const { callUp, recipient } = await this.access.own(actor, callUpId, recipientId);
    const bindings = new Bindings();
    const condition = await this.mayBeNamed(actor, recipient, bindings);
    const rows = await this.rows(callUp, bindings, `${condition} and ${fits(text, bindings)}`, mostShown);
    return this.judged(callUp, rows);
  }

  /** Finds who is meant by names copied from a chat. */
  async match(actor: Actor, callUpId: string, recipientId: string, text: string): Promise<MatchedName[]> {
    const { callUp, recipient } = await this.access.own(actor, callUpId, recipientId);
    const read = readNames(text);
    const bindings = new Bindings();
    const condition = await this.mayBeNamed(actor, recipient, bindings);
    const names = bindings.add(read.map(({ name }) => name));
    const rows = await this.rows(
      callUp,
      bindings,
      `${condition} and trainee.name = any (${names}::text[])`,
      1_000,
    );
    const judged = new Map((await this.judged(callUp, rows)).map((person) => [person.id, person]));
    return matchNames(read, rows).map(({ name, kind, people }) => ({
      name,
      kind,
      people: people.flatMap(({ id }) => judged.get(id) ?? []),
    }));
  }

  /** The people of the ids whom the recipient may name, with what should be known. */
  async chosen(actor: Actor, callUpId: string, recipientId: string, ids: string[]): Promise<Candidate[]> {
    const { callUp, recipient } = await this.access.own(actor, callUpId, recipientId);
    const bindings = new Bindings();
    const condition = await this.mayBeNamed(actor, recipient, bindings);
    const wanted = bindings.add(ids);
    return this.judged(
      callUp,
      await this.rows(callUp, bindings, `${condition} and trainee.id = any (${wanted}::uuid[])`, ids.length),
    );
  }

  /** Those of the people whom the recipient may name. */
  async nameable(actor: Actor, recipient: CallUpRecipient, traineeIds: string[]): Promise<Set<string>> {
    const bindings = new Bindings();
    const condition = await this.mayBeNamed(actor, recipient, bindings);
    const rows = await this.database.query<{ id: string }>(
      `select trainee.id from targeting.trainee trainee
       where trainee.id = any (${bindings.add(traineeIds)}::uuid[]) and ${condition}`,
      bindings.values,
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async mayBeNamed(actor: Actor, recipient: CallUpRecipient, bindings: Bindings): Promise<string> {
    const visible = traineeIsVisible(actor, 'trainee', bindings);
    const active = `trainee.state = 'active' and ${visible}`;
    if (recipient.organizationId !== null)
      return `${active} and trainee.organization_id = ${bindings.add(recipient.organizationId)}`;
    const { id, level } = await this.divisions.byId(recipient.divisionId);
    const inside = `select reached.id from responsibility.division reached
      where reached.${ancestorColumn(level)} = ${bindings.add(id)}`;
    return `${active} and (trainee.division_id in (${inside}) or trainee.managing_division_id in (${inside}))`;
  }

  private rows(
    callUp: CallUp,
    bindings: Bindings,
    condition: string,
    limit: number,
  ): Promise<(CandidateRow & { phone: string | null })[]> {
    return this.database.query(
      `select trainee.id, trainee.name, trainee.sex, trainee.post, trainee.organization_name as "organizationName",
         trainee.category::text, division.name as "divisionName",
         trainee.citizen_id_last_four as "citizenIdLastFour", trainee.phone,
         exists (select from integration.enrollment enrollment where enrollment.trainee_id = trainee.id
           and enrollment.class_id = ${bindings.add(callUp.classId)} and enrollment.state <> 'cancelled') as enrolled
       from targeting.trainee trainee
       join responsibility.division division on division.id = trainee.division_id
       where ${condition}
       order by trainee.pinyin_key, trainee.id limit ${bindings.add(limit)}`,
      bindings.values,
    );
  }

  private async judged(callUp: CallUp, rows: CandidateRow[]): Promise<Candidate[]> {
    const findings = await this.eligibility.findings(
      callUp.classId,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      ...row,
      phone: row.phone && maskPhone(row.phone),
      findings: findings.get(row.id) ?? [],
    }));
  }
}

function fits(text: string, bindings: Bindings): string {
  const plain = text.normalize('NFKC').trim();
  if (plain === '') return 'true';
  if (/^\d{3}[\dx]$/iu.test(plain))
    return `trainee.citizen_id_last_four = ${bindings.add(plain.toUpperCase())}`;
  if (/^1[3-9]\d{9}$/u.test(plain)) return `trainee.phone = ${bindings.add(plain)}`;
  const like = (pattern: string): string => bindings.add(pattern.replace(/[\\%_]/gu, '\\$&'));
  if (/^[a-z' ]+$/iu.test(plain))
    return `trainee.pinyin_initials like '% ' || ${like(plain.toLowerCase().replace(/[ ']/gu, ''))} || '%'`;
  const part = like(text.normalize('NFC').trim());
  return `(trainee.name like '%' || ${part} || '%' or trainee.post like '%' || ${part} || '%')`;
}
