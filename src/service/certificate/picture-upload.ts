import type {} from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { buffer } from 'node:stream/consumers';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { largestPicture } from './picture.rules.js';

/**
 * The picture of a multipart form.
 * @throws InvalidInput at the field `name` when there is none or it is too large
 */
export async function uploadedPicture(
  request: FastifyRequest,
  name: 'photo' | 'sealPicture',
): Promise<Buffer> {
  const refused = (code: string) => new InvalidInput([{ field: name, code }]);
  const part = request.isMultipart()
    ? await request.file({ limits: { fileSize: largestPicture } })
    : undefined;
  if (!part || part.filename === '') throw refused('certificate.picture.missing');
  const bytes = await buffer(part.file);
  if (part.file.truncated) throw refused('certificate.picture.tooLarge');
  if (bytes.length === 0) throw refused('certificate.picture.missing');
  return bytes;
}
