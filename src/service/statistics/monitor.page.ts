import { Controller, Get, Query, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { publicViewContext } from '../../foundation/view/public-view-context.js';
import { attributions, traineeCategories } from './figure.dto.js';
import { Measure, measures } from './figure.rules.js';
import type { DivisionFigures } from './figure.view.js';
import { MonitorExportQuery, MonitorQuery } from './monitor.dto.js';
import { MonitorExportService } from './monitor-export.service.js';
import { Monitor, MonitorService } from './monitor.service.js';

/** How training stands, from the province down to the village; every place is a link, so it works without script. */
@Controller('monitor')
export class MonitorPage {
  constructor(
    private readonly monitors: MonitorService,
    private readonly exporter: MonitorExportService,
  ) {}

  @Get()
  @Allow(['supervisor', 'coordinator'], 'subtree')
  @Page('service/statistics/monitor')
  async monitor(@Asker() actor: Actor, @Query() query: MonitorQuery): Promise<object> {
    const monitor = await this.monitors.of(actor, query);
    const { statistics, division, measure } = monitor;
    const href = (code: string) => address({ ...query, division: code });
    const waiting = waitingOf(monitor, href);
    return {
      ...monitor,
      crumbs: monitor.path.map(({ code, name }) => ({
        text: name,
        href: code === division.code ? null : href(code),
      })),
      periodKey: statistics.year === null ? 'statistics.period.all' : 'statistics.period.year',
      byOrganizer: statistics.attribution === 'byOrganizer',
      columns: columnsOf(statistics.attribution),
      definitions,
      exports: { xlsx: exportAddress(query, 'xlsx'), csv: exportAddress(query, 'csv') },
      attributions: attributions.map((attribution) => ({
        attribution,
        href: address({ ...query, attribution, measure: undefined }),
        current: attribution === statistics.attribution,
      })),
      measures: measures.filter((name) => name !== 'coverage' || statistics.attribution === 'byParticipant'),
      categories: traineeCategories,
      rows: statistics.children.map((figures) => ({
        ...figures,
        href: figures.ownLevel ? null : href(figures.code),
      })),
      tiles:
        division.level === 1
          ? statistics.children.filter(isChild).map((child) => tile(child, measure, href))
          : null,
      ranking: rankingOf(statistics.children, measure, href),
      heatRows: monitor.heat.map(({ child, cells }) => ({
        ...tile(child, measure, href),
        cells: cells.map((cell) => tile(cell, measure, href)),
      })),
      heatCells: monitor.heat.reduce((sum, { cells }) => sum + cells.length, 0),
      waiting,
      hasAlerts: waiting.length > 0 || monitor.overdue.total > 0,
      kpis: kpisOf(monitor),
    };
  }

  @Get('exports')
  @Allow(['supervisor', 'coordinator'], 'subtree')
  async export(
    @Asker() actor: Actor,
    @Query() query: MonitorExportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { name, content } = await this.exporter.export(actor, query, publicViewContext(request).language);
    reply.header('cache-control', 'no-store');
    return new StreamableFile(content, {
      type: name.endsWith('.csv') ? 'text/csv; charset=utf-8' : workbookType,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
  }
}

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const definitions = [
  'attribution',
  'classes',
  'arrived',
  'persons',
  'participationRate',
  'completionRate',
  'coverage',
  'certificates',
];

function columnsOf(attribution: string): object[] {
  const byOrganizer = attribution === 'byOrganizer';
  const phone = ['division', 'arrived', 'completionRate', 'coverage'];
  return [
    'division',
    ...(byOrganizer ? ['classes'] : []),
    'enrolled',
    'arrived',
    'participationRate',
    'completionRate',
    'persons',
    ...(byOrganizer ? [] : ['coverage']),
    'certificates',
    'hours',
  ].map((name) => ({
    label: `statistics.column.${name}`,
    figure: name !== 'division',
    drop: !phone.includes(name),
  }));
}

function address(query: Partial<Record<keyof MonitorQuery, string | number | undefined>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value));
  const text = params.toString();
  return text ? `/monitor?${text}` : '/monitor';
}

function exportAddress(query: MonitorQuery, format: string): string {
  return address(query)
    .replace(/^\/monitor\??/, `/monitor/exports?format=${format}&`)
    .replace(/&$/, '');
}

function isChild({ ownLevel }: DivisionFigures): boolean {
  return !ownLevel;
}

function tile(figures: DivisionFigures, measure: Measure, href: (code: string) => string) {
  const value = figures[measure];
  return {
    code: figures.code,
    name: figures.shortName,
    value,
    text: percent(value),
    href: href(figures.code),
  };
}

/** Children that have the rate, highest first; never people, only divisions. */
function rankingOf(children: DivisionFigures[], measure: Measure, href: (code: string) => string): object[] {
  return children
    .filter((child) => isChild(child) && child[measure] !== null)
    .sort((a, b) => (b[measure] ?? 0) - (a[measure] ?? 0) || a.code.localeCompare(b.code))
    .slice(0, 20)
    .map((child) => ({
      text: child.shortName,
      href: href(child.code),
      value: child[measure] ?? 0,
      figure: percent(child[measure]),
    }));
}

/** Where completed person-times still lack a certificate, most first. */
function waitingOf({ statistics }: Monitor, href: (code: string) => string): object[] {
  return statistics.children
    .map((child) => ({ ...child, missing: child.completed - child.certificates, href: href(child.code) }))
    .filter(({ missing, ownLevel }) => missing > 0 && !ownLevel)
    .sort((a, b) => b.missing - a.missing)
    .slice(0, 3);
}

function kpisOf({ trend, classTrend }: Monitor): object {
  const known = (values: (number | null)[]) => values.filter((value) => value !== null);
  const rates = trend.completed.map((completed, index) => share(completed, trend.arrived[index] ?? null));
  return {
    classes: known(classTrend.classes),
    arrived: known(trend.arrived),
    completion: known(rates),
    certificates: known(trend.certificates),
  };
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || !whole ? null : part / whole;
}

function percent(value: number | null): string {
  return value === null ? '—' : `${(value * 100).toFixed(1)}%`;
}
