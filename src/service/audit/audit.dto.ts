import { IsDateString, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '../../foundation/database/keyset.js';
import { auditSubjects } from './audit-vocabulary.js';

/** Which entries of the audit log are wanted; all that is named must hold. */
export class AuditQuery extends PageQuery {
  /** First day, in Asia/Shanghai. */
  @IsOptional()
  @IsDateString({ strict: true })
  from?: string;

  /** Last day, in Asia/Shanghai. */
  @IsOptional()
  @IsDateString({ strict: true })
  to?: string;

  /** Who did it: part of the name, or the user name. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  person?: string;

  /** What was done: `account.disable`, or an area with everything in it: `account`. */
  @IsOptional()
  @Matches(/^[a-zA-Z]+(\.[a-zA-Z]+)*$/)
  @MaxLength(60)
  action?: string;

  /** To which kind of row. */
  @IsOptional()
  @IsIn(auditSubjects)
  subjectType?: string;

  /** The one row. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  subjectId?: string;

  /** 12-digit code; entries of people who acted for that division or one below. */
  @IsOptional()
  @Matches(/^\d{12}$/)
  division?: string;
}
