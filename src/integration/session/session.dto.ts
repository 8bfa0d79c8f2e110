import { Type } from 'class-transformer';
import {
  IsIn,
  IsISO8601,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsFlag } from '../../foundation/http/flag.decorator.js';
import { sessionModes, type SessionMode } from './session.entity.js';

export class SessionDto {
  @IsString()
  @Length(1, 100)
  title: string;

  @IsIn(sessionModes)
  mode: SessionMode;

  /** RFC 3339; the offset is Asia/Shanghai when absent. */
  @IsISO8601()
  startsAt: string;

  @IsISO8601()
  endsAt: string;

  /** Hours it counts for; 0 for a ceremony. */
  @Type(() => Number)
  @IsNumber({ maxDecimalPlaces: 1 })
  @Min(0)
  @Max(24)
  hours: number;

  @IsOptional()
  @IsUUID()
  placeId?: string;

  @IsOptional()
  @IsUUID()
  instructorAccountId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  instructorName?: string;

  @IsOptional()
  @IsFlag()
  closingCeremony?: boolean;

  /** Times or hours may change although the roll was taken; the roll stays as it is. */
  @IsOptional()
  @IsFlag()
  acknowledged?: boolean;
}
