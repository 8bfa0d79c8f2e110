/** One figure of a bench, printed as a line of JSON. */
export interface Figure {
  metric: string;
  value: number;
  unit: string;
  /** The peer measured in the same run. */
  limit?: number;
  /** value / limit for throughput. */
  ratio?: number;
  /** How many things were done or compared. */
  n?: number;
  [detail: string]: unknown;
}

export type Report = (figure: Figure) => void;

/** What a bench file exports. */
export interface Bench {
  run(report: Report): Promise<void>;
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** The value below which the share (0 to 1) of the samples lies. */
export function percentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
