import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDateString,
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { type Role, roles } from '../../foundation/access/actor.js';
import { PageQuery } from '../../foundation/database/keyset.js';
import { IfGiven } from '../../foundation/http/if-given.decorator.js';
import type { AccountState, Language } from './account.entity.js';
import { plainPhone } from './sign-in.dto.js';

const phonePattern = /^1[3-9]\d{9}$/;

/** Starts with a letter, so it is never mistaken for a phone number. */
const usernamePattern = /^[a-z][a-z0-9._-]{1,63}$/;

/** Roles people give; the trainee role comes from the register by itself. */
export const givenRoles = roles.filter((role) => role !== 'trainee');

function lowerCase({ value }: { value: unknown }): unknown {
  return typeof value === 'string' ? value.normalize('NFKC').trim().toLowerCase() : value;
}

/** A role to be given. */
export class AssignmentInput {
  @IsIn(givenRoles)
  role: Role;

  @IsOptional()
  @IsUUID()
  divisionId?: string;

  @IsOptional()
  @IsUUID()
  organizationId?: string;

  /** First day; today when absent. */
  @IsOptional()
  @IsDateString({ strict: true })
  validFrom?: string;

  /** The first day on which the role no longer holds. */
  @IsOptional()
  @IsDateString({ strict: true })
  validTo?: string;
}

/** An account to be made; it gets its first password by a one-time password. */
export class AccountInput {
  @Transform(lowerCase)
  @Matches(usernamePattern)
  username: string;

  @IsString()
  @Length(1, 100)
  name: string;

  @IsOptional()
  @Transform(plainPhone)
  @Matches(phonePattern)
  phone?: string;

  @IsOptional()
  @IsEmail()
  @MaxLength(200)
  email?: string;

  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => AssignmentInput)
  assignments: AssignmentInput[] = [];
}

/** How an account is called and reached. */
export class AccountChangeInput {
  @IfGiven()
  @IsString()
  @Length(1, 100)
  name?: string;

  @IsOptional()
  @Transform(plainPhone)
  @Matches(phonePattern)
  phone?: string;

  @IsOptional()
  @IsEmail()
  @MaxLength(200)
  email?: string;
}

export class AccountQuery extends PageQuery {
  /** Part of the name, the start of the user name, or a whole phone number. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  text?: string;

  @IsOptional()
  @IsIn(roles)
  role?: Role;

  @IsOptional()
  @IsIn(['active', 'disabled'])
  state?: AccountState;

  /** 12-digit code; accounts with a role in that division or below. */
  @IsOptional()
  @IsString()
  @Length(12, 12)
  division?: string;
}

/** A new password of one's own. */
export class PasswordChange {
  /** The password until now; not asked for when there is none or it was a one-time password. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  current?: string;

  @IsString()
  @MaxLength(500)
  password: string;

  /** For an account that has no user name yet. */
  @IsOptional()
  @Transform(lowerCase)
  @Matches(usernamePattern)
  username?: string;
}

export class LanguageChoice {
  @IsIn(['zh-CN', 'en'])
  language: Language;
}

/** A phone of one's own, proved by the code sent to it. */
export class PhoneBinding {
  @Transform(plainPhone)
  @Matches(phonePattern)
  phone: string;

  @Matches(/^\d{6}$/)
  code: string;
}
