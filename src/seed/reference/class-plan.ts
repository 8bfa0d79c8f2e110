import { addDays } from '../../foundation/clock/calendar-day.rules.js';
import type { Random } from './random.js';
import type { Scale } from './scale.js';

/** A division that holds classes, with the people who may come. */
export interface Organizer {
  id: string;
  code: string;
  name: string;
  level: number;
  leadId: string | null;
  hostId: string | null;
  /** Indexes into the register of those who come to its classes. */
  people: number[];
}

/** One class to be seeded; all its days lie before `today`. */
export interface PlannedClass {
  organizer: Organizer;
  title: string;
  kind: 'centralised' | 'thematic' | 'rotation' | 'video' | 'field';
  year: number;
  startsOn: string;
  endsOn: string;
  hours: number;
  arrived: number;
}

const themes = [
  ['驻村第一书记能力提升', 'centralised'],
  ['村党组织书记轮训', 'rotation'],
  ['驻村工作队员业务培训', 'centralised'],
  ['产业振兴专题', 'thematic'],
  ['防止返贫动态监测', 'thematic'],
  ['乡村治理现场教学', 'field'],
  ['农村电商实务', 'field'],
  ['乡村振兴政策视频培训', 'video'],
] as const;

/** Three years of classes whose person-times add up exactly to the scale's figures. */
export function planClasses(
  organizers: Organizer[],
  scale: Scale,
  today: string,
  random: Random,
): PlannedClass[] {
  const level = (wanted: number) => organizers.filter((organizer) => organizer.level === wanted);
  return [
    ...ofLevel(level(1), scale.provincialClasses, scale.provincialPersonTimes, today, random),
    ...ofLevel(level(2), scale.cityClasses, scale.cityPersonTimes, today, random),
    ...ofLevel(level(3), scale.countyClasses, scale.countyPersonTimes, today, random),
  ];
}

function ofLevel(
  organizers: Organizer[],
  count: number,
  total: number,
  today: string,
  random: Random,
): PlannedClass[] {
  const holders = byWeight(organizers, count, random);
  const sizes = fitInto(
    random.split(total, count),
    holders.map(({ people }) => Math.floor(people.length * 0.9)),
  );
  return holders.map((organizer, index) => planned(organizer, sizes[index] ?? 1, index, today, random));
}

/**
 * No class can be larger than the people of its division: what does not fit moves to classes with room. A small sample
 * may have less room than people planned; it then holds fewer person-times.
 */
function fitInto(sizes: number[], rooms: number[]): number[] {
  const fitted = sizes.map((size, index) => Math.min(size, rooms[index] ?? 0));
  let excess = sizes.reduce((sum, size) => sum + size, 0) - fitted.reduce((sum, size) => sum + size, 0);
  return fitted.map((size, index) => {
    const more = Math.min(excess, (rooms[index] ?? 0) - size);
    excess -= more;
    return size + more;
  });
}

/** Divisions in turn, each as often as its share of the people says. */
function byWeight(organizers: Organizer[], count: number, random: Random): Organizer[] {
  const total = organizers.reduce((sum, { people }) => sum + people.length, 0);
  const holders = organizers.flatMap((organizer) =>
    Array.from({ length: Math.floor((count * organizer.people.length) / total) }, () => organizer),
  );
  const largest = [...organizers].sort((one, other) => other.people.length - one.people.length);
  while (holders.length < count) holders.push(...largest.slice(0, count - holders.length));
  return random.shuffle(holders);
}

function planned(
  organizer: Organizer,
  arrived: number,
  index: number,
  today: string,
  random: Random,
): PlannedClass {
  const [theme, kind] = random.pick(themes);
  const thisYear = Number(today.slice(0, 4));
  const year = thisYear - 2 + (random.chance(0.28) ? 0 : random.chance(0.47) ? 1 : 2);
  const days = kind === 'video' ? 1 : random.between(2, 5);
  const startsOn = firstDay(year, today, days, random);
  return {
    organizer,
    title: `${organizer.name} ${year} 年${theme}培训班（第 ${(index % 9) + 1} 期）`,
    kind,
    year,
    startsOn,
    endsOn: addDays(startsOn, days - 1),
    hours: days * 8,
    arrived,
  };
}

/** A Monday of March to December that leaves a week until today. */
function firstDay(year: number, today: string, days: number, random: Random): string {
  const first = `${year}-03-01`;
  const last = year === Number(today.slice(0, 4)) ? addDays(today, -days - 7) : `${year}-12-15`;
  const span = Math.max(1, Math.floor((Date.parse(last) - Date.parse(first)) / 604_800_000));
  const monday = addDays(first, (8 - new Date(`${first}T00:00:00Z`).getUTCDay()) % 7);
  const day = addDays(monday, random.between(0, span - 1) * 7);
  return day > last ? addDays(last, -1) : day;
}
