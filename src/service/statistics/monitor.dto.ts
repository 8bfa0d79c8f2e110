import { IsIn, IsOptional, Matches } from 'class-validator';
import { FigureQuery } from './figure.dto.js';
import { type Measure, measures } from './figure.rules.js';

/** What the supervisor's page shows. */
export class MonitorQuery extends FigureQuery {
  /** Code of the division looked at; the actor's own when absent. */
  @IsOptional()
  @Matches(/^\d{12}$/)
  division?: string;

  /** The rate that map, ranking and heat show. */
  @IsOptional()
  @IsIn(measures)
  measure?: Measure;
}

export class MonitorExportQuery extends MonitorQuery {
  @IsOptional()
  @IsIn(['xlsx', 'csv'])
  format?: 'xlsx' | 'csv';
}
