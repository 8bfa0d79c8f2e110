import type { TextParams } from '../i18n/translate.js';
import type { Notice } from './view-context.js';

export interface RedirectOptions {
  /** Catalogue key of the toast on the next page. */
  notice?: string;
  params?: TextParams;
  /** Offers "undo" in the toast: a POST to this path of the site with these hidden fields. */
  undo?: NonNullable<Notice['undo']>;
}

export class Redirect {
  constructor(
    readonly path: string,
    readonly notice: Notice | undefined,
  ) {}
}

/**
 * Sends the browser on with 303 (the next request is a GET), the usual answer to a form that succeeded.
 * Only paths of this site are taken, so that a path from the request can't lead away.
 */
export function redirect(path: string, { notice, params, undo }: RedirectOptions = {}): Redirect {
  if (!isOwnPath(path)) throw new Error('A redirect stays on this site');
  if (notice === undefined) return new Redirect(path, undefined);
  return new Redirect(path, { text: notice, ...(params && { params }), ...(undo && { undo }) });
}

/** `/a/b?c` is ours; `//host`, `/\host` and anything with a scheme or control characters isn't. */
export function isOwnPath(path: string): boolean {
  // eslint-disable-next-line no-control-regex -- browsers drop them, which can turn `/\t/host` into `//host`
  return path.startsWith('/') && !/^\/[/\\]|[\u0000-\u001f\\]/.test(path);
}
