import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import { type IssuerSeal, issuerSeals } from './certificate-issuer.service.js';

const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.trim() : value;

export class IssuerDto {
  /** Printed instead of the lead organization's name; empty to print that. */
  @IsOptional()
  @Transform(trimmed)
  @ValidateIf(({ printedName }: IssuerDto) => printedName !== '')
  @IsString()
  @Length(2, 60)
  printedName?: string;

  /** Stands in register numbers: 陕 in 陕训结字〔2026〕第000123号. */
  @IsString()
  @Transform(trimmed)
  @Length(1, 20)
  word: string;

  @IsIn(issuerSeals)
  seal: IssuerSeal;
}
