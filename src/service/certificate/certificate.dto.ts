import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  MaxLength,
} from 'class-validator';
import { Transform } from 'class-transformer';
import { PageQuery } from '../../foundation/database/keyset.js';
import { type PrintOrder, printOrders } from './certificate.queue.js';
import type { CertificateState } from './certificate.entity.js';

export class IssueDto {
  /** Issues to these only; to everyone who has completed when absent. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(5000)
  @IsUUID(undefined, { each: true })
  enrollmentIds?: string[];

  /** Whether those who complete later get theirs by themselves; unchanged when absent. */
  @IsOptional()
  @Transform(({ value }) => value === true || value === 'true' || value === 'on' || value === '1')
  @IsBoolean()
  automatic?: boolean;
}

export class EndingDto {
  /** Shown to everyone who checks the certificate. */
  @IsString()
  @Length(2, 200)
  reason: string;
}

export class CertificateQuery extends PageQuery {
  @IsOptional()
  @IsIn(['issued', 'revoked', 'replaced'])
  state?: CertificateState;

  /** The one with this register number, as a search leads to it. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  number?: string;
}

export class PrintDto {
  /** In seat order when left out. */
  @IsOptional()
  @IsIn(printOrders)
  order?: PrintOrder;
}
