import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  cadreLevels,
  type CadreLevel,
  traineeCategories,
  type TraineeCategory,
} from '../../targeting/trainee/trainee.entity.js';
import { longestPaste } from './name-matcher.rules.js';

/** A line of the notice: a unit, or a division whose coordinator answers. */
export class RecipientDto {
  /** 12-digit code; left out when a unit is asked. */
  @IsOptional()
  @Matches(/^\d{12}$/)
  division?: string;

  @IsOptional()
  @IsUUID()
  organizationId?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  amount: number;
}

class CallUpContentDto {
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  text?: string;

  /** Left out of a new draft: one line for each line of the class's quota table that has places left. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @ValidateNested({ each: true })
  @Type(() => RecipientDto)
  recipients?: RecipientDto[];
}

export class DraftCallUpDto extends CallUpContentDto {
  /** RFC 3339. */
  @IsISO8601({ strict: true })
  deadline: string;
}

/** A change of a draft; once the notice is issued only the deadline can be moved. */
export class ChangeCallUpDto extends CallUpContentDto {
  @IsOptional()
  @IsISO8601({ strict: true })
  deadline?: string;
}

export class WithdrawalDto {
  @IsString()
  @Length(2, 300)
  reason: string;
}

/** Whose unused places go back; all with unused places when left out. */
export class ReleaseDto {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2000)
  @IsUUID(undefined, { each: true })
  recipientIds?: string[];
}

export class NamesDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  traineeIds: string[];

  /** Why somebody who is in another class at that time is named all the same. */
  @IsOptional()
  @IsString()
  @Length(2, 300)
  overrideReason?: string;
}

export class CandidateQuery {
  /** A name or part of it, pinyin initials, or the last four of the citizen ID. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  text?: string;
}

export class PasteDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(longestPaste)
  text: string;
}

export class SubstituteDto {
  @IsUUID()
  outEnrollmentId: string;

  @IsUUID()
  inTraineeId: string;

  @IsOptional()
  @IsString()
  @Length(2, 300)
  reason?: string;

  @IsOptional()
  @IsString()
  @Length(2, 300)
  overrideReason?: string;
}

/** Somebody the register lacks; managed by the recipient's division and, when a unit answers, of that unit. */
export class NewPersonDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  name: string;

  /** 18 characters, GB 11643. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(30)
  citizenId: string;

  @IsOptional()
  @IsString()
  @MaxLength(30)
  phone?: string;

  @IsIn(traineeCategories)
  category: TraineeCategory;

  @IsIn(cadreLevels)
  level: CadreLevel;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  post?: string;

  /** 12-digit code of the managing division; the recipient's own when left out. */
  @IsOptional()
  @Matches(/^\d{12}$/)
  managingDivision?: string;
}
