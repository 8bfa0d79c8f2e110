import { IsOptional, IsString, Length, MaxLength } from 'class-validator';

/** Asks for a secret for one's authenticator. */
export class SecondFactorBegin {
  /** The current password; not asked for where there is none. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  password?: string;
}

/** A code proves that one holds the authenticator. */
export class SecondFactorCode {
  /** Six digits of the authenticator, or a recovery code where the factor is on already. */
  @IsString()
  @Length(6, 20)
  code: string;
}
