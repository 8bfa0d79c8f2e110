import type { FastifyRequest } from 'fastify';

/**
 * Whether a request that changes something may have been forged by another site. Only requests that ride on a
 * cookie can be: browsers name their origin on every POST, so one that names none or another is refused.
 */
export function mayBeForged(request: FastifyRequest): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return false;
  if (request.headers.authorization !== undefined || request.headers.cookie === undefined) return false;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.headers.origin;
  if (origin === undefined || !URL.canParse(origin)) return true;
  return new URL(origin).host !== request.host;
}
