import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { AllowSignedIn } from '../../foundation/access/policy.decorator.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { redirect } from '../../foundation/view/redirect.js';
import { SearchService } from './search.service.js';

/** As much as the registers' own search boxes take. */
const longest = 50;

/** `/search`: classes, people, units and certificates from one box. */
@Controller('search')
export class SearchPage {
  constructor(private readonly searching: SearchService) {}

  @Get()
  @AllowSignedIn('subtree')
  @Page('service/search/search')
  async show(@Asker() actor: Actor, @Query('q') q: unknown): Promise<object> {
    const text = typeof q === 'string' ? [...q.trim()].slice(0, longest).join('') : '';
    const onPhone = actor.role === 'trainee';
    const shared = { text, onPhone, division: actor.division?.code };
    if (text === '') return { ...shared, found: null, nothing: false };
    const found = await this.searching.search(actor, text);
    // Whoever types a whole citizen ID is led to an address without it, which is what the history keeps.
    if (!found) return redirect('/search', { notice: 'search.refused' });
    const { classes, trainees, organizations, certificates } = found;
    const groups: { items: unknown[] }[] = [classes, trainees, organizations, certificates];
    const nothing = groups.every(({ items }) => items.length === 0);
    return { ...shared, found, nothing };
  }
}
