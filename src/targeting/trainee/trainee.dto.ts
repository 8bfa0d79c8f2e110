import {
  IsDateString,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { Type } from 'class-transformer';
import { IfGiven } from '../../foundation/http/if-given.decorator.js';
import { PageQuery } from '../../foundation/database/keyset.js';
import { educationCodes, ethnicityCodes, politicalStatusCodes } from './personal-codes.rules.js';
import {
  cadreLevels,
  type CadreLevel,
  traineeCategories,
  type TraineeCategory,
  type TraineeState,
} from './trainee.entity.js';

const divisionCode = /^\d{12}$/;
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Filters of the register. */
export class TraineeQuery extends PageQuery {
  /** A name or part of it, pinyin initials or spelling, the last four of the citizen ID, or a phone number. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  text?: string;

  @IsOptional()
  @IsIn(traineeCategories)
  category?: TraineeCategory;

  @IsOptional()
  @IsIn(cadreLevels)
  level?: CadreLevel;

  /** Code of a division: people managed by it or working in it, and below. */
  @IsOptional()
  @Matches(divisionCode)
  division?: string;

  @IsOptional()
  @IsUUID()
  organization?: string;

  /** `active` unless told. */
  @IsOptional()
  @IsIn(['active', 'left'])
  state?: TraineeState;
}

/** What both a new record and a change may hold; null clears a field. */
class TraineeFields {
  /** Mobile number of the mainland. */
  @IsOptional()
  @IsString()
  @MaxLength(30)
  phone?: string | null;

  /** GB/T 3304, two digits. */
  @IsOptional()
  @IsIn(ethnicityCodes)
  ethnicity?: string | null;

  /** GB/T 4762, two digits. */
  @IsOptional()
  @IsIn(politicalStatusCodes)
  politicalStatus?: string | null;

  /** GB/T 4658, two digits. */
  @IsOptional()
  @IsIn(educationCodes)
  education?: string | null;

  /** A unit of the directory; its name is taken from there. */
  @IsOptional()
  @IsUUID()
  organizationId?: string | null;

  /** Name of a unit that isn't in the directory. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  organizationName?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  post?: string | null;
}

/** A person to be put into the register. */
export class RegisterTraineeDto extends TraineeFields {
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  name: string;

  /** 18 characters, GB 11643. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(30)
  citizenId: string;

  @IsIn(traineeCategories)
  category: TraineeCategory;

  @IsIn(cadreLevels)
  level: CadreLevel;

  /** 12-digit code of the division that manages the person. */
  @Matches(divisionCode)
  managingDivision: string;
}

/** A change of a record; what is absent stays. */
export class ChangeTraineeDto extends TraineeFields {
  /** The version the change was made from. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  version: number;

  @IfGiven()
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  name?: string;

  /** Only to correct a wrong one. */
  @IfGiven()
  @IsString()
  @IsNotEmpty()
  @MaxLength(30)
  citizenId?: string;

  @IfGiven()
  @IsIn(traineeCategories)
  category?: TraineeCategory;

  @IfGiven()
  @IsIn(cadreLevels)
  level?: CadreLevel;

  @IfGiven()
  @Matches(divisionCode)
  managingDivision?: string;
}

/** Sends a person to a village. */
export class AddPostingDto {
  /** 12-digit code of the village. */
  @Matches(divisionCode)
  village: string;

  @Matches(day)
  @IsDateString({ strict: true })
  startsOn: string;

  /** The last day, when it is known. */
  @IsOptional()
  @Matches(day)
  @IsDateString({ strict: true })
  endsOn?: string;

  @IsOptional()
  @IsUUID()
  sendingOrganizationId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  sendingOrganizationName?: string;
}

/** Ends a posting, or moves its end. */
export class EndPostingDto {
  /** The last day. */
  @Matches(day)
  @IsDateString({ strict: true })
  endsOn: string;
}
