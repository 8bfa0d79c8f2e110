import { Transform, Type } from 'class-transformer';
import {
  IsInt,
  Max,
  Min,
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  ValidateNested,
} from 'class-validator';
import { attendanceStates, type AttendanceState } from './roll.service.js';

export class CheckInDto {
  /** The six characters shown beside the QR. */
  @IsString()
  @Length(4, 12)
  code: string;
}

export class MarkDto {
  @IsUUID()
  enrollmentId: string;

  @IsIn(attendanceStates)
  state: AttendanceState;
}

export class RollDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5000)
  @ValidateNested({ each: true })
  @Type(() => MarkDto)
  marks: MarkDto[];
}

export class LeaveDto {
  @IsISO8601({ strict: true })
  startsAt: string;

  @IsISO8601({ strict: true })
  endsAt: string;

  @IsString()
  @Length(2, 200)
  reason: string;
}

export class LeaveDecisionDto {
  @IsIn(['approved', 'refused'])
  state: 'approved' | 'refused';
}

export class SpotCheckDto {
  /** How many people to draw. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(50)
  count: number;
}

export class SpotJudgementDto {
  @IsIn(['yes', 'no'])
  seen: 'yes' | 'no';
}

/** People whose arrival is written down or taken back; a list, or ids separated by commas. */
export class ArrivalDto {
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => [value].flat().flatMap((item) => String(item).split(',')))
  @ArrayMaxSize(1000)
  @IsUUID(undefined, { each: true })
  ids?: string[];
}
