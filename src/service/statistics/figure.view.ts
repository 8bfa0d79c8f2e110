import type { Attribution } from './figure.dto.js';
import type { Counts, Rates } from './figure.rules.js';

/** The figures of one row: a division's subtree, or with `ownLevel` only what belongs to the division itself. */
export interface DivisionFigures extends Counts, Rates {
  code: string;
  name: string;
  shortName: string;
  /** Level of the division on the management tree. */
  level: number;
  ownLevel: boolean;
}

/** A division with its children, everything of one moment and one attribution. */
export interface Statistics {
  /** Every change committed before this moment is in the figures. */
  asOf: string;
  attribution: Attribution;
  /** Null: all years together. */
  year: number | null;
  category: string | null;
  cadreLevel: string | null;
  node: DivisionFigures;
  /** The division's own level first, when it has any figure, then the children in code order. */
  children: DivisionFigures[];
}

/** One month (of the class's end) of a division's subtree. */
export interface MonthFigures {
  year: number;
  month: number;
  classes: number;
  enrolled: number;
  arrived: number;
  completed: number;
  certificates: number;
  hours: number;
}
