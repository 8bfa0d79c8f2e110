import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, NotFound } from '../../foundation/error/domain-error.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { DivisionService } from '../../responsibility/division/division.service.js';

/** Finds the divisions and units that a record of the register names, as far as the actor may use them. */
@Injectable()
export class TraineePlaces {
  constructor(
    private readonly database: Database,
    private readonly divisions: DivisionService,
  ) {}

  /** @throws BrokenRule at the field for a code that is unknown or outside the actor's subtree: both read the same */
  async managingDivision(actor: Actor, code: string): Promise<Division> {
    const division = await this.find(code);
    if (!division || !(await this.divisions.reaches(actor, division.id)))
      throw refused('managingDivision', 'trainee.problem.division.outOfReach');
    return division;
  }

  /** Any village of the tree: a province's person may be sent anywhere. @throws BrokenRule */
  async village(code: string): Promise<Division> {
    const division = await this.find(code);
    if (division?.level !== 5) throw refused('village', 'trainee.problem.division.notVillage');
    return division;
  }

  /** Name of a unit that the actor's subtree holds. @throws BrokenRule */
  async unitName(actor: Actor, id: string, field: string): Promise<string> {
    const bindings = new Bindings();
    const unit = await this.database.one<{ name: string }>(
      `select organization.name from responsibility.organization organization
       join responsibility.division seat on seat.id = organization.division_id
       where organization.id = ${bindings.add(id)} and ${withinSubtree(actor, 'seat', bindings)}`,
      bindings.values,
    );
    if (!unit) throw refused(field, 'trainee.problem.organization.outOfReach');
    return unit.name;
  }

  private async find(code: string): Promise<Division | undefined> {
    try {
      return await this.divisions.byCode(code);
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }
}

function refused(field: string, code: string): BrokenRule {
  return new BrokenRule(code, {}, [{ field, code }]);
}
