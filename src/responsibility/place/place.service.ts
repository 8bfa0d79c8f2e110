import { Injectable } from '@nestjs/common';
import { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { Page } from '../../foundation/database/keyset.js';
import { BrokenRule, NotFound } from '../../foundation/error/domain-error.js';
import { DivisionService } from '../division/division.service.js';
import { Organization } from '../organization/organization.entity.js';
import { PlaceChange, PlaceInput, PlaceQuery } from './place.dto.js';
import { Place } from './place.entity.js';
import { PlaceRepository, PlaceRow } from './place.repository.js';

/** Places to teach in. A coordinator keeps those of the own subtree, a host those of the own institution. */
@Injectable()
export class PlaceService {
  constructor(
    private readonly database: Database,
    private readonly repository: PlaceRepository,
    private readonly divisions: DivisionService,
    private readonly audit: Audit,
  ) {}

  async list(actor: Actor, query: PlaceQuery): Promise<Page<PlaceRow>> {
    const below = query.division === undefined ? undefined : await this.divisions.byCode(query.division);
    return this.repository.list(actor, query, below);
  }

  /** @throws NotFound */
  async one(actor: Actor, id: string): Promise<PlaceRow> {
    const row = await this.repository.one(actor, id);
    if (!row) throw new NotFound();
    return row;
  }

  /**
   * Adds a place; a host's belongs to the own institution and its division.
   * @throws NotFound for a division or organization out of reach
   */
  create(actor: Actor, input: PlaceInput): Promise<PlaceRow> {
    return this.database.transaction(async () => {
      const seat = await this.seat(actor, input);
      const fresh = {
        name: input.name,
        kind: input.kind,
        address: input.address ?? null,
        capacity: input.capacity ?? null,
        ...seat,
      };
      const places = this.database.repository(Place);
      const row = await places.save(places.create(fresh));
      await this.audit.record(actor, {
        action: 'place.create',
        subjectType: 'place',
        subjectId: row.id,
        after: fresh,
      });
      return this.one(actor, row.id);
    });
  }

  change(actor: Actor, id: string, change: PlaceChange): Promise<PlaceRow> {
    return this.database.transaction(async () => {
      const before = await this.one(actor, id);
      if (!before.own) throw new NotFound();
      if (change.validTo !== undefined && change.validTo <= before.validFrom)
        throw new BrokenRule('place.endsBeforeStart', {}, [
          { field: 'validTo', code: 'place.endsBeforeStart' },
        ]);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      if (Object.keys(given).length > 0) await this.database.repository(Place).update({ id }, given);
      await this.audit.record(actor, {
        action: 'place.change',
        subjectType: 'place',
        subjectId: id,
        before,
        after: given,
      });
      return this.one(actor, id);
    });
  }

  private async seat(
    actor: Actor,
    input: PlaceInput,
  ): Promise<{ divisionId: string; organizationId: string | null }> {
    if (actor.role === 'host') {
      const own = await this.database
        .repository(Organization)
        .findOneByOrFail({ id: actor.organizationId ?? '' });
      return { divisionId: own.divisionId, organizationId: own.id };
    }
    if (!(await this.divisions.reaches(actor, input.divisionId))) throw new NotFound();
    const organizationId = input.organizationId ?? null;
    if (organizationId !== null) {
      const unit = await this.database.repository(Organization).findOneBy({ id: organizationId });
      if (!unit || !(await this.divisions.reaches(actor, unit.divisionId))) throw new NotFound();
    }
    return { divisionId: input.divisionId, organizationId };
  }
}
