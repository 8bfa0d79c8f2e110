import type { Role } from './foundation/access/actor.js';
import type { NavigationItem } from './foundation/view/view-context.js';

interface Entry extends NavigationItem {
  roles: readonly Role[];
}

const planners = ['coordinator', 'supervisor'] as const;

/** Every place of the product that a sidebar or tab bar leads to, and for whom. */
const desk: readonly Entry[] = [
  { section: 'layout.navigation.monitoring', label: 'layout.navigation.monitor', href: '/monitor', icon: 'layout-dashboard', roles: planners },
  { section: 'layout.navigation.running', label: 'layout.navigation.classes', href: '/classes', icon: 'calendar-event', roles: ['coordinator', 'supervisor', 'host', 'classHead'] },
  { section: 'layout.navigation.running', label: 'layout.navigation.applications', href: '/applications', icon: 'clipboard-check', roles: ['coordinator'] },
  { section: 'layout.navigation.running', label: 'layout.navigation.callUps', href: '/call-ups', icon: 'mail-forward', roles: ['coordinator', 'unitContact'] },
  { section: 'layout.navigation.resources', label: 'layout.navigation.trainees', href: '/trainees', icon: 'users', roles: ['coordinator', 'supervisor', 'unitContact'] },
  { section: 'layout.navigation.resources', label: 'layout.navigation.places', href: '/places', icon: 'map-pin', roles: ['coordinator', 'host'] },
  { section: 'layout.navigation.system', label: 'layout.navigation.organizations', href: '/organizations', icon: 'building', roles: ['administrator', 'coordinator'] },
  { section: 'layout.navigation.system', label: 'layout.navigation.divisions', href: '/divisions', icon: 'sitemap', roles: ['administrator', 'coordinator', 'supervisor'] },
  { section: 'layout.navigation.system', label: 'layout.navigation.accounts', href: '/accounts', icon: 'user-cog', roles: ['administrator', 'coordinator'] },
  { section: 'layout.navigation.system', label: 'layout.navigation.jobs', href: '/jobs', icon: 'history', roles: ['administrator', 'coordinator'] },
  { section: 'layout.navigation.system', label: 'layout.navigation.outbox', href: '/outbox', icon: 'send', roles: ['administrator'] },
  { section: 'layout.navigation.system', label: 'layout.navigation.audit', href: '/audit', icon: 'list-search', roles: ['administrator'] },
];

const phone: readonly NavigationItem[] = [
  { label: 'layout.navigation.home', href: '/m', icon: 'home' },
  { label: 'layout.navigation.classes', href: '/m/classes', icon: 'calendar-event' },
  { label: 'layout.navigation.learning', href: '/m/learning', icon: 'book' },
  { label: 'layout.navigation.mine', href: '/m/mine', icon: 'user' },
];

export function navigationFor(role: Role): NavigationItem[] {
  if (role === 'trainee') return [...phone];
  return desk.filter((entry) => entry.roles.includes(role)).map(({ roles: _, ...item }) => item);
}

/** Where a role's work starts after signing in. */
export function homeOf(role: Role): string {
  if (role === 'trainee') return '/m';
  return navigationFor(role)[0]?.href ?? '/account';
}
