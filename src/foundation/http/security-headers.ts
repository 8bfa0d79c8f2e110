import type { FastifyReply } from 'fastify';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** Puts the headers on every answer that keep a browser from being turned against its user. */
export function setSecurityHeaders(reply: FastifyReply, secure: boolean): void {
  if (!reply.hasHeader('content-security-policy'))
    void reply.header('content-security-policy', contentSecurityPolicy);
  void reply.header('x-content-type-options', 'nosniff');
  void reply.header('referrer-policy', 'same-origin');
  void reply.header('cross-origin-opener-policy', 'same-origin');
  void reply.header('cross-origin-resource-policy', 'same-origin');
  void reply.header('permissions-policy', 'camera=(self), geolocation=(), microphone=()');
  if (secure) void reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
}
