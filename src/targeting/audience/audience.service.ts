import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { defaultPageSize, Page, pageOf, PageQuery, positionOf } from '../../foundation/database/keyset.js';
import { InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { TraineeListService, TraineeListView } from '../trainee/trainee-list.service.js';
import { AudienceHolder } from './audience-holder.port.js';
import { AudienceDto, AudiencePreviewDto } from './audience.dto.js';
import { AudienceRepository, AudienceRule, DivisionReach } from './audience.repository.js';

export { AudienceDto } from './audience.dto.js';
export type { AudienceRule, DivisionReach } from './audience.repository.js';

/** How many people a rule reaches now, and where they are. */
export interface AudienceReach {
  count: number;
  byDivision: DivisionReach[];
}

/** Rules of whom a training is for (分层分类分批). A rule is never changed: whoever changes it gets a new one. */
@Injectable()
export class AudienceService {
  constructor(
    private readonly audiences: AudienceRepository,
    private readonly divisions: DivisionService,
    private readonly people: TraineeListService,
    private readonly holder: AudienceHolder,
  ) {}

  /** Stores criteria and gives the audience's id and rule; the present audience when it asks for the same. */
  async replace(present: string | null, criteria: AudienceDto): Promise<{ id: string; rule: AudienceRule }> {
    const rule = await this.ruleOf(criteria);
    if (present !== null && isDeepStrictEqual(await this.rule(present), rule)) return { id: present, rule };
    return { id: await this.audiences.insert(rule), rule };
  }

  /** The rule of a stored audience; one that asks for nothing when there is none. */
  async rule(id: string | null): Promise<AudienceRule> {
    return (id === null ? undefined : await this.audiences.rule(id)) ?? {};
  }

  /** Counts people inside a division; the numbers name nobody. */
  async reach(rule: AudienceRule, division: Pick<Division, 'id' | 'level'>): Promise<AudienceReach> {
    const byDivision = await this.audiences.reach(rule, division);
    return { count: byDivision.reduce((sum, part) => sum + part.count, 0), byDivision };
  }

  /** @throws NotFound when the division lies outside the asker's subtree */
  async preview(actor: Actor, { within, ...criteria }: AudiencePreviewDto): Promise<AudienceReach> {
    const code = within ?? actor.division?.code;
    if (code === undefined) throw new NotFound();
    const division = await this.divisions.byCode(code);
    if (!(await this.divisions.reaches(actor, division.id))) throw new NotFound();
    return this.reach(await this.ruleOf(criteria), division);
  }

  /**
   * Those people of the asker's reach for whom a stored rule holds now, in pinyin order, masked as in every list.
   * @throws NotFound for an audience that the asker does not know of
   */
  async members(actor: Actor, id: string, query: PageQuery): Promise<Page<TraineeListView>> {
    const rule = await this.audiences.rule(id);
    if (!rule || !(await this.holder.isVisible(actor, id))) throw new NotFound();
    const limit = query.limit ?? defaultPageSize;
    const found = await this.audiences.members(actor, rule, limit + 1, positionOf(query, 'text', 'id'));
    const { items, next } = pageOf(found, limit, (row) => [row.pinyinKey, row.id]);
    const people = await this.people.some(
      actor,
      items.map((row) => row.id),
    );
    return { items: people, ...(next !== undefined && { next }) };
  }

  private async ruleOf(criteria: AudienceDto): Promise<AudienceRule> {
    const divisions = await Promise.all(
      (criteria.divisionCodes ?? []).map((code) =>
        this.divisions.byCode(code).catch((error: unknown) => {
          if (!(error instanceof NotFound)) throw error;
          throw new InvalidInput([
            { field: 'divisionCodes', code: 'audience.unknownDivision', params: { code } },
          ]);
        }),
      ),
    );
    return {
      ...(criteria.categories?.length && { categories: criteria.categories }),
      ...(criteria.levels?.length && { levels: criteria.levels }),
      ...(divisions.length > 0 && { divisionIds: divisions.map(({ id }) => id) }),
    };
  }
}
