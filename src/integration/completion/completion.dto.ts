import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  ValidateNested,
} from 'class-validator';

/** One person decided against the rule. */
export class CompletionExceptionDto {
  @IsUUID()
  enrollmentId: string;

  @IsIn(['completed', 'refused', 'held'])
  decision: 'completed' | 'refused' | 'held';

  @IsString()
  @Length(2, 200)
  reason: string;
}

/** Decides a class; people who are not named are decided by the class's rule. */
export class DecideCompletionDto {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => CompletionExceptionDto)
  exceptions?: CompletionExceptionDto[];

  /** Must be `true` while sessions that count lie ahead or have no roll: everybody is absent from those. */
  @IsOptional()
  @IsBoolean()
  acknowledge?: boolean;
}

export class ReconsiderDto {
  @IsString()
  @Length(2, 200)
  reason: string;
}

/** Dismisses one person. */
export class DismissalDto {
  @IsUUID()
  enrollmentId: string;

  @IsString()
  @Length(2, 200)
  reason: string;
}
