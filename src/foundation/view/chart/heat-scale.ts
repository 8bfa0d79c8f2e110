/** Lower bounds of the six steps above the lowest, as shares. */
export const defaultHeatBounds = [0.6, 0.7, 0.75, 0.85, 0.9, 0.95] as const;

/** Class of the colour ramp: `heat-0` (sand, lowest) to `heat-6` (deep teal); nothing known is `heat-none`. */
export function heatClass(
  value: number | null | undefined,
  bounds: readonly number[] = defaultHeatBounds,
): string {
  if (value === null || value === undefined) return 'heat-none';
  return `heat-${bounds.filter((bound) => value >= bound).length}`;
}

/** The ramp as small boxes between the words for low and high. */
export function heatLegend(low: string, high: string): string {
  const boxes = Array.from(
    { length: 7 },
    (_, step) => `<rect class="heat-${step}" x="${step * 18}" width="16" height="8" rx="1"/>`,
  );
  return `<span class="heat-legend"><span>${low}</span><svg width="124" height="8" aria-hidden="true">${boxes.join('')}</svg><span>${high}</span></span>`;
}
