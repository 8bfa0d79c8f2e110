import { ValidateIf } from 'class-validator';

/** A field that a change may leave out but not clear: unlike `IsOptional` it lets no `null` through. */
export function IfGiven(): PropertyDecorator {
  return ValidateIf((_, value: unknown) => value !== undefined);
}
