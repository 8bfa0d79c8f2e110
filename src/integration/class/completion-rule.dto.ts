import { Type } from 'class-transformer';
import { IsInt, IsNumber, Max, Min } from 'class-validator';
import type { CompletionRule } from './completion-rule.entity.js';

/** By what a class decides completion; shares are kept to a tenth of a per cent, 1/7 exactly. */
export class CompletionRuleDto implements CompletionRule {
  /** Least share of the class's hours that must be attended, 0 to 1. */
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  leastAttendance: number;

  /** Most unexcused absences; more cancel completion. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100)
  mostUnexcusedAbsences: number;

  /** Share of the class's hours that leave may take, 0 to 1. */
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  mostLeave: number;
}
