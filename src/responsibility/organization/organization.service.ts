import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { Page } from '../../foundation/database/keyset.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { DivisionService } from '../division/division.service.js';
import {
  OrganizationChange,
  OrganizationEnd,
  OrganizationInput,
  OrganizationQuery,
} from './organization.dto.js';
import { Organization } from './organization.entity.js';
import { OrganizationRepository, OrganizationRow } from './organization.repository.js';

/** Entries of a select; whoever doesn't find a unit among them searches by its name. */
const mostChoices = 100;

/** Units, dated. Names are reference data for everybody; changing one takes a coordinator whose subtree holds it. */
@Injectable()
export class OrganizationService {
  constructor(
    private readonly database: Database,
    private readonly repository: OrganizationRepository,
    private readonly divisions: DivisionService,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, query: OrganizationQuery): Promise<Page<OrganizationRow>> {
    const below = query.division === undefined ? undefined : await this.divisions.byCode(query.division);
    return this.repository.list(actor, query, below);
  }

  /**
   * Units of the actor's subtree for a select: those whose name holds the text, and the one chosen already.
   * @returns the first of them in the order of divisions, and whether there are more than a select takes
   */
  async choices(
    actor: Actor,
    { text, chosen }: { text: string; chosen: string },
  ): Promise<{ options: { value: string; text: string }[]; more: boolean }> {
    const { items, next } = await this.list(actor, {
      limit: mostChoices,
      ...(text.trim() === '' ? {} : { text: text.slice(0, 100) }),
      ...(actor.division ? { division: actor.division.code } : {}),
    });
    const known = items.some(({ id }) => id === chosen);
    const kept = known || !isUUID(chosen) ? undefined : await this.repository.one(actor, chosen);
    return {
      options: [...(kept ? [kept] : []), ...items].map(({ id, name, divisionName }) => ({
        value: id,
        text: `${name}（${divisionName}）`,
      })),
      more: next !== undefined,
    };
  }

  /** @throws NotFound */
  async one(actor: Actor, id: string): Promise<OrganizationRow> {
    const row = await this.repository.one(actor, id);
    if (!row) throw new NotFound();
    return row;
  }

  /**
   * Adds a unit.
   * @throws NotFound for a division out of reach, Conflict when the division has one of that name at that time
   */
  create(actor: Actor, input: OrganizationInput): Promise<OrganizationRow> {
    return this.database.transaction(async () => {
      if (!(await this.divisions.reaches(actor, input.divisionId))) throw new NotFound();
      const validFrom = input.validFrom ?? this.clock.today();
      await this.nameMustBeFree(input.divisionId, input.name, validFrom, null);
      const organizations = this.database.repository(Organization);
      const row = await organizations.save(
        organizations.create({
          name: input.name,
          shortName: input.shortName ?? null,
          kind: input.kind,
          divisionId: input.divisionId,
          contactName: input.contactName ?? null,
          contactPhone: input.contactPhone ?? null,
          validFrom,
        }),
      );
      await this.record(actor, 'organization.create', row.id, undefined, input);
      return this.one(actor, row.id);
    });
  }

  /** Corrects a unit. */
  change(actor: Actor, id: string, change: OrganizationChange): Promise<OrganizationRow> {
    return this.database.transaction(async () => {
      const before = await this.own(actor, id);
      if (change.name !== undefined && change.name !== before.name)
        await this.nameMustBeFree(before.divisionId, change.name, before.validFrom, before.validTo);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      if (Object.keys(given).length > 0) await this.database.repository(Organization).update({ id }, given);
      await this.record(actor, 'organization.change', id, before, given);
      return this.one(actor, id);
    });
  }

  /**
   * Ends a unit and names who took over; what it did stays under its name.
   * @throws BrokenRule when the end is before its start, or the successor is itself or ended earlier
   */
  end(actor: Actor, id: string, end: OrganizationEnd): Promise<OrganizationRow> {
    return this.database.transaction(async () => {
      const before = await this.own(actor, id);
      if (end.validTo <= before.validFrom) throw broken('validTo', 'organization.endsBeforeStart');
      if (end.successorId !== undefined) await this.mustSucceed(id, end.successorId, end.validTo);
      await this.database
        .repository(Organization)
        .update({ id }, { validTo: end.validTo, successorId: end.successorId ?? null });
      await this.record(actor, 'organization.end', id, before, end);
      return this.one(actor, id);
    });
  }

  private async own(actor: Actor, id: string): Promise<OrganizationRow> {
    await this.database.execute('select from responsibility.organization where id = $1 for update', [id]);
    const row = await this.one(actor, id);
    if (!row.own) throw new NotFound();
    return row;
  }

  private async mustSucceed(id: string, successorId: string, from: string): Promise<void> {
    const successor = await this.database.repository(Organization).findOneBy({ id: successorId });
    if (!successor || successor.id === id) throw broken('successorId', 'organization.successor');
    if (successor.validTo !== null && successor.validTo <= from)
      throw broken('successorId', 'organization.successorEnded');
  }

  /** The exclusion constraint is the last guard; this gives the readable answer. */
  private async nameMustBeFree(
    divisionId: string,
    name: string,
    validFrom: string,
    validTo: string | null,
  ): Promise<void> {
    const same = await this.database.one(
      `select from responsibility.organization where division_id = $1 and name = $2
         and daterange(valid_from, valid_to) && daterange($3, $4)`,
      [divisionId, name, validFrom, validTo],
    );
    if (same)
      throw new Conflict('organization.exists', { name }, [
        { field: 'name', code: 'organization.exists', params: { name } },
      ]);
  }

  private record(actor: Actor, action: string, id: string, before: unknown, after: unknown): Promise<void> {
    return this.audit.record(actor, { action, subjectType: 'organization', subjectId: id, before, after });
  }
}

function broken(field: string, code: string): BrokenRule {
  return new BrokenRule(code, {}, [{ field, code }]);
}
