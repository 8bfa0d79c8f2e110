import { BrokenRule, Unavailable } from '../error/domain-error.js';

/** The file is larger than the place it is meant for takes. */
export class FileTooLarge extends BrokenRule {
  constructor(limit: number) {
    super('storage.error.tooLarge', { megabytes: Math.round((limit / 1024 / 1024) * 10) / 10 });
  }
}

const reasons: Partial<Record<string, string>> = {
  ENOSPC: 'storage.error.full',
  EDQUOT: 'storage.error.full',
  EROFS: 'storage.error.readOnly',
  EACCES: 'storage.error.readOnly',
  EPERM: 'storage.error.readOnly',
};

/** What a failure of the disk means to people; other errors are given back as they are. */
export function storageFailure(error: unknown): unknown {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  return reason === undefined ? error : new Unavailable(reason);
}
