import { ClassConstructor, plainToInstance } from 'class-transformer';
import { validate as check, ValidationError } from 'class-validator';
import { FieldError, InvalidInput } from '../error/domain-error.js';

/**
 * Turns raw input into a checked DTO; unknown properties are dropped, empty form fields count as absent.
 * The message of a failed constraint is `error.<constraint>` (e.g. `error.isInt`) with its parameters.
 * @throws InvalidInput with every wrong field, not only the first
 */
export async function validate<Dto extends object>(type: ClassConstructor<Dto>, raw: unknown): Promise<Dto> {
  const dto = plainToInstance(type, withoutEmptyStrings(raw ?? {}), { exposeDefaultValues: true });
  const errors = await check(dto, { whitelist: true, forbidUnknownValues: true, stopAtFirstError: true });
  const wrong = [...errors.flatMap((error) => fieldErrors(error, '')), ...unkeepable(dto, '')];
  if (wrong.length > 0) throw new InvalidInput(wrong);
  return dto;
}

/** U+0000, which PostgreSQL keeps in no text, wherever it stands. */
function unkeepable(value: unknown, field: string): FieldError[] {
  if (typeof value === 'string')
    return value.includes('\u0000') ? [{ field, code: 'error.nulCharacter' }] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    unkeepable(item, field === '' ? key : `${field}.${key}`),
  );
}

function fieldErrors(error: ValidationError, prefix: string): FieldError[] {
  const field = prefix + error.property;
  const own = Object.keys(error.constraints ?? {}).map((constraint) => ({
    field,
    code: isAbsent(error.value) ? 'error.required' : `error.${constraint}`,
    params: numbersOf(error.constraints?.[constraint] ?? ''),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, `${field}.`))];
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** class-validator keeps a constraint's limits only in its message: "must not be less than 10" gives `limit` 10. */
function numbersOf(message: string): Record<string, unknown> {
  const limits = message.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
  return { limit: limits[0], upper: limits[1], choices: message.split('values: ')[1] };
}

function withoutEmptyStrings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyStrings);
  if (
    value === null ||
    typeof value !== 'object' ||
    (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
  )
    return value === '' ? undefined : value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutEmptyStrings(item)]));
}
