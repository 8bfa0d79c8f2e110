import { IsIn, IsOptional, IsString, Length } from 'class-validator';

/** The coordinator's word on a substitution after confirmation. */
export class SubstitutionDecisionDto {
  @IsIn(['approve', 'refuse'])
  decision: 'approve' | 'refuse';

  /** A remark for the unit; needed to refuse. */
  @IsOptional()
  @IsString()
  @Length(2, 300)
  answer?: string;
}
