import { type HelperOptions, refuseBare } from './helper-options.js';

/**
 * `{{url @view.path cursor=next sort='name'}}`: the path with its query changed, which keeps filters when paging
 * and sorting. A null, undefined or empty value takes the parameter away; a list repeats it.
 */
function url(path: unknown, options: HelperOptions): string {
  refuseBare('url', path);
  const [bare = '', query = ''] = String(path).split('#', 1)[0]?.split('?', 2) ?? [];
  const params = new URLSearchParams(query);
  for (const [name, value] of Object.entries(options.hash)) {
    params.delete(name);
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item !== null && item !== undefined && item !== '') params.append(name, item as string);
    }
  }
  const text = params.toString();
  return text ? `${bare}?${text}` : bare;
}

/** `{{segment code}}`: one part of a path, percent-encoded. */
const segment = (value: unknown): string => encodeURIComponent(String(value));

/**
 * `(mayOpen '/classes/:id/roster')`: whether the asker's role has that page, by the policy of its route, so that no
 * link leads to a refusal. A row out of reach is another matter.
 */
const mayOpen = (pattern: unknown, options: HelperOptions): boolean =>
  options.data.view.mayOpen?.(String(pattern)) ?? true;

export const urlHelpers = { url, segment, mayOpen };
