import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import type { FigureQuery } from './figure.dto.js';
import { FigureRepository } from './figure.repository.js';
import type { Statistics } from './figure.view.js';

/** Reads statistics, inside the asker's subtree only. */
@Injectable()
export class FigureService {
  constructor(
    private readonly figures: FigureRepository,
    private readonly divisions: DivisionService,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound for a division that isn't there on the date or that the actor does not reach */
  async of(actor: Actor, divisionCode: string, query: FigureQuery): Promise<Statistics> {
    return this.ofDivision(await this.division(actor, divisionCode, query.at), query);
  }

  async ofDivision(division: Division, query: FigureQuery): Promise<Statistics> {
    const { at = this.clock.today(), attribution = 'byParticipant', ...filter } = query;
    const asOf = await this.figures.asOf();
    const rows = await this.figures.withChildren(division.id, at, { ...filter, attribution });
    const [node, ...children] = rows.map(({ place: _, ...figures }) => figures);
    if (!node) throw new NotFound();
    return {
      asOf,
      attribution,
      year: filter.year ?? null,
      category: filter.category ?? null,
      cadreLevel: filter.level ?? null,
      node,
      children: children.filter(
        ({ ownLevel, enrolled, classes }) => !ownLevel || enrolled > 0 || (classes ?? 0) > 0,
      ),
    };
  }

  /** @throws NotFound for a division that isn't there on the date or that the actor does not reach */
  async division(actor: Actor, code: string, at?: string): Promise<Division> {
    const division = await this.divisions.byCode(code, at);
    if (!(await this.divisions.reaches(actor, division.id))) throw new NotFound();
    return division;
  }
}
