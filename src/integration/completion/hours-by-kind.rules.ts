import type { Progress } from './completion.repository.js';

/** Hours of one kind of the ledger. */
export interface KindHours {
  kind: 'concentrated' | 'online';
  hours: number;
}

/**
 * Splits what a completion earns as the class's sessions are split: sessions held online count as online study, all
 * others as concentrated training. The parts add up to the whole, to a tenth; a class without session hours is
 * concentrated.
 */
export function hoursByKind(
  earned: number,
  { hours, onlineHours }: Pick<Progress, 'hours' | 'onlineHours'>,
): KindHours[] {
  const tenths = Math.round(earned * 10);
  const online = hours === 0 ? 0 : Math.round((tenths * onlineHours) / hours);
  const parts: KindHours[] = [
    { kind: 'concentrated', hours: (tenths - online) / 10 },
    { kind: 'online', hours: online / 10 },
  ];
  return online === 0 ? parts.slice(0, 1) : parts.filter((part) => part.hours > 0);
}
