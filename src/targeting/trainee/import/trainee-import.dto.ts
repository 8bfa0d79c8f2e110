import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../../../foundation/database/keyset.js';

export class StagedRowQuery extends PageQuery {
  /** Rows of one kind only. */
  @IsOptional()
  @IsIn(['new', 'changed', 'unchanged', 'bad'])
  state?: 'new' | 'changed' | 'unchanged' | 'bad';
}
