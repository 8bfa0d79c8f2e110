import { ArgumentMetadata, Injectable, PipeTransform } from '@nestjs/common';
import { ClassConstructor } from 'class-transformer';
import { validate } from './validate.js';

const builtIn = new Set<unknown>([String, Number, Boolean, Array, Object, Date, undefined]);

/** Checks every body and query that is declared as a DTO class; handlers that take `unknown` validate themselves. */
@Injectable()
export class DtoPipe implements PipeTransform {
  async transform(value: unknown, { metatype, type }: ArgumentMetadata): Promise<unknown> {
    if ((type !== 'body' && type !== 'query') || builtIn.has(metatype)) return value;
    return validate(metatype as ClassConstructor<object>, value);
  }
}
