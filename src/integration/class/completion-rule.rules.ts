import { type CompletionRule, usualCompletionRule } from './completion-rule.entity.js';

/** A class's rule, with the usual one for what an older row leaves out. */
export function wholeRule(rule: Partial<CompletionRule>): CompletionRule {
  return { ...usualCompletionRule, ...rule };
}

/**
 * A share as it is kept: to a tenth of a per cent, and a seventh, which per cents cannot spell, as the exact seventh
 * of the regulation.
 * @param share 0 to 1
 */
export function keptShare(share: number): number {
  const rounded = tenthsOfPerCent(share);
  return rounded === tenthsOfPerCent(1 / 7) ? 1 / 7 : rounded / 1000;
}

/** A share as forms take it: per cent to a tenth. */
export function perCent(share: number): number {
  return tenthsOfPerCent(share) / 10;
}

/** A share as people read it: `80%`, and `1/7` for the seventh of the regulation. */
export function shareText(share: number): string {
  return keptShare(share) === 1 / 7 ? '1/7' : `${perCent(share)}%`;
}

/** A rule in words: one catalogue key with its values for every criterion that can decide somebody out. */
export function completionRuleWords(
  rule: Partial<CompletionRule>,
): { key: string; params: Record<string, string | number> }[] {
  const { leastAttendance, mostUnexcusedAbsences, mostLeave } = wholeRule(rule);
  return [
    ...(leastAttendance > 0
      ? [{ key: 'class.completionRule.attendance', params: { share: shareText(leastAttendance) } }]
      : []),
    mostUnexcusedAbsences > 0
      ? { key: 'class.completionRule.absences', params: { count: mostUnexcusedAbsences } }
      : { key: 'class.completionRule.noAbsence', params: {} },
    ...(mostLeave === 0 ? [{ key: 'class.completionRule.noLeave', params: {} }] : []),
    ...(mostLeave > 0 && mostLeave < 1
      ? [{ key: 'class.completionRule.leave', params: { share: shareText(mostLeave) } }]
      : []),
  ];
}

function tenthsOfPerCent(share: number): number {
  return Math.round(share * 1000);
}
