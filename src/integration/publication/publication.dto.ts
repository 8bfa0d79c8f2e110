import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

export class ReasonDto {
  /** For the people it concerns. */
  @IsString()
  @Length(2, 500)
  reason: string;
}

export class ApprovalDto {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  comment?: string;
}

/** Copies a class to another first day; its sessions keep their distance from it. */
export class CopyClassDto {
  /** `YYYY-MM-DD`. */
  @Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
  startsOn: string;

  @IsOptional()
  @IsString()
  @Length(2, 100)
  title?: string;
}

export class QuotaRowDto {
  @Matches(/^\d{12}$/)
  divisionCode: string;

  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  amount: number;
}

/** The seats of a class handed to direct parts of its division; a part that is left out gets none. */
export class ClassQuotaDto {
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => QuotaRowDto)
  rows: QuotaRowDto[];
}
