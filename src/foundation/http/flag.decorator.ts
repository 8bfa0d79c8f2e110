import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';

const meanings: Record<string, boolean> = { true: true, on: true, false: false, off: false };

/**
 * A yes or no as JSON, checkboxes and query strings send it. A text that is neither is refused; `Type(() => Boolean)`
 * would take every text for a yes, `"false"` too.
 */
export function IsFlag(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && Object.hasOwn(meanings, value) ? meanings[value] : value,
    ),
    IsBoolean(),
  );
}
