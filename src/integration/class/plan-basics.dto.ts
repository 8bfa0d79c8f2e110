import { Type } from 'class-transformer';
import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { ClassBasicsDto } from './class.dto.js';
import type { CompletionRule } from './completion-rule.entity.js';
import { perCent, wholeRule } from './completion-rule.rules.js';

/** Step 1 as its form sends it: the completion rule's shares in per cent. */
export class PlanBasicsDto extends ClassBasicsDto {
  @IsOptional()
  @Type(() => Number)
  @IsNumber({ maxDecimalPlaces: 1 })
  @Min(0)
  @Max(100)
  leastAttendance?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100)
  mostUnexcusedAbsences?: number;

  @IsOptional()
  @Type(() => Number)
  @IsNumber({ maxDecimalPlaces: 1 })
  @Min(0)
  @Max(100)
  mostLeave?: number;
}

/**
 * What the form asks of the class.
 * @param before the rule that stands for what the form leaves empty
 */
export function basicsOf(form: PlanBasicsDto, before: Partial<CompletionRule> = {}): ClassBasicsDto {
  const { leastAttendance, mostUnexcusedAbsences, mostLeave, ...basics } = form;
  const rule = wholeRule(before);
  return {
    ...basics,
    completionRule: {
      leastAttendance: leastAttendance === undefined ? rule.leastAttendance : leastAttendance / 100,
      mostUnexcusedAbsences: mostUnexcusedAbsences ?? rule.mostUnexcusedAbsences,
      mostLeave: mostLeave === undefined ? rule.mostLeave : mostLeave / 100,
    },
  };
}

/** A rule as the form's fields show it. */
export function ruleFields(rule: Partial<CompletionRule>): Record<keyof CompletionRule, number> {
  const { leastAttendance, mostUnexcusedAbsences, mostLeave } = wholeRule(rule);
  return {
    leastAttendance: perCent(leastAttendance),
    mostUnexcusedAbsences,
    mostLeave: perCent(mostLeave),
  };
}
