import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Database } from '../../foundation/database/database.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { ClassBasicsDto } from './class.dto.js';
import { usualCompletionRule } from './completion-rule.entity.js';
import { keptRule } from './completion-rule.service.js';

/** The columns of a class that its basics fill, in the order of `basicValues`. */
const basicColumns = `title, kind, starts_on, ends_on, year, hours, minimum_persons, run_number, lead_organization_id,
  host_organization_id, head_account_id, purpose, notes`;

/** What a class is called, when it is, who organizes and heads it. */
@Injectable()
export class ClassBasicsRepository {
  constructor(private readonly database: Database) {}

  /** @returns the new class's id */
  async insert(actor: Actor, code: string, division: Division, input: ClassBasicsDto): Promise<string> {
    const created = await this.database.one<{ id: string }>(
      `insert into integration.class (${basicColumns}, code, level, division_id, completion_rule, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
         (select id from responsibility.account where id = $18))
       returning id`,
      [
        ...basicValues(input),
        code,
        division.level,
        division.id,
        JSON.stringify(keptRule(input.completionRule ?? usualCompletionRule)),
        actor.accountId,
      ],
    );
    return created?.id ?? '';
  }

  /** A class that moves to another year takes those with it whose completion isn't decided. */
  async update(id: string, input: ClassBasicsDto): Promise<void> {
    await this.database.execute(
      `update integration.class set (${basicColumns})
         = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) where id = $14`,
      [...basicValues(input), id],
    );
    await this.database.execute(
      `update integration.enrollment enrollment set year = class.year from integration.class class
       where class.id = $1 and enrollment.class_id = class.id and enrollment.year <> class.year
         and enrollment.state not in ('completed', 'refused')`,
      [id],
    );
  }
}

/** The year a class counts in, that of its last day. */
export function yearOf({ endsOn }: Pick<ClassBasicsDto, 'endsOn'>): number {
  return Number(endsOn.slice(0, 4));
}

function basicValues(input: ClassBasicsDto): unknown[] {
  return [
    input.title,
    input.kind,
    input.startsOn,
    input.endsOn,
    yearOf(input),
    input.hours,
    input.minimumPersons ?? 1,
    input.runNumber ?? null,
    input.leadOrganizationId ?? null,
    input.hostOrganizationId ?? null,
    input.headAccountId ?? null,
    input.purpose ?? null,
    input.notes ?? null,
  ];
}
