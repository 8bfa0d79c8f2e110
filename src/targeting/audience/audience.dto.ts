import { ArrayMaxSize, IsArray, IsIn, IsOptional, Matches } from 'class-validator';
import {
  cadreLevels,
  type CadreLevel,
  traineeCategories,
  type TraineeCategory,
} from '../trainee/trainee.entity.js';

/** Simple criteria of whom a class is for; an empty list asks for nothing. */
export class AudienceDto {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsIn(traineeCategories, { each: true })
  categories?: TraineeCategory[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsIn(cadreLevels, { each: true })
  levels?: CadreLevel[];

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
