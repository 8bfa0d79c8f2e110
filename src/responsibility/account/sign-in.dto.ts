import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { normalizePhone } from '../../foundation/text/phone.rules.js';

const phonePattern = /^1[3-9]\d{9}$/;

/** A phone number as people type it, as its eleven digits. */
export function plainPhone({ value }: { value: unknown }): unknown {
  return typeof value === 'string' ? (normalizePhone(value) ?? value) : value;
}

/**
 * One of three ways in: user name and password, phone and code, or an activation slip. Where a second factor is on, its
 * code comes along, or later with the ticket that the first answer gives.
 */
export class SignInRequest {
  /** User name, or a bound phone number. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  username?: string;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  password?: string;

  @IsOptional()
  @Transform(plainPhone)
  @Matches(phonePattern)
  phone?: string;

  /** Six digits from the text message. */
  @IsOptional()
  @Matches(/^\d{6}$/)
  code?: string;

  /** Tells people apart who share a phone; asked for only then. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toUpperCase() : value))
  @Matches(/^\d{3}[\dX]$/)
  citizenIdLastFour?: string;

  /** Eight characters of a printed activation slip; blanks, hyphens and small letters are fine. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  slip?: string;

  /** What was given for the first proof, when only the second is still to come. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  ticket?: string;

  /** Six digits of the authenticator, or a recovery code. */
  @IsOptional()
  @IsString()
  @MaxLength(20)
  secondFactorCode?: string;

  /** Keeps the sign-in for 30 days without use, at most 90; for one's own phone only. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => value === true || value === 'true' || value === 'on')
  @IsBoolean()
  ownDevice?: boolean;
}

/** Asks for a code by text message. */
export class CodeRequest {
  @Transform(plainPhone)
  @Matches(phonePattern)
  phone: string;
}

/** Acts in another of the own roles from the next request on. */
export class AssignmentChoice {
  @IsUUID()
  assignmentId: string;
}
