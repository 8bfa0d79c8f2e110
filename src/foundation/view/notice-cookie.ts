import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOwnPath } from './redirect.js';
import type { Notice } from './view-context.js';

const cookieName = 'notice';

/** Keeps a notice for the next page in a cookie of one minute. */
export function writeNotice(reply: FastifyReply, notice: Notice): void {
  const value = Buffer.from(JSON.stringify(notice)).toString('base64url');
  void reply.header('set-cookie', `${cookieName}=${value}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax`);
}

/**
 * Takes the notice out of the request, so that it's shown once. The cookie isn't signed: it can only name a
 * catalogue key, values that are escaped, and a path of this site.
 */
export function takeNotice(request: FastifyRequest, reply: FastifyReply): Notice | undefined {
  const match = /(?:^|;\s*)notice=([\w-]+)/.exec(request.headers.cookie ?? '');
  if (!match?.[1]) return undefined;
  void reply.header('set-cookie', `${cookieName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`);
  return parse(match[1]);
}

function parse(value: string): Notice | undefined {
  try {
    const notice = JSON.parse(Buffer.from(value, 'base64url').toString('utf8')) as Partial<Notice> | null;
    if (typeof notice?.text !== 'string') return undefined;
    if (notice.undo && (typeof notice.undo.action !== 'string' || !isOwnPath(notice.undo.action)))
      return undefined;
    return notice as Notice;
  } catch {
    return undefined;
  }
}
