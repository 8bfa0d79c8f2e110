import { ArrayMaxSize, IsArray, IsIn, IsOptional, Matches } from 'class-validator';

/** Categories people are trained by (分类); the order is that of the forms. */
export const audienceCategories = [
  'firstSecretary',
  'workTeamMember',
  'villageSecretary',
  'villageOfficial',
  'townshipOfficial',
  'countyOfficial',
  'deputyCountyHead',
  'graduateOfficial',
  'selectedGraduate',
  'businessOfficial',
  'other',
] as const;

/** Levels people are trained by (分层). */
export const audienceLevels = [
  'provincialDepartment',
  'countyDivision',
  'townshipSection',
  'staff',
  'villageCadre',
] as const;

/** Simple criteria of whom a class is for; an empty list asks for nothing. */
export class AudienceDto {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsIn(audienceCategories, { each: true })
  categories?: (typeof audienceCategories)[number][];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsIn(audienceLevels, { each: true })
  levels?: (typeof audienceLevels)[number][];

  /** 12-digit codes; people of their subtrees. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @Matches(/^\d{12}$/, { each: true })
  divisionCodes?: string[];
}

/** Criteria to be tried out on the register. */
export class AudiencePreviewDto extends AudienceDto {
  /** Division whose people are counted, 12 digits; the asker's own when absent. */
  @IsOptional()
  @Matches(/^\d{12}$/)
  within?: string;
}
