import type { TextParams } from '../i18n/translate.js';
import type { Redirect } from './redirect.js';

/** One thing wrong with a form; `code` is a catalogue key, `field` the input's name. */
export interface FieldProblem {
  field: string;
  code: string;
  params?: TextParams;
}

/** What a refused form shows: the whole error (`code` is a catalogue key) and what is wrong at which field. */
export interface FormProblem {
  status: number;
  code: string;
  params?: TextParams;
  fields: FieldProblem[];
}

/** The form's page again, with what the person typed and what is wrong. */
export class Redisplay {
  constructor(
    readonly model: object,
    /** Absent when the form was only asked for more to choose from. */
    readonly problem?: FormProblem,
  ) {}
}

/**
 * Runs a form's action; if it is refused, shows the form again with status 422 (or the error's own). Only
 * errors a person can mend are caught, those that carry a `code` and a 4xx `status` other than 401, 403 and
 * 404; all others go on to the error page.
 *
 * @param redisplay builds the model of the same page from what was typed; `problem` is added to it by itself.
 * @param sent what was sent: the button of a picker (`listNext`, `find`) only asks for the form again with more to
 * choose from, which is how pickers work without script
 */
export async function attempt(
  action: () => Promise<Redirect>,
  redisplay: (problem: FormProblem) => object | Promise<object>,
  sent: object = {},
): Promise<Redirect | Redisplay> {
  if ('listNext' in sent || 'find' in sent) return new Redisplay(await redisplay(nothingWrong));
  try {
    return await action();
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    return new Redisplay(await redisplay(problem), problem);
  }
}

const nothingWrong: FormProblem = { status: 200, code: '', fields: [] };

function problemOf(error: unknown): FormProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, status, params, fields } = error as Error & Partial<FormProblem>;
  if (typeof code !== 'string' || typeof status !== 'number') return undefined;
  if (status < 400 || status >= 500 || [401, 403, 404].includes(status)) return undefined;
  return { code, status, ...(params && { params }), fields: fields ?? [] };
}
