import type { Fields } from '../../foundation/view/fields.js';
import { educationCodes, ethnicityCodes, politicalStatusCodes } from './personal-codes.rules.js';
import { cadreLevels, traineeCategories } from './trainee.entity.js';

const textFields = [
  'name',
  'citizenId',
  'phone',
  'category',
  'level',
  'organizationName',
  'post',
  'ethnicity',
  'politicalStatus',
  'education',
  'version',
] as const;

const clearable = ['phone', 'organizationName', 'post', 'ethnicity', 'politicalStatus', 'education'] as const;

/** Values to choose from; their words stand in the catalogue under the field's name. */
export const formChoices = {
  categories: traineeCategories,
  levels: cadreLevels,
  ethnicities: ethnicityCodes,
  politicalStatuses: politicalStatusCodes,
  educations: educationCodes,
};

/** The fields of the form as texts, from a record or from what was typed. */
export function formValues(source: object): Record<string, string> {
  const row = source as Record<string, unknown>;
  return Object.fromEntries(textFields.map((name) => [name, textOf(row[name])]));
}

/** A change in the words of the API: what was emptied in the form is cleared. */
export function changeFrom(fields: Fields, unchangedUnit: string): Record<string, unknown> {
  const cleared = Object.fromEntries(
    clearable
      .filter((name) => fields[name] !== undefined)
      .map((name) => [name, fields[name] === '' ? null : fields[name]]),
  );
  const change: Record<string, unknown> = { ...fields, ...cleared };
  // Sent back as it was shown, the unit's name must not cut the tie to the unit itself.
  if (fields.organizationName === unchangedUnit) delete change.organizationName;
  return change;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
