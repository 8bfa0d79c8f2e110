import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../../foundation/database/keyset.js';
import { applicationStates, type ApplicationState } from './application.entity.js';

export class ApplicationListQuery extends PageQuery {
  @IsOptional()
  @IsIn(applicationStates)
  state?: ApplicationState;
}
