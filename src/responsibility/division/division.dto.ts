import { IsNotEmpty, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';

const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** `?at=` of dated reads. */
export class AsOfQuery {
  /** Date the tree is read at, `YYYY-MM-DD`; today when absent. */
  @IsOptional()
  @Matches(day)
  at?: string;
}

export class DivisionSearchQuery {
  /** Part of a name. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  text: string;
}

/** When a change of the tree took effect. */
export class EffectiveDto {
  /** `YYYY-MM-DD`, not later than today, which it is when absent. */
  @IsOptional()
  @Matches(day)
  effectiveOn?: string;
}

export class MoveDto extends EffectiveDto {
  /** Code of the division it hangs below from then on. */
  @Matches(/^\d{12}$/)
  parentCode: string;
}

export class RenameDto extends EffectiveDto {
  /** The name from then on. */
  @IsString()
  @Length(2, 100)
  name: string;
}

/** A unit without a statistical code, inside a division that is named elsewhere. */
export class AddPartDto extends EffectiveDto {
  /** A free 12-digit code; it is flagged as local. */
  @Matches(/^\d{12}$/)
  code: string;

  @IsString()
  @Length(2, 100)
  name: string;
}

/** A unit without a statistical code. */
export class AddLocalDivisionDto extends AddPartDto {
  /** Code of the division it lies in. */
  @Matches(/^\d{12}$/)
  parentCode: string;
}
