import { Transform } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
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
import { mostOwnRequests, mostRequests, tokenScopes } from './api-token.rules.js';

/** A token to be made for a program. */
export class ApiTokenInput {
  /** What the program is called; of an account's live tokens each has its own. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 60)
  name: string;

  /** The role of the account it acts in. */
  @IsUUID()
  assignmentId: string;

  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(tokenScopes, { each: true })
  scopes: string[];

  /** 12-digit code of a division below the role's, when it is to reach less than the role does. */
  @IsOptional()
  @IsString()
  @MaxLength(12)
  division?: string;

  /** The last day on which it works, 'YYYY-MM-DD'. */
  @IsDateString({ strict: true })
  expiresOn: string;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(mostRequests)
  requestsPerMinute: number = mostOwnRequests;
}
