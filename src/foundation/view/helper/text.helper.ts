import type { TextParams } from '../../i18n/translate.js';
import { translate } from '../../i18n/translate.js';
import { type HelperOptions, refuseBare } from './helper-options.js';

/** `{{t 'class.roster.approve' count=3}}`; numbers are shown as given, format them with `(number n)`. */
function t(key: unknown, options: HelperOptions): string {
  refuseBare('t', key);
  if (typeof key !== 'string') throw new Error(`{{t}} needs a catalogue key, got ${String(key)}`);
  return translate(options.data.view.language, key, options.hash as TextParams);
}

/** `{{tWith problem.code problem.params}}`: a text whose values come as one object. */
function tWith(key: unknown, params: unknown, options: HelperOptions): string {
  if (typeof key !== 'string') throw new Error(`{{tWith}} needs a catalogue key, got ${String(key)}`);
  return translate(options.data.view.language, key, (params ?? {}) as TextParams);
}

/** `{{pageTitle 'text'}}` names the page for `<title>` and prints the text. */
function pageTitle(title: unknown, options: HelperOptions): string {
  refuseBare('pageTitle', title);
  if (typeof title !== 'string') throw new Error('{{pageTitle}} needs a text');
  options.data.page.title = title;
  return title;
}

export const textHelpers = { t, tWith, pageTitle };
