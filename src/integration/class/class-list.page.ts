import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Clock } from '../../foundation/clock/clock.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { defaultLanguage } from '../../foundation/i18n/language.js';
import { translate } from '../../foundation/i18n/translate.js';
import { workbookType } from '../../foundation/spreadsheet/send-sheet.js';
import { writeWorkbook } from '../../foundation/spreadsheet/workbook.writer.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { classSheet } from './class-list.sheet.js';
import { ClassListService, ClassPage } from './class-list.service.js';
import { ClassListQuery } from './class.dto.js';
import { classStates, type ClassState } from './class.state.js';
import { classKinds } from './training-class.entity.js';

/** `/classes`: what runs and what is planned, within the asker's reach. */
@Controller('classes')
@Allow(
  ['coordinator', 'supervisor', 'host', 'classHead', 'unitContact', 'instructor', 'administrator'],
  'class',
)
export class ClassListPage {
  constructor(
    private readonly classes: ClassListService,
    private readonly divisions: DivisionService,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @Page('integration/class/list')
  async list(@Asker() actor: Actor, @Query() query: ClassListQuery): Promise<object> {
    const { items, next, counts } = await this.classes.page(actor, query);
    const { text, kind, year, division, mine, state } = query;
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const thisYear = Number(this.clock.today().slice(0, 4));
    return {
      rows: items.map((row) => ({ ...row, share: row.taken / row.capacity })),
      next: next ?? null,
      total: state === undefined ? all : counts[state],
      chips: this.chips(query, counts, all),
      state: state ?? null,
      filtered: [text, kind, year, division, mine, state].some((value) => value !== undefined),
      text: text ?? '',
      kind: kind ?? null,
      year: year ?? null,
      mine: mine ?? null,
      division: division ?? null,
      kinds: classKinds,
      years: [thisYear + 1, thisYear, thisYear - 1, thisYear - 2, thisYear - 3],
      divisions: await this.parts(actor),
      mayHaveOwn: actor.role !== 'instructor',
      mayPlan: actor.role === 'coordinator',
    };
  }

  /** The list with its current filters as a workbook that says what it holds. */
  @Get('export')
  @Header('cache-control', 'no-store')
  async export(@Asker() actor: Actor, @Query() query: ClassListQuery): Promise<StreamableFile> {
    const language = this.context.current?.language ?? defaultLanguage;
    const rows = await this.classes.export(actor, query);
    const sheet = classSheet(rows, language, actor, this.clock.now());
    return new StreamableFile(writeWorkbook({ sheets: [sheet] }), {
      type: workbookType,
      disposition: `attachment; filename="classes-${this.clock.today()}.xlsx"`,
    });
  }

  private chips(
    { text, kind, year, division, mine, state }: ClassListQuery,
    counts: ClassPage['counts'],
    all: number,
  ): object[] {
    const language = this.context.current?.language ?? defaultLanguage;
    const chip = (name: 'all' | ClassState, count: number) => {
      const filter = { text, kind, year, division, mine, state: name === 'all' ? undefined : name };
      const given = Object.entries(filter).filter(([, value]) => value !== undefined);
      return {
        text: translate(language, name === 'all' ? 'class.list.all' : `class.state.${name}`),
        href: `/classes?${new URLSearchParams(given.map(([key, value]) => [key, String(value)] as [string, string])).toString()}`,
        count,
        current: (state ?? 'all') === name,
      };
    };
    const present = classStates.filter((each) => counts[each] > 0 || each === state);
    return [chip('all', all), ...present.map((each) => chip(each, counts[each]))];
  }

  private async parts(actor: Actor): Promise<{ code: string; name: string }[]> {
    if (!actor.division || !['coordinator', 'supervisor'].includes(actor.role)) return [];
    const own = await this.divisions.byId(actor.division.id);
    return this.divisions.childrenOf(own);
  }
}
