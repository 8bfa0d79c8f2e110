import type { HelperOptions } from './helper-options.js';

/** `(list 1 2 3)`, `(object key='a' text='b')`, `(concat 'row-' id)`: parameters put together in a template. */
const list = (...values: unknown[]): unknown[] => values.slice(0, -1);
const object = (options: HelperOptions): Record<string, unknown> => ({ ...options.hash });
const concat = (...values: unknown[]): string => values.slice(0, -1).join('');

/** `data-options="{{json value}}"`: JSON in a quoted attribute, where Handlebars' escaping makes it safe. */
const json = (value: unknown): string => JSON.stringify(value ?? null);

export const buildHelpers = { list, object, concat, json };
