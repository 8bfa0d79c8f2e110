import { coordinate, escape } from './svg.js';

export interface LineSeries {
  name: string;
  /** `actual` is strong with its area filled, `plan` dashed, `second` thin teal. */
  kind: 'actual' | 'plan' | 'second';
  /** One per label; null where there's nothing yet. */
  values: (number | null)[];
  /** Text at the end of the line; defaults to the name. */
  end?: string;
}

export interface LineOptions {
  labels: string[];
  /** Top of the axis; by default the largest value rounded up. */
  max?: number;
  unit?: string;
  caption: string;
  /** Summary of the details that hold the data table. */
  tableTitle: string;
}

/**
 * Lines over time with a legend, the end of each line labelled, and the same figures as a table. Texts keep
 * their size at every width: only the lines are stretched. The axes' labels stand in the padding of the outer SVG.
 */
export function lineChart(series: readonly LineSeries[], options: LineOptions): string {
  const { labels, unit = '', caption, tableTitle } = options;
  const top =
    options.max ?? roundUp(Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const x = (index: number) => (labels.length > 1 ? (index / (labels.length - 1)) * 100 : 0);
  const y = (value: number) => 100 - (value / top) * 100;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = coordinate(100 - share * 100);
    return `<line x1="0" x2="100%" y1="${at}%" y2="${at}%"/><text class="axis-y" x="-8" y="${at}%" dy="4">${escape(tick(top * share))}</text>`;
  });
  const days = labels.map((label, index) => {
    const thin = labels.length > 6 && index % 2 === 1 ? ' dense' : '';
    return `<text class="axis-x${thin}" x="${coordinate(x(index))}%" y="100%" dy="20">${escape(label)}</text>`;
  });
  const lines = series.map(({ kind, values }) => {
    const points = values.flatMap((value, index) =>
      value === null ? [] : [`${coordinate(x(index))},${coordinate(y(value))}`],
    );
    const first = points[0]?.split(',')[0] ?? '0';
    const last = points.at(-1)?.split(',')[0] ?? '0';
    const area =
      kind === 'actual'
        ? `<polygon class="area" points="${first},100 ${points.join(' ')} ${last},100"/>`
        : '';
    return `${area}<polyline class="line-${kind}" points="${points.join(' ')}"/>`;
  });
  return (
    `<figure class="chart"><figcaption class="visually-hidden">${escape(caption)}</figcaption>` +
    `<svg class="line-chart" role="img" aria-label="${escape(caption)}">${grid.join('')}${days.join('')}` +
    `<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" overflow="visible">${lines.join('')}</svg>` +
    `${ends(series, x, y)}</svg>${table(series, labels, unit, caption, tableTitle)}</figure>`
  );
}

/** The legend, for the card's head. */
export function lineLegend(series: readonly Pick<LineSeries, 'name' | 'kind'>[]): string {
  const items = series.map(
    ({ name, kind }) =>
      `<li><svg class="legend-line" width="16" height="8" aria-hidden="true"><line class="line-${kind}" x1="0" x2="16" y1="4" y2="4"/></svg>${escape(name)}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

function ends(
  series: readonly LineSeries[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let previous = -Infinity;
  return series
    .map(({ kind, name, end, values }) => {
      const index = values.findLastIndex((value) => value !== null);
      return { kind, text: end ?? name, left: x(Math.max(index, 0)), at: y(values[index] ?? 0) };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ kind, text, left, at }) => {
      // Labels that would touch are pushed apart; a tenth of the plot is a line of text.
      const label = Math.max(at, previous + 10);
      previous = label;
      return (
        `<circle class="end-${kind}" cx="${coordinate(left)}%" cy="${coordinate(at)}%" r="3"/>` +
        `<text class="end end-${kind}" x="${coordinate(left)}%" y="${coordinate(label)}%" dx="8" dy="4">${escape(text)}</text>`
      );
    })
    .join('');
}

function table(
  series: readonly LineSeries[],
  labels: string[],
  unit: string,
  caption: string,
  title: string,
): string {
  const head = series.map(({ name }) => `<th scope="col" class="figure">${escape(name)}</th>`).join('');
  const rows = labels.map((label, index) => {
    const cells = series.map(
      ({ values }) =>
        `<td class="figure">${escape(values[index] ?? '—')}${values[index] == null ? '' : escape(unit)}</td>`,
    );
    return `<tr><th scope="row">${escape(label)}</th>${cells.join('')}</tr>`;
  });
  return (
    `<details class="chart-data"><summary>${escape(title)}</summary><div class="table-scroll" tabindex="0" role="region" aria-label="${escape(caption)}">` +
    `<table class="table"><caption class="visually-hidden">${escape(caption)}</caption><thead><tr><td></td>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`
  );
}

function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * unit >= value) ?? 10) * unit;
}

function tick(value: number): string {
  return value >= 10_000 ? `${coordinate(value / 1000)}k` : coordinate(value);
}
