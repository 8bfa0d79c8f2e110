import { BrokenRule, FieldError } from '../../foundation/error/domain-error.js';
import { cleanName, NameError } from '../../foundation/text/clean-name.rules.js';
import { normalizePhone } from '../../foundation/text/phone.rules.js';
import { birthDateOf, citizenIdError, normalizeCitizenId, sexOf, type Sex } from './citizen-id.rules.js';

/** What a person types about a person. */
export interface TypedDetails {
  readonly name?: string | undefined;
  readonly citizenId?: string | undefined;
  readonly phone?: string | null | undefined;
}

/** The same, in the one form in which it is kept; sex and birth date follow from the citizen ID. */
export interface CleanDetails {
  readonly name?: string;
  readonly citizenId?: string;
  readonly sex?: Sex;
  readonly birthDate?: string;
  readonly phone?: string | null;
}

/**
 * @param today 'YYYY-MM-DD'
 * @throws BrokenRule with every wrong field; its parameters hold no citizen ID and no phone number
 */
export function cleanDetails(typed: TypedDetails, today: string): CleanDetails {
  const errors: FieldError[] = [];
  const clean = {
    ...cleanNameOf(typed.name, errors),
    ...cleanCitizenId(typed.citizenId, today, errors),
    ...cleanPhone(typed.phone, errors),
  };
  if (errors.length > 0) throw new BrokenRule('error.invalidInput', { count: errors.length }, errors);
  return clean;
}

function cleanNameOf(name: string | undefined, errors: FieldError[]): Pick<CleanDetails, 'name'> {
  if (name === undefined) return {};
  try {
    return { name: cleanName(name) };
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    errors.push({ field: 'name', code: `trainee.problem.${error.code}`, params: error.params });
    return {};
  }
}

function cleanCitizenId(
  typed: string | undefined,
  today: string,
  errors: FieldError[],
): Pick<CleanDetails, 'citizenId' | 'sex' | 'birthDate'> {
  if (typed === undefined) return {};
  const citizenId = normalizeCitizenId(typed);
  const code = citizenIdError(citizenId, today);
  if (!code) return { citizenId, sex: sexOf(citizenId), birthDate: birthDateOf(citizenId) };
  errors.push({ field: 'citizenId', code: `trainee.problem.${code}` });
  return {};
}

function cleanPhone(typed: string | null | undefined, errors: FieldError[]): Pick<CleanDetails, 'phone'> {
  if (typed === undefined || typed === null) return typed === null ? { phone: null } : {};
  const phone = normalizePhone(typed);
  if (phone !== undefined) return { phone };
  errors.push({ field: 'phone', code: 'trainee.problem.phone.invalid' });
  return {};
}
