import type { RegisteredRoute } from '../../../src/foundation/access/route-register.js';
import type { Rows } from './county.js';

/** Kinds of rows that a parameter's own name tells. */
const byName: Record<string, string> = {
  sessionId: 'sessions',
  enrollmentId: 'enrollments',
  callUpId: 'call-ups',
  requestId: 'substitution-requests',
};

/** Kinds of rows that go by another word in a path. */
const aliases: Record<string, string> = { inbox: 'messages', outbox: 'messages' };

/** A route's path with its first parameter filled from some rows and those that follow from others. */
export function pathOf(route: RegisteredRoute, rows: Rows, following = rows): string {
  const first = route.path.indexOf(':');
  return route.path.replace(/:(\w+)/g, (_, name: string, at: number) => {
    const value = (at === first ? rows : following)[rowOf(route, name, at)];
    return value === undefined ? `:${name}` : encodeURIComponent(value);
  });
}

/** The kinds of rows that a route's path names. */
export function rowsNamedBy(route: RegisteredRoute): string[] {
  return [...route.path.matchAll(/:(\w+)/g)].map(({ 1: name, index }) => rowOf(route, name!, index));
}

function rowOf({ path }: RegisteredRoute, name: string, at: number): string {
  if (name === 'code') return path.startsWith('/c/') ? 'checkInCode' : 'divisionCode';
  if (name === 'tokenId' && path.includes('/:id/')) return 'accountToken';
  if (name !== 'id') return byName[name] ?? name;
  const word = /([a-z-]+)\/$/.exec(path.slice(0, at))?.[1] ?? '';
  return aliases[word] ?? word;
}
