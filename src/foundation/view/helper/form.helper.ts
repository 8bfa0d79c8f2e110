import Handlebars from 'handlebars';
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

/** `{{noteLabel name label}}`: remembers a field's label for the error summary; prints nothing. */
function noteLabel(name: unknown, label: unknown, options: HelperOptions): string {
  (options.data.page.labels ??= new Map()).set(fieldPath(name), String(label));
  return '';
}

/** `{{fieldLabel field}}`: the label of a field that comes later on the page, filled in by `withLabels`. */
const fieldLabel = (field: unknown): Handlebars.SafeString =>
  new Handlebars.SafeString(`<!--label ${Handlebars.escapeExpression(fieldPath(field))}-->`);

/** Puts the noted labels where `fieldLabel` asked for them. */
export function withLabels(html: string, labels: ReadonlyMap<string, string>, colon: string): string {
  return html.replace(/<!--label (.*?)-->/g, (_, field: string) => {
    const label = labels.get(field);
    return label === undefined ? '' : Handlebars.escapeExpression(label) + colon;
  });
}

export const formHelpers = { fieldProblem, inputId, noteLabel, fieldLabel };
