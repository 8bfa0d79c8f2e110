import type { NavigationItem } from './view-context.js';

export interface NavigationGroup {
  section: string | undefined;
  items: (NavigationItem & { current: boolean })[];
}

/**
 * Items in groups by neighbouring section. Current is the item that says so, otherwise the one whose path is
 * the longest beginning of the request's path.
 */
export function navigationGroups(items: NavigationItem[], path: string): NavigationGroup[] {
  const current = items.find((item) => item.current) ?? longestMatch(items, path.split(/[?#]/, 1)[0] ?? '/');
  const groups: NavigationGroup[] = [];
  for (const item of items) {
    let group = groups.at(-1);
    if (!group || group.section !== item.section) {
      group = { section: item.section, items: [] };
      groups.push(group);
    }
    group.items.push({ ...item, current: item === current });
  }
  return groups;
}

function longestMatch(items: NavigationItem[], path: string): NavigationItem | undefined {
  return items
    .filter(({ href }) => path === href || (href !== '/' && path.startsWith(href + '/')))
    .sort((a, b) => b.href.length - a.href.length)[0];
}
