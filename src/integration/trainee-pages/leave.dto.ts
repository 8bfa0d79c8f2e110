import { IsISO8601, IsString, Length } from 'class-validator';

/** A leave request as its form sends it; times without offset are Asia/Shanghai. */
export class LeaveFormDto {
  @IsISO8601()
  startsAt: string;

  @IsISO8601()
  endsAt: string;

  @IsString()
  @Length(2, 200)
  reason: string;
}
