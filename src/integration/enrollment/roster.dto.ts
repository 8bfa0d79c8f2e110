import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { PageQuery } from '../../foundation/database/keyset.js';
import { EnrollmentState, enrollmentStates } from './enrollment.state.js';

/** Filters of a roster; `state` may be repeated or separated by commas. */
export class RosterQuery extends PageQuery {
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => [value].flat().flatMap((item) => String(item).split(',')))
  @IsIn(enrollmentStates, { each: true })
  state?: EnrollmentState[];

  /** 12-digit code; people counted in its subtree. */
  @IsOptional()
  @Matches(/^\d{12}$/)
  division?: string;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  category?: string;

  /** Part of a name, pinyin initials, or the last four of the citizen ID. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  search?: string;
}

/** People whom a coordinator puts into a class; absent when one registers for oneself. */
export class EnrollDto {
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsUUID(undefined, { each: true })
  traineeIds?: string[];
}

export class ReasonDto {
  @IsOptional()
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason?: string;
}

export class SubstitutionDto {
  @IsUUID()
  traineeId: string;

  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason: string;

  /** Why the new person comes although in another class at that time. */
  @IsOptional()
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  overrideReason?: string;
}

export class CapacityDto {
  @IsInt()
  @Min(1)
  @Max(100_000)
  capacity: number;
}
