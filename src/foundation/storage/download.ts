import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenFile } from './file-store.js';
import { byteRange, contentDisposition } from './download.rules.js';

/** Kinds that a browser may show by itself; anything else is saved, whatever it claims to be. */
const showable = new Set([
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'text/plain',
]);

export interface DownloadOptions {
  /** Name the person sees, in any script. */
  name: string;
  /** Lets the browser show it instead of saving it, if it is of a kind that is safe to show. */
  inline?: boolean;
}

/**
 * Sends a stored file through the product, never by a redirect, so that every access is judged. A handler returns
 * what this returns and takes `@Res() reply`. Answers byte ranges, which video players ask for.
 */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: OpenFile,
  { name, inline = false }: DownloadOptions,
): FastifyReply {
  const shown = inline && showable.has(file.mediaType);
  const safe = shown || !/html|xml|svg|script/i.test(file.mediaType);
  void reply
    .header('content-type', safe ? file.mediaType : 'application/octet-stream')
    .header('content-disposition', contentDisposition(shown ? 'inline' : 'attachment', name))
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .header('accept-ranges', 'bytes');
  // What is saved and opened from here must not act in our name; browsers' own viewers fail in a sandbox.
  if (!shown) void reply.header('content-security-policy', "default-src 'none'; sandbox");
  const range = byteRange(request.headers.range, file.bytes);
  if (range === 'unsatisfiable')
    return reply.status(416).header('content-range', `bytes */${file.bytes}`).send('');
  if (!range) return reply.header('content-length', file.bytes).send(file.read());
  return reply
    .status(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
    .header('content-length', range.end - range.start + 1)
    .send(file.read(range));
}
