import { formHelpers, withLabels } from '../../../../src/foundation/view/helper/form.helper.js';
import type { HelperOptions } from '../../../../src/foundation/view/helper/helper-options.js';

/** What the summary says before the problem of `planned`, when a field `name` with that label follows. */
export function labelled(name: string, label: string): string {
  const page = {} as { labels?: Map<string, string> };
  const summary = formHelpers.fieldLabel('planned').toString();
  formHelpers.noteLabel(name, label, { hash: {}, data: { page } } as unknown as HelperOptions);
  return withLabels(summary, page.labels ?? new Map<string, string>(), '：');
}
