import type { FastifyReply, FastifyRequest } from 'fastify';
import type {} from '@fastify/cookie';
import type { Configuration } from '../../foundation/config/configuration.js';
import { cookieSeconds, SignInKind } from './lifetime.rules.js';

/** `__Host-` makes browsers refuse the cookie from any other host or over plain HTTP; it needs `Secure`. */
export function signInCookieName(configuration: Configuration): string {
  return configuration.secure ? '__Host-zhixing' : 'zhixing';
}

export function setSignInCookie(
  reply: FastifyReply,
  configuration: Configuration,
  token: string,
  kind: SignInKind,
): void {
  const maxAge = cookieSeconds(kind);
  reply.setCookie(signInCookieName(configuration), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: configuration.secure,
    ...(maxAge === undefined ? {} : { maxAge }),
  });
}

export function clearSignInCookie(reply: FastifyReply, configuration: Configuration): void {
  reply.clearCookie(signInCookieName(configuration), { path: '/', secure: configuration.secure });
}

/**
 * The token of a request. Once an `Authorization` header is there the cookie doesn't count, so that a request which
 * is excused from the origin check by its header can't act by cookie.
 */
export function tokenOf(request: FastifyRequest, configuration: Configuration): string | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return /^Bearer ([\w-]{43})$/i.exec(header)?.[1];
  return request.cookies[signInCookieName(configuration)];
}
