import { Injectable, PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { NotFound } from '../error/domain-error.js';

/** A path id; text that cannot be an id is answered like an unknown id. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isUUID(value)) throw new NotFound();
    return value.toLowerCase();
  }
}
