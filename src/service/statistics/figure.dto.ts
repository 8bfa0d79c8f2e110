import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

export const attributions = ['byParticipant', 'byOrganizer'] as const;
export type Attribution = (typeof attributions)[number];

export const cadreLevels = [
  'provincialDepartment',
  'countyDivision',
  'townshipSection',
  'staff',
  'villageCadre',
] as const;

export const traineeCategories = [
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

/** What part of the statistics is asked for. */
export class FigureQuery {
  /** Year in which the classes ended; all years together when absent. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2000)
  @Max(2200)
  year?: number;

  /** By where the trainees belong (the default) or by who ran the class. */
  @IsOptional()
  @IsIn(attributions)
  attribution?: Attribution;

  @IsOptional()
  @IsIn(traineeCategories)
  category?: (typeof traineeCategories)[number];

  /** Level of the cadres, not of the division. */
  @IsOptional()
  @IsIn(cadreLevels)
  level?: (typeof cadreLevels)[number];

  /** Date whose division tree is shown, `YYYY-MM-DD`; today when absent. */
  @IsOptional()
  @Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
  at?: string;
}
