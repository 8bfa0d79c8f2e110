import type { MultipartFile } from '@fastify/multipart';
import { createHash, type Hash } from 'node:crypto';
import { pipeline, Transform, type TransformCallback } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';

/**
 * What a multipart form holds, told by its file: field, name and bytes. They are hashed as the handler reads them, so
 * that a large upload is read once. The boundary, which differs with each sending, doesn't count.
 */
export class FormDigest {
  private readonly hash = createHash('sha256');
  private part: MultipartFile | undefined;
  private asked = false;

  constructor(private readonly request: FastifyRequest) {
    const file = request.file.bind(request);
    request.file = async (options) => {
      this.asked = true;
      this.part = await file(options);
      if (this.part) this.watch(this.part);
      return this.part;
    };
  }

  /** Reads what the handler left unread. */
  async whole(): Promise<string> {
    if (!this.asked) await this.request.file();
    const content = this.part?.file;
    if (content && !content.readableEnded) await finished(content.resume());
    return this.hash.digest('hex');
  }

  private watch(part: MultipartFile): void {
    this.hash.update(JSON.stringify([part.fieldname, part.filename]));
    const watched = new WatchedFile(part.file, this.hash);
    // Whoever reads the file hears of its errors.
    pipeline(part.file, watched, () => undefined);
    part.file = watched;
  }
}

/** Passes a form's file on as it is. */
class WatchedFile extends Transform {
  constructor(
    private readonly source: MultipartFile['file'],
    private readonly hash: Hash,
  ) {
    super();
  }

  get truncated(): boolean {
    return this.source.truncated;
  }

  get bytesRead(): number {
    return this.source.bytesRead;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(chunk);
    done(null, chunk);
  }
}
