import { heatClass } from './heat-scale.js';
import { escape } from './svg.js';

export interface HeatRow {
  name: string;
  href?: string;
  /** The row's own figure as printed. */
  text: string;
  cells: { name: string; value: number | null; text: string; href?: string }[];
}

/** One row of coloured cells per city, one cell per county; each cell says its figure to screen readers. */
export function heatMatrix(rows: readonly HeatRow[], label: string): string {
  const drawn = rows.map((row) => {
    const cells = row.cells.map((cell) => {
      const spoken = `${escape(cell.name)}<span class="visually-hidden"> ${escape(cell.text)}</span>`;
      const shown = `class="${heatClass(cell.value)}" title="${escape(`${cell.name} ${cell.text}`)}"`;
      return cell.href === undefined
        ? `<li><span ${shown}>${spoken}</span></li>`
        : `<li><a ${shown} href="${escape(cell.href)}">${spoken}</a></li>`;
    });
    const name =
      row.href === undefined ? escape(row.name) : `<a href="${escape(row.href)}">${escape(row.name)}</a>`;
    return `<li class="heat-row"><span class="heat-name">${name}</span><ul>${cells.join('')}</ul><span class="heat-figure">${escape(row.text)}</span></li>`;
  });
  return `<ul class="heat" aria-label="${escape(label)}">${drawn.join('')}</ul>`;
}
