import { Type } from 'class-transformer';
import {
  IsDateString,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { PageQuery } from '../../foundation/database/keyset.js';
import { IsFlag } from '../../foundation/http/flag.decorator.js';
import { IfGiven } from '../../foundation/http/if-given.decorator.js';
import { type PlaceKind, placeKinds } from './place.entity.js';

/** A place as it is entered. */
export class PlaceInput {
  @IsString()
  @Length(1, 100)
  name: string;

  @IsIn(placeKinds)
  kind: PlaceKind;

  @IsUUID()
  divisionId: string;

  @IsOptional()
  @IsUUID()
  organizationId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  address?: string;

  /** Persons. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  capacity?: number;
}

/** What can be changed; `validTo` is the first day on which it can't be used any more. */
export class PlaceChange {
  @IfGiven()
  @IsString()
  @Length(1, 100)
  name?: string;

  @IfGiven()
  @IsIn(placeKinds)
  kind?: PlaceKind;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  address?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  capacity?: number;

  @IsOptional()
  @IsDateString({ strict: true })
  validTo?: string;
}

export class PlaceQuery extends PageQuery {
  /** Part of the name. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  text?: string;

  @IsOptional()
  @IsIn(placeKinds)
  kind?: PlaceKind;

  /** 12-digit code; places of that division and all below. */
  @IsOptional()
  @IsString()
  @Length(12, 12)
  division?: string;

  /** Also those out of use. */
  @IsOptional()
  @IsFlag()
  ended?: boolean;
}
