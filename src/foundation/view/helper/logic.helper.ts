/** For conditions in subexpressions: `{{#if (and open (not full))}}`. */
const eq = (a: unknown, b: unknown): boolean => a === b;
const ne = (a: unknown, b: unknown): boolean => a !== b;
const gt = (a: unknown, b: unknown): boolean => Number(a) > Number(b);
/**
 * `(given count)`: neither null nor undefined, so 0 counts. A partial asks `(given @partial-block)` for its block,
 * since `{{#if @partial-block}}` would run the block to see whether it's true.
 */
const given = (value: unknown): boolean => value !== undefined && value !== null;
const not = (value: unknown): boolean => !truthy(value);
const and = (...values: unknown[]): unknown => pick(values.slice(0, -1), false);
const or = (...values: unknown[]): unknown => pick(values.slice(0, -1), true);
/** `(includes list value)`, for checkboxes and multiple selects. */
const includes = (list: unknown, value: unknown): boolean =>
  Array.isArray(list)
    ? list.some((item) => String(item) === String(value))
    : list !== undefined && list === value;
const add = (a: unknown, b: unknown): number => Number(a) + Number(b);

/** As in `{{#if}}`: an empty list is false. */
function truthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function pick(values: unknown[], wanted: boolean): unknown {
  return values.find((value) => truthy(value) === wanted) ?? values.at(-1);
}

export const logicHelpers = { eq, ne, gt, given, not, and, or, includes, add };
