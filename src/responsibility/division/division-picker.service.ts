import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Division } from './division.entity.js';
import { DivisionService } from './division.service.js';

/** One select of `partials/division-picker`: what can be chosen at a level and what is. */
export interface PickerLevel {
  level: number;
  value?: string;
  options: { code: string; name: string }[];
}

/** Fills the division picker of a form with what the actor's subtree holds. */
@Injectable()
export class DivisionPickerService {
  constructor(private readonly divisions: DivisionService) {}

  /**
   * The selects from the actor's own division down to the chosen one, and the one below it.
   * @param code the chosen division, if any; one out of reach counts as none
   */
  async levels(actor: Actor, code?: string): Promise<PickerLevel[]> {
    const top = actor.division ? await this.divisions.byId(actor.division.id) : await this.divisions.root();
    if (!top) return [];
    const chosen = code === undefined ? top : await this.divisions.byCode(code);
    const path = await this.divisions.pathTo(chosen);
    const start = path.findIndex((division) => division.id === top.id);
    const below = start < 0 ? [top] : path.slice(start);
    const levels: PickerLevel[] = [select([top], top)];
    for (const [index, parent] of below.entries()) {
      const children = await this.divisions.childrenOf(parent);
      if (children.length > 0) levels.push(select(children, below[index + 1]));
    }
    return levels;
  }
}

function select(options: Division[], chosen: Division | undefined): PickerLevel {
  return {
    level: options[0]?.level ?? 1,
    ...(chosen === undefined ? {} : { value: chosen.code }),
    options: options.map(({ code, name }) => ({ code, name })),
  };
}
