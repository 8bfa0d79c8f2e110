import { newToken } from './secret.js';

/** Tells a program's token from a sign-in's, and lets secret scanners find one that leaked. */
const prefix = 'zxp_';

/** Resources under `/api/v1` that a token may be let at; accounts, sign-ins and tokens themselves never are. */
export const tokenResources = [
  'applications',
  'audiences',
  'call-ups',
  'certificates',
  'classes',
  'divisions',
  'enrollments',
  'jobs',
  'messages',
  'organizations',
  'places',
  'sessions',
  'statistics',
  'trainees',
] as const;

/** `<resource>:read` or `<resource>:write`; writing includes reading. */
export const tokenScopes: readonly string[] = tokenResources.flatMap((resource) => [
  `${resource}:read`,
  `${resource}:write`,
]);

/** Requests a minute that people may let their own programs make; an administrator may let a program make more. */
export const mostOwnRequests = 600;
export const mostRequests = 60_000;
export const longestDays = 366;

export function newApiToken(): string {
  return prefix + newToken();
}

/** The program's token of an `Authorization` header, if it is one. */
export function apiTokenIn(header: string | undefined): string | undefined {
  return /^Bearer (zxp_[\w-]{43})$/i.exec(header ?? '')?.[1];
}

/** Whether a token with the scopes may make a request; the role decides the rest. */
export function scopesAllow(scopes: readonly string[], method: string, url: string): boolean {
  const resource = /^\/api\/v1\/([a-z-]+)(?=[/?]|$)/.exec(url)?.[1];
  if (resource === undefined) return false;
  const reads = method === 'GET' || method === 'HEAD';
  return scopes.includes(`${resource}:write`) || (reads && scopes.includes(`${resource}:read`));
}
