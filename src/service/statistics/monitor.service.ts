import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { AlertRepository, OverdueClass } from './alert.repository.js';
import { FigureFilter, FigureRepository } from './figure.repository.js';
import type { Measure } from './figure.rules.js';
import { FigureService } from './figure.service.js';
import type { DivisionFigures, Statistics } from './figure.view.js';
import type { MonitorQuery } from './monitor.dto.js';
import { Trend, trendOf } from './trend.rules.js';

/** Everything the supervisor's page shows of one division. */
export interface Monitor {
  division: Division;
  /** From the top of the actor's reach down to the division. */
  path: Division[];
  years: number[];
  measure: Measure;
  statistics: Statistics;
  /** Classes begun or over, by organiser whatever the page's attribution. */
  classes: number;
  classTrend: Trend;
  trend: Trend;
  /** First secretaries of the register and how many of them were trained, by participant. */
  firstSecretaries: DivisionFigures;
  /** Per child the cells of its own children; a child without that level is its own cell. */
  heat: { child: DivisionFigures; cells: DivisionFigures[] }[];
  overdue: { total: number; classes: OverdueClass[] };
}

@Injectable()
export class MonitorService {
  constructor(
    private readonly figureService: FigureService,
    private readonly figures: FigureRepository,
    private readonly divisions: DivisionService,
    private readonly alerts: AlertRepository,
    private readonly clock: Clock,
  ) {}

  async of(actor: Actor, query: MonitorQuery): Promise<Monitor> {
    const division = await this.divisionOf(actor, query);
    const { division: _, measure, at = this.clock.today(), attribution = 'byParticipant', ...rest } = query;
    const filter: FigureFilter = { ...rest, attribution };
    const [statistics, path, years, months, classMonths, secretaries, grandchildren, overdue] =
      await Promise.all([
        this.figureService.ofDivision(division, { ...filter, at }),
        this.divisions.pathTo(division),
        this.figures.years(division.id),
        this.figures.months(division.id, filter),
        this.figures.months(division.id, { ...filter, attribution: 'byOrganizer' }),
        this.firstSecretaries(division, at, filter),
        this.figures.grandchildren(division.id, at, filter),
        this.alerts.overdueClasses(division.id, this.clock.today()),
      ]);
    return {
      division,
      path: path.filter(({ level }) => level >= (actor.division?.level ?? 1)),
      years,
      measure: measure ?? (attribution === 'byParticipant' ? 'coverage' : 'completionRate'),
      statistics,
      classes: classMonths.reduce((sum, { classes }) => sum + classes, 0),
      classTrend: trendOf(classMonths, filter.year),
      trend: trendOf(months, filter.year),
      firstSecretaries: secretaries,
      heat: heatOf(division, statistics.children, grandchildren),
      overdue,
    };
  }

  /** The division asked for, or the top of the actor's reach. */
  async divisionOf(actor: Actor, { division, at }: MonitorQuery): Promise<Division> {
    const code = division ?? actor.division?.code ?? (await this.divisions.root())?.code;
    if (code === undefined) throw new NotFound();
    return this.figureService.division(actor, code, at);
  }

  private async firstSecretaries(
    division: Division,
    at: string,
    { year }: FigureFilter,
  ): Promise<DivisionFigures> {
    const [node] = await this.figures.withChildren(division.id, at, {
      attribution: 'byParticipant',
      category: 'firstSecretary',
      ...(year !== undefined && { year }),
    });
    if (!node) throw new NotFound();
    return node;
  }
}

function heatOf(
  division: Division,
  children: DivisionFigures[],
  grandchildren: (DivisionFigures & { parentCode: string })[],
): Monitor['heat'] {
  const wanted = division.level + 2;
  return children
    .filter(({ ownLevel }) => !ownLevel)
    .map((child) => {
      const cells = grandchildren.filter(
        ({ parentCode, level }) => parentCode === child.code && level === wanted,
      );
      return { child, cells: cells.length > 0 ? cells : [child] };
    });
}
