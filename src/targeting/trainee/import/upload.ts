import type {} from '@fastify/multipart';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { InvalidInput } from '../../../foundation/error/domain-error.js';
import type { UploadedFile } from './trainee-import.service.js';

/**
 * The file of a multipart form, read as it arrives.
 * @throws InvalidInput at the field `file` when there is none; its content fails in the same way when it is too large
 */
export async function uploadOf(request: FastifyRequest): Promise<UploadedFile> {
  const part = request.isMultipart() ? await request.file() : undefined;
  if (!part || part.filename === '')
    throw new InvalidInput([{ field: 'file', code: 'trainee.import.file.missing' }]);
  return { name: part.filename, content: Readable.from(wholeOf(part.file)) };
}

/** The form's reader cuts a file off at the limit and only notes it. */
async function* wholeOf(
  file: AsyncIterable<Uint8Array> & { truncated: boolean },
): AsyncGenerator<Uint8Array> {
  yield* file;
  if (file.truncated) throw new InvalidInput([{ field: 'file', code: 'trainee.import.file.tooLarge' }]);
}
