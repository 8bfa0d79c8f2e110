import Handlebars from 'handlebars';
import { CertificateError } from './certificate-errors.js';
import { ClassInputs, PersonInputs } from './certificate-inputs.js';
import { personName, printableText } from './person-name.rules.js';

const parts = [
  'title',
  'subtitle',
  'photo',
  'salutation',
  'body',
  'english',
  'number',
  'check',
  'issuer',
  'date',
  'seal-around',
  'seal-below',
] as const;
type Part = (typeof parts)[number];

/** The lines of a sheet that everyone in a class shares, plain text. */
export interface ClassWording {
  title: string;
  subtitle: string;
  photo: string;
  body: string[];
  english: string[];
  check: string;
  issuer: string;
  date: string;
  seal: { around: string; below: string };
}

/** The three lines of one person. */
export interface PersonWording {
  salutation: string;
  number: string;
  address: string;
}

const engine = Handlebars.create();
const builtIn = Object.keys(engine.helpers).map((helper) => [helper, helper === 'if'] as const);
const knownHelpers = { ...Object.fromEntries(builtIn), chineseDate: true, englishDate: true };
engine.registerHelper('chineseDate', (date: string) => {
  const { year, month, day } = dateParts(date);
  return `${year}年${month}月${day}日`;
});
engine.registerHelper('englishDate', (date: string) => {
  const { year, month, day } = dateParts(date);
  return `${day} ${months[month - 1] ?? ''} ${year}`;
});

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/**
 * The wording of a certificate. The file is cut into its `[parts]` and lines *before* the values come in,
 * so no value can open a part or a paragraph of its own.
 */
export class Wording {
  readonly #lines = new Map<Part, Handlebars.TemplateDelegate[]>();

  /** @throws CertificateError `CERT_SHEET_BROKEN` for an unknown or missing part or an unknown helper */
  constructor(source: string) {
    let part: Part | undefined;
    for (const line of source.split(/\r?\n/)) {
      const heading = /^\[([a-z-]+)\]$/.exec(line);
      if (heading) {
        part = parts.find((known) => known === heading[1]);
        if (!part) throw new CertificateError('CERT_SHEET_BROKEN', `The wording has an unknown part ${line}`);
        this.#lines.set(part, []);
      } else if (part && line.trim() !== '') {
        this.#lines.get(part)?.push(compile(line));
      }
    }
    const absent = parts.filter((known) => !this.#lines.has(known));
    if (absent.length > 0)
      throw new CertificateError('CERT_SHEET_BROKEN', `The wording lacks [${absent.join('], [')}]`);
  }

  ofClass(inputs: ClassInputs): ClassWording {
    const values = classValues(inputs);
    return {
      title: this.#line('title', values),
      subtitle: this.#line('subtitle', values),
      photo: this.#line('photo', values),
      body: this.#all('body', values),
      english: this.#all('english', values),
      check: this.#line('check', values),
      issuer: this.#line('issuer', values),
      date: this.#line('date', values),
      seal: { around: this.#line('seal-around', values), below: this.#line('seal-below', values) },
    };
  }

  /** @throws CertificateError `CERT_INVALID_NAME` */
  ofPerson(inputs: ClassInputs, person: PersonInputs): PersonWording {
    const honorific = printableText(inputs.honorific ?? '同志');
    const registerNumber = printableText(person.registerNumber);
    return {
      salutation: this.#line('salutation', { name: personName(person.name), honorific }),
      number: this.#line('number', { registerNumber }),
      address: printableText(person.checkUrl).toUpperCase(),
    };
  }

  #line(part: Part, values: object): string {
    return this.#all(part, values).join(' ');
  }

  #all(part: Part, values: object): string[] {
    return (this.#lines.get(part) ?? []).map((line) => line(values));
  }
}

function compile(line: string): Handlebars.TemplateDelegate {
  // Compiling is lazy: precompiling once makes a broken line fail when the sheet is opened, not at issue.
  const options = {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers,
  } satisfies CompileOptions;
  try {
    engine.precompile(line, options);
  } catch (error) {
    throw new CertificateError('CERT_SHEET_BROKEN', `The wording can't be read: ${String(error)}`);
  }
  return engine.compile(line, options);
}

function classValues(inputs: ClassInputs): Record<string, string | number> {
  return {
    className: printableText(inputs.className),
    englishClassName: printableText(inputs.englishClassName ?? ''),
    startsOn: inputs.startsOn,
    endsOn: inputs.endsOn,
    hours: inputs.hours,
    issuer: printableText(inputs.issuer),
    issuedOn: inputs.issuedOn,
  };
}

function dateParts(date: string): { year: number; month: number; day: number } {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!found) throw new CertificateError('CERT_INVALID_INPUT', `Not a date: ${date}`);
  return { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) };
}
