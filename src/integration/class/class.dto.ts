import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
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
import { PageQuery } from '../../foundation/database/keyset.js';
import { IsFlag } from '../../foundation/http/flag.decorator.js';
import { AudienceDto } from '../../targeting/audience/audience.service.js';
import { classStates, type ClassState } from './class.state.js';
import { CompletionRuleDto } from './completion-rule.dto.js';
import { classKinds, type ClassKind } from './training-class.entity.js';

const date = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Step 1 of the wizard: what, when, who hosts, how many. */
export class ClassBasicsDto {
  @IsString()
  @Length(2, 100)
  title: string;

  /** 12-digit code of the organizing division; the asker's own when absent. */
  @IsOptional()
  @Matches(/^\d{12}$/)
  divisionCode?: string;

  @IsIn(classKinds)
  kind: ClassKind;

  /** First and last day, `YYYY-MM-DD`, Asia/Shanghai. */
  @Matches(date)
  startsOn: string;

  @Matches(date)
  endsOn: string;

  @Type(() => Number)
  @IsNumber({ maxDecimalPlaces: 1 })
  @Min(0.5)
  @Max(1000)
  hours: number;

  /** Seats, 1 to 100,000 (a video class reaches tens of thousands). */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  capacity: number;

  /** Fewest confirmed people with whom the class is held. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  minimumPersons?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(999)
  runNumber?: number;

  @IsOptional()
  @IsUUID()
  leadOrganizationId?: string;

  @IsOptional()
  @IsUUID()
  hostOrganizationId?: string;

  @IsOptional()
  @IsUUID()
  headAccountId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  purpose?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  notes?: string;

  /** By what completion is decided; the usual rule for a new class, unchanged for another, when absent. */
  @IsOptional()
  @ValidateNested()
  @Type(() => CompletionRuleDto)
  completionRule?: CompletionRuleDto;

  /** An approved class may go back to its authority, because dates, hours or more seats are asked for. */
  @IsOptional()
  @IsFlag()
  acknowledged?: boolean;

  /** Version the form was read at; a change by somebody else meanwhile is a conflict. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  version?: number;
}

/** Whom the class is for. */
export class ClassAudienceDto extends AudienceDto {
  /** An approved class may go back to its authority, because it is for other people now. */
  @IsOptional()
  @IsFlag()
  acknowledged?: boolean;
}

/** How people get in on their own; absent times mean that only call-ups fill the class. */
export class RegistrationWindowDto {
  @IsOptional()
  @IsISO8601()
  opensAt?: string;

  @IsOptional()
  @IsISO8601()
  closesAt?: string;

  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  waitlistCapacity = 0;

  @IsOptional()
  @IsFlag()
  approvalRequired?: boolean;
}

export class ClassListQuery extends PageQuery {
  /** Part of the title or the code. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  text?: string;

  @IsOptional()
  @IsIn(classStates)
  state?: ClassState;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2000)
  @Max(2100)
  year?: number;

  /** Division whose subtree organizes the classes. */
  @IsOptional()
  @Matches(/^\d{12}$/)
  division?: string;

  @IsOptional()
  @IsIn(classKinds)
  kind?: ClassKind;

  /** Host institution. */
  @IsOptional()
  @IsUUID()
  host?: string;

  /** `true`: only classes that the asker planned or heads. */
  @IsOptional()
  @IsIn(['true'])
  mine?: 'true';
}
