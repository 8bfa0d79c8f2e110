import type { NavigationItem } from './view-context.js';

export interface NavigationGroup {
  section: string | undefined;
  items: (NavigationItem & { current: boolean })[];
}

/**
 * Items in groups by neighbouring section. Current is the item that says so, otherwise the one whose path, or one it leads
 * to, is the longest beginning of the request's path.
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
  const within = (href: string) => path === href || (href !== '/' && path.startsWith(href + '/'));
  const matches = items.flatMap((item) =>
    [item.href, ...(item.leadsTo ?? [])].filter(within).map((href) => ({ item, length: href.length })),
  );
  return matches.sort((one, other) => other.length - one.length)[0]?.item;
}
