import { heatClass } from './heat-scale.js';
import { escape } from './svg.js';

export interface Tile {
  /** Division code; its place follows from its first digits. */
  code: string;
  name: string;
  /** A share; null when nothing is known. */
  value: number | null;
  /** The value as printed. */
  text: string;
  href?: string;
}

/** Column and row of Shaanxi's ten cities and Yangling (statistically 610403, administratively 6111). */
const places: readonly [prefix: string, column: number, row: number][] = [
  ['610403', 1, 3],
  ['6111', 1, 3],
  ['6108', 2, 0],
  ['6106', 2, 1],
  ['6104', 1, 2],
  ['6102', 2, 2],
  ['6105', 3, 2],
  ['6103', 0, 3],
  ['6101', 2, 3],
  ['6110', 3, 3],
  ['6107', 1, 4],
  ['6109', 2, 4],
];

const width = 88;
const height = 62;
const gap = 4;

/** A map of equal tiles, each a link; a tile without a known place goes into the rows below. */
export function tileMap(tiles: readonly Tile[], label: string): string {
  let unplaced = 0;
  const drawn = tiles.map((tile) => {
    const place = places.find(([prefix]) => tile.code.startsWith(prefix));
    const [column, row] = place ? [place[1], place[2]] : [unplaced % 4, 5 + Math.floor(unplaced++ / 4)];
    return draw(tile, column * (width + gap), row * (height + gap));
  });
  const rows = 5 + Math.ceil(unplaced / 4);
  const box = `0 0 ${4 * width + 3 * gap} ${rows * (height + gap) - gap}`;
  return `<svg class="tile-map" viewBox="${box}" role="group" aria-label="${escape(label)}">${drawn.join('')}</svg>`;
}

function draw({ name, value, text, href }: Tile, x: number, y: number): string {
  const tile =
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/>` +
    `<text class="name" x="${x + width / 2}" y="${y + 28}">${escape(name)}</text>` +
    `<text x="${x + width / 2}" y="${y + 45}">${escape(text)}</text>`;
  const paint = heatClass(value);
  return href === undefined
    ? `<g class="${paint}">${tile}</g>`
    : `<a class="${paint}" href="${escape(href)}" aria-label="${escape(`${name} ${text}`)}">${tile}</a>`;
}
