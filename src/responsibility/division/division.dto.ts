import { IsNotEmpty, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';

/** `?at=` of dated reads. */
export class AsOfQuery {
  /** Date the tree is read at, `YYYY-MM-DD`; today when absent. */
  @IsOptional()
  @Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
  at?: string;
}

export class DivisionSearchQuery {
  /** Part of a name. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  text: string;
}

/** A unit without a statistical code. */
export class AddLocalDivisionDto {
  /** Code of the division it lies in. */
  @Matches(/^\d{12}$/)
  parentCode: string;

  /** A free 12-digit code; it is flagged as local. */
  @Matches(/^\d{12}$/)
  code: string;

  @IsString()
  @Length(2, 100)
  name: string;
}
