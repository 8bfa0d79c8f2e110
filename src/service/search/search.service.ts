import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../../foundation/access/actor.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { ClassListService } from '../../integration/class/class-list.service.js';
import { OrganizationService } from '../../responsibility/organization/organization.service.js';
import { TraineeListService } from '../../targeting/trainee/trainee-list.service.js';
import { CertificateSearchService } from '../certificate/certificate-search.service.js';

/** The first of what was found in one register. */
export interface SearchGroup<Item> {
  items: Item[];
  /** How many there are altogether, where that is counted cheaply. */
  total?: number;
  /** Whether there are more than these. */
  more: boolean;
}

type FoundTrainee = Awaited<ReturnType<TraineeListService['list']>>['items'][number] & {
  /** The last four characters of the citizen ID, which tell people of one name apart. */
  idEnd: string;
};

/** What one text finds; a group is empty where the asker's role has no such register. */
export interface SearchResult {
  classes: SearchGroup<Awaited<ReturnType<ClassListService['page']>>['items'][number]>;
  trainees: SearchGroup<FoundTrainee>;
  organizations: SearchGroup<Awaited<ReturnType<OrganizationService['list']>>['items'][number]>;
  certificates: SearchGroup<Awaited<ReturnType<CertificateSearchService['search']>>[number]>;
}

const nothing = { items: [], more: false };

/** How many rows of a group are shown; the rest stands on the register's own list. */
const limit = 8;

const readersOfTrainees: readonly Role[] = ['coordinator', 'supervisor', 'unitContact'];
const readersOfCertificates: readonly Role[] = [
  'coordinator',
  'host',
  'classHead',
  'administrator',
  'trainee',
];

/** Asks every register at once, each of which looks only within the asker's reach. */
@Injectable()
export class SearchService {
  constructor(
    private readonly classes: ClassListService,
    private readonly trainees: TraineeListService,
    private readonly organizations: OrganizationService,
    private readonly certificates: CertificateSearchService,
  ) {}

  /**
   * @param text at least one character
   * @returns undefined for a whole citizen ID, which no address may carry
   */
  async search(actor: Actor, text: string): Promise<SearchResult | undefined> {
    try {
      const [classes, trainees, organizations, certificates] = await Promise.all([
        this.classesOf(actor, text),
        readersOfTrainees.includes(actor.role) ? this.traineesOf(actor, text) : nothing,
        actor.role === 'trainee' ? nothing : this.organizationsOf(actor, text),
        readersOfCertificates.includes(actor.role) ? this.certificatesOf(actor, text) : nothing,
      ]);
      return { classes, trainees, organizations, certificates };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return undefined;
    }
  }

  private async classesOf(actor: Actor, text: string): Promise<SearchResult['classes']> {
    const { items, next, counts } = await this.classes.page(actor, { text, limit });
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { items, total, more: next !== undefined };
  }

  private async traineesOf(actor: Actor, text: string): Promise<SearchResult['trainees']> {
    const { items, next } = await this.trainees.list(actor, { text, limit });
    const total = next === undefined ? items.length : await this.trainees.count(actor, { text });
    return {
      items: items.map((person) => ({ ...person, idEnd: person.citizenId.slice(-4) })),
      total,
      more: next !== undefined,
    };
  }

  /** The directory is everyone's to read; a search stays in the asker's own part of it. */
  private async organizationsOf(actor: Actor, text: string): Promise<SearchResult['organizations']> {
    if (actor.role !== 'administrator' && !actor.division) return nothing;
    const { items, next } = await this.organizations.list(actor, {
      text,
      limit,
      ...(actor.role !== 'administrator' && actor.division && { division: actor.division.code }),
    });
    return { items, more: next !== undefined };
  }

  private async certificatesOf(actor: Actor, text: string): Promise<SearchResult['certificates']> {
    const found = await this.certificates.search(actor, text, limit + 1);
    return { items: found.slice(0, limit), more: found.length > limit };
  }
}
