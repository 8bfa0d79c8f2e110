import type { Role } from './foundation/access/actor.js';
import type { NavigationItem } from './foundation/view/view-context.js';

interface Entry extends NavigationItem {
  roles: readonly Role[];
}

const planners = ['coordinator', 'supervisor'] as const;

/** Every place of the product that a sidebar or tab bar leads to, and for whom. */
const desk: readonly Entry[] = [
  {
    section: 'navigation.monitoring',
    label: 'navigation.monitor',
    href: '/monitor',
    icon: 'layout-dashboard',
    roles: planners,
  },
  {
    section: 'navigation.running',
    label: 'navigation.classes',
    href: '/classes',
    icon: 'calendar-event',
    roles: ['coordinator', 'supervisor', 'host', 'classHead', 'instructor'],
  },
  {
    section: 'navigation.running',
    label: 'navigation.applications',
    href: '/applications',
    icon: 'clipboard-check',
    roles: ['coordinator'],
  },
  {
    section: 'navigation.running',
    label: 'navigation.callUps',
    href: '/call-ups',
    icon: 'mail',
    roles: ['coordinator', 'unitContact'],
  },
  {
    section: 'navigation.running',
    label: 'navigation.substitutions',
    href: '/substitutions',
    icon: 'arrows-exchange',
    roles: ['coordinator'],
  },
  {
    section: 'navigation.resources',
    label: 'navigation.trainees',
    href: '/trainees',
    icon: 'users',
    roles: ['coordinator', 'supervisor', 'unitContact'],
  },
  {
    section: 'navigation.resources',
    label: 'navigation.places',
    href: '/places',
    icon: 'map-pin',
    roles: ['coordinator', 'host'],
  },
  {
    section: 'navigation.system',
    label: 'navigation.organizations',
    href: '/organizations',
    icon: 'building',
    roles: ['administrator', 'coordinator'],
  },
  {
    section: 'navigation.system',
    label: 'navigation.certificateIssuers',
    href: '/certificate-issuers',
    icon: 'rubber-stamp',
    roles: ['administrator', 'coordinator'],
  },
  {
    section: 'navigation.system',
    label: 'navigation.divisions',
    href: '/divisions',
    icon: 'sitemap',
    roles: ['administrator', 'coordinator', 'supervisor'],
  },
  {
    section: 'navigation.system',
    label: 'navigation.accounts',
    href: '/accounts',
    icon: 'id-badge-2',
    roles: ['administrator', 'coordinator'],
  },
  {
    section: 'navigation.system',
    label: 'navigation.jobs',
    href: '/jobs',
    icon: 'history',
    roles: ['administrator', 'coordinator'],
  },
  {
    section: 'navigation.system',
    label: 'navigation.outbox',
    href: '/outbox',
    icon: 'send',
    roles: ['administrator'],
  },
  {
    section: 'navigation.system',
    label: 'navigation.audit',
    href: '/audit',
    icon: 'list-details',
    roles: ['administrator'],
  },
];

const phone: readonly NavigationItem[] = [
  { label: 'navigation.home', href: '/m', icon: 'home' },
  { label: 'trainee-pages.classes.title', href: '/m/classes', icon: 'calendar-event' },
  { label: 'navigation.learning', href: '/m/learning', icon: 'book', leadsTo: ['/m/certificates'] },
  {
    label: 'navigation.mine',
    href: '/m/mine',
    icon: 'user',
    leadsTo: ['/m/timetable', '/inbox', '/account'],
  },
];

/** @param waiting how much work waits behind a link, by its path */
export function navigationFor(role: Role, waiting: Record<string, number> = {}): NavigationItem[] {
  if (role === 'trainee') return [...phone];
  return desk
    .filter((entry) => entry.roles.includes(role))
    .map(({ roles: _, ...item }) => ({ ...item, count: waiting[item.href] ?? 0 }));
}

/** Where a role's work starts after signing in. */
export function homeOf(role: Role): string {
  if (role === 'trainee') return '/m';
  if (role === 'coordinator') return '/classes';
  return navigationFor(role)[0]?.href ?? '/account';
}
