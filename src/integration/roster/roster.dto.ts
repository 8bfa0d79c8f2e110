import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { type TraineeCategory, traineeCategories } from '../../targeting/trainee/trainee.entity.js';

export const rosterGroups = ['pending', 'confirmed', 'waitlisted', 'returned', 'finding'] as const;
export type RosterGroup = (typeof rosterGroups)[number];

export const rosterOrders = ['number', 'pinyin', 'strokes', 'seat'] as const;
export type RosterOrder = (typeof rosterOrders)[number];

/** Filters of a roster's page, print and export. */
export class RosterSheetQuery {
  /** Part of a name, post or village, pinyin initials, or the last four of the citizen ID. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  text?: string;

  @IsOptional()
  @IsIn(rosterGroups)
  group?: RosterGroup;

  @IsOptional()
  @IsIn(traineeCategories)
  category?: TraineeCategory;

  /** 12-digit code; people counted in its subtree. */
  @IsOptional()
  @Matches(/^\d{12}$/)
  division?: string;

  @IsOptional()
  @IsIn(rosterOrders)
  order?: RosterOrder;

  /** Number of the page, from 1. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  cursor?: number;
}

/** Confirms these people, or all who are pending. */
export class RosterConfirmationDto {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsUUID(undefined, { each: true })
  enrollmentIds?: string[];
}

export const batchVerbs = ['confirm', 'unconfirm', 'return', 'restore'] as const;

/** One verb for the ticked people. */
export class RosterBatchDto {
  @IsIn(batchVerbs)
  verb: (typeof batchVerbs)[number];

  @Transform(({ value }: { value: unknown }) =>
    [value ?? []].flat().flatMap((item: unknown) => (typeof item === 'string' ? item.split(',') : [item])),
  )
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  enrollmentIds: string[];

  /** Needed to send people back. */
  @IsOptional()
  @IsString()
  @Length(2, 200)
  reason?: string;
}
