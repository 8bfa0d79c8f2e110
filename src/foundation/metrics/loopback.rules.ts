import type { IncomingHttpHeaders } from 'node:http';

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * Whether a request was made on this machine itself. A proxy on this machine also connects from loopback, so what
 * names a forwarder or another host than this one counts as from outside.
 */
export function isFromThisMachine(address: string | undefined, headers: IncomingHttpHeaders): boolean {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
  if (forwarded.some((name) => headers[name] !== undefined)) return false;
  const host = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return loopback.test(address ?? '') && (host === 'localhost' || loopback.test(host));
}
