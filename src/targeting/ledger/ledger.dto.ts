import { IsInt, IsNumber, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { Type } from 'class-transformer';

export class LedgerQuery {
  /** Entries of one year only. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2000)
  @Max(2200)
  year?: number;
}

/** Other hours for an entry, by hand. */
export class LedgerCorrectionDto {
  /** To a tenth. */
  @IsNumber({ maxDecimalPlaces: 1 })
  @Min(0)
  @Max(9_999)
  hours: number;

  /** Goes to the audit log. */
  @IsString()
  @Length(2, 200)
  reason: string;
}
