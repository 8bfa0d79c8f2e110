import { IsDateString, IsIn, IsOptional, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import { PageQuery } from '../../foundation/database/keyset.js';
import { IsFlag } from '../../foundation/http/flag.decorator.js';
import { IfGiven } from '../../foundation/http/if-given.decorator.js';
import { type OrganizationKind, organizationKinds } from './organization.entity.js';

/** A unit as it is entered. */
export class OrganizationInput {
  @IsString()
  @Length(2, 100)
  name: string;

  @IsOptional()
  @IsString()
  @MaxLength(30)
  shortName?: string;

  @IsIn(organizationKinds)
  kind: OrganizationKind;

  @IsUUID()
  divisionId: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  contactName?: string;

  @IsOptional()
  @IsString()
  @MaxLength(30)
  contactPhone?: string;

  /** First day of its existence; today when absent. */
  @IsOptional()
  @IsDateString({ strict: true })
  validFrom?: string;
}

/** What can be corrected; a new name after a reform is a successor instead. */
export class OrganizationChange {
  @IfGiven()
  @IsString()
  @Length(2, 100)
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(30)
  shortName?: string;

  @IfGiven()
  @IsIn(organizationKinds)
  kind?: OrganizationKind;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  contactName?: string;

  @IsOptional()
  @IsString()
  @MaxLength(30)
  contactPhone?: string;
}

/** The end of a unit: from when it no longer exists, and who took over. */
export class OrganizationEnd {
  @IsDateString({ strict: true })
  validTo: string;

  @IsOptional()
  @IsUUID()
  successorId?: string;
}

export class OrganizationQuery extends PageQuery {
  /** Part of the name. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  text?: string;

  @IsOptional()
  @IsIn(organizationKinds)
  kind?: OrganizationKind;

  /** 12-digit code; units of that division and all below. */
  @IsOptional()
  @IsString()
  @Length(12, 12)
  division?: string;

  /** Also those that ended. */
  @IsOptional()
  @IsFlag()
  ended?: boolean;
}
