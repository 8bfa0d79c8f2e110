import type { FastifyRequest } from 'fastify';

/**
 * Whether a request that changes something may have been forged by another site. Every browser says where such a
 * request comes from, so one that names another site is refused, cookie or not: a stranger's page could otherwise
 * sign its visitor in to an account of the stranger's. One that names nothing comes from a program, and is let
 * through unless it rides on a cookie.
 */
export function mayBeForged(request: FastifyRequest): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return false;
  if (request.headers.authorization !== undefined) return false;
  const { origin, cookie, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return cookie !== undefined;
  return !URL.canParse(origin) || new URL(origin).host !== request.host;
}
