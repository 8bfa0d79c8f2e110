import type { FieldProblem, FormProblem } from '../attempt.js';
import type { HelperOptions } from './helper-options.js';

/** `(fieldProblem 'title')`: what's wrong at the input of that name on this page, if anything. */
function fieldProblem(name: unknown, options: HelperOptions): FieldProblem | undefined {
  const { problem } = (options.data as unknown as { root: { problem?: FormProblem } }).root;
  return problem?.fields.find(({ field }) => fieldPath(field) === fieldPath(name));
}

/** `sessions[0][title]` of a form and `sessions.0.title` of an error are the same place. */
const fieldPath = (name: unknown): string => String(name).replace(/\[(\w*)\]/g, '.$1');

/** `(inputId 'sessions[0][title]')`: an id made of a field's name, which the error summary links to. */
const inputId = (name: unknown): string => `field-${fieldPath(name).replace(/[^\w-]+/g, '-')}`;

export const formHelpers = { fieldProblem, inputId };
