import { randomBytes } from 'node:crypto';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration } from '../config/configuration.js';

const cookieName = 'device';

/** Half a year in seconds: longer than any class. */
const lifetime = 180 * 86_400;

/** The browser's own random name, whoever is signed in; undefined for programs and until one was given. */
export function knownDevice(request: FastifyRequest): string | undefined {
  const value = request.cookies[cookieName];
  return value !== undefined && /^[\w-]{22}$/.test(value) ? value : undefined;
}

/** Like {@link knownDevice}, but a browser without a name gets one. */
export function deviceOf(request: FastifyRequest, reply: FastifyReply, configuration: Configuration): string {
  const known = knownDevice(request);
  if (known !== undefined) return known;
  const name = randomBytes(16).toString('base64url');
  reply.setCookie(cookieName, name, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: configuration.secure,
    maxAge: lifetime,
  });
  return name;
}
