import type { TableHeader } from '../../../foundation/spreadsheet/table-header.rules.js';
import type { TableRow } from '../../../foundation/spreadsheet/table.js';
import { cleanName, NameError, type NameErrorCode } from '../../../foundation/text/clean-name.rules.js';
import { normalizePhone } from '../../../foundation/text/phone.rules.js';
import {
  citizenIdError,
  normalizeCitizenId,
  sexOf,
  type CitizenIdErrorCode,
  type Sex,
} from '../citizen-id.rules.js';
import type { ImportDivision } from './division-dictionary.rules.js';
import { ethnicityCode } from './ethnicity.rules.js';
import { importedDate } from './import-date.rules.js';
import { traineeColumns, type TraineeColumn, type TraineeColumnKey } from './trainee-column.rules.js';
import { plainWord, type Dictionary, type TraineeDictionaries } from './trainee-dictionary.rules.js';

/** A row that can be kept, with codes in place of words. */
export interface TraineeDraft {
  readonly name: string;
  readonly citizenId: string;
  readonly sex: Sex;
  readonly phone?: string;
  readonly ethnicity?: string;
  readonly politicalStatus?: string;
  readonly education?: string;
  readonly category: string;
  readonly level: string;
  readonly organizationName?: string;
  readonly position?: string;
  readonly managingDivisionId: string;
  readonly posting?: TraineePostingDraft;
}

export interface TraineePostingDraft {
  readonly villageId: string;
  /** 'YYYY-MM-DD' */
  readonly from?: string;
  readonly to?: string;
}

export type TraineeRowErrorCode =
  | CitizenIdErrorCode
  | NameErrorCode
  | 'row.required'
  | 'row.tooLong'
  /** Excel has rounded the number; the column must be formatted as text and typed anew. */
  | 'row.damaged'
  | 'row.unknownWord'
  | 'phone.invalid'
  /** Not the sex that the citizen ID states. */
  | 'sex.differs'
  | 'division.unknown'
  | 'division.ambiguous'
  | 'division.notVillage'
  | 'date.invalid'
  /** 2024.1 may be January, or October typed as a number. */
  | 'date.ambiguous'
  | 'posting.withoutVillage'
  | 'posting.endsBeforeStart';

export interface TraineeRowError {
  readonly column: TraineeColumnKey;
  readonly code: TraineeRowErrorCode;
  /** For the message; never a citizen ID or a phone number. */
  readonly params: Readonly<Record<string, string | number>>;
}

export type TraineeRowResult =
  { readonly ok: TraineeDraft } | { readonly errors: readonly TraineeRowError[] };

/**
 * Reads one row of an import file. All errors of the row are found, so that a file is mended in one go.
 * @param today 'YYYY-MM-DD'
 */
export function parseTraineeRow(
  row: TableRow,
  header: TableHeader<TraineeColumnKey>,
  dictionaries: TraineeDictionaries,
  today: string,
): TraineeRowResult {
  const reader = new RowReader(row, header);
  const name = reader.read('name', personName);
  const citizenId = reader.read('citizenId', (text) => citizenIdIn(text, today));
  const category = reader.read('category', (text) => word(text, dictionaries.categories));
  const managing = reader.read('managingDivision', (text) => division(text, dictionaries));
  const phone = reader.read('phone', mobile);
  const level = reader.read('level', (text) => word(text, dictionaries.levels)) ?? levelOf(category);
  if (level === undefined && category !== undefined && !reader.has('level'))
    reader.fail('level', 'row.required');
  const sex = sexIn(reader, citizenId, dictionaries);
  const posting = postingIn(reader, dictionaries);
  const optional = {
    ethnicity: reader.read('ethnicity', ethnicity),
    politicalStatus: reader.read('politicalStatus', (text) => word(text, dictionaries.politicalStatuses)),
    education: reader.read('education', (text) => word(text, dictionaries.educations)),
    organizationName: reader.read('organization', plainText),
    position: reader.read('position', plainText),
    phone,
    posting,
  };
  if (reader.errors.length > 0) return { errors: reader.errors };
  if (!name || !citizenId || !category || !managing || !level || !sex) return { errors: reader.errors };
  return {
    ok: { name, citizenId, sex, category, level, managingDivisionId: managing.id, ...present(optional) },
  };
}

/** A value, or why there is none. */
type Reading<Value> = { value: Value } | { code: TraineeRowErrorCode; params?: TraineeRowError['params'] };

class RowReader {
  readonly errors: TraineeRowError[] = [];

  constructor(
    private readonly row: TableRow,
    private readonly header: TableHeader<TraineeColumnKey>,
  ) {}

  has(key: TraineeColumnKey): boolean {
    return this.text(key) !== '';
  }

  /** Undefined when the cell is empty or wrong; what is wrong is noted. */
  read<Value>(key: TraineeColumnKey, read: (text: string) => Reading<Value>): Value | undefined {
    const text = this.text(key);
    const column = columnsByKey.get(key);
    if (text === '') {
      if (column?.required) this.fail(key, 'row.required');
      return undefined;
    }
    if (this.row.damaged?.includes(this.header.positions.get(key) ?? -1)) {
      this.fail(key, 'row.damaged');
      return undefined;
    }
    if (column && Array.from(text).length > column.longest) {
      this.fail(key, 'row.tooLong', { most: column.longest });
      return undefined;
    }
    const reading = read(text);
    if ('value' in reading) return reading.value;
    this.fail(key, reading.code, reading.params);
    return undefined;
  }

  fail(column: TraineeColumnKey, code: TraineeRowErrorCode, params: TraineeRowError['params'] = {}): void {
    this.errors.push({ column, code, params });
  }

  private text(key: TraineeColumnKey): string {
    return this.row.cells[this.header.positions.get(key) ?? -1]?.trim() ?? '';
  }
}

const columnsByKey: ReadonlyMap<TraineeColumnKey, TraineeColumn> = new Map(
  traineeColumns.map((column) => [column.key, column]),
);

/** Categories whose holders have one level by nature. */
const natural: ReadonlyMap<string, string> = new Map([
  ['villageSecretary', 'villageCadre'],
  ['villageOfficial', 'villageCadre'],
  ['graduateOfficial', 'villageCadre'],
  ['deputyCountyHead', 'countyDivision'],
]);

function levelOf(category: string | undefined): string | undefined {
  return category === undefined ? undefined : natural.get(category);
}

function personName(text: string): Reading<string> {
  try {
    return { value: cleanName(text) };
  } catch (error) {
    if (error instanceof NameError) return { code: error.code, params: error.params };
    throw error;
  }
}

function citizenIdIn(text: string, today: string): Reading<string> {
  const value = normalizeCitizenId(text);
  const code = citizenIdError(value, today);
  return code ? { code } : { value };
}

function mobile(text: string): Reading<string> {
  const value = normalizePhone(text);
  return value === undefined ? { code: 'phone.invalid' } : { value };
}

function word(text: string, dictionary: Dictionary): Reading<string> {
  const value = dictionary.get(plainWord(text));
  return value === undefined ? { code: 'row.unknownWord', params: { value: shown(text) } } : { value };
}

function ethnicity(text: string): Reading<string> {
  const value = ethnicityCode(text);
  return value === undefined ? { code: 'row.unknownWord', params: { value: shown(text) } } : { value };
}

function plainText(text: string): Reading<string> {
  return { value: text.normalize('NFC').replace(/\s+/gu, ' ') };
}

function division(text: string, { divisions }: TraineeDictionaries): Reading<ImportDivision> {
  const match = divisions.find(text);
  if (match.found) return { value: match.found };
  return {
    code: match.ambiguous ? 'division.ambiguous' : 'division.unknown',
    params: { value: shown(text) },
  };
}

function sexIn(
  reader: RowReader,
  citizenId: string | undefined,
  { sexes }: TraineeDictionaries,
): Sex | undefined {
  const stated = reader.read('sex', (text) => word(text, sexes));
  if (citizenId === undefined) return undefined;
  const sex = sexOf(citizenId);
  if (stated !== undefined && stated !== sex) reader.fail('sex', 'sex.differs');
  return sex;
}

function postingIn(reader: RowReader, dictionaries: TraineeDictionaries): TraineePostingDraft | undefined {
  const village = reader.read('postingVillage', (text) => division(text, dictionaries));
  const from = reader.read('postingFrom', (text) => day(text, 'first'));
  const to = reader.read('postingTo', (text) => day(text, 'last'));
  if (village && village.level !== 'village') reader.fail('postingVillage', 'division.notVillage');
  if (from !== undefined && to !== undefined && to < from)
    reader.fail('postingTo', 'posting.endsBeforeStart');
  if ((from !== undefined || to !== undefined) && !reader.has('postingVillage'))
    reader.fail('postingVillage', 'posting.withoutVillage');
  return village && { villageId: village.id, ...present({ from, to }) };
}

function day(text: string, monthMeans: 'first' | 'last'): Reading<string> {
  const date = importedDate(text, monthMeans);
  return date.day === undefined ? { code: date.code, params: { value: shown(text) } } : { value: date.day };
}

/** What a message may repeat: not the digits of a citizen ID or phone that slipped into another column. */
function shown(text: string): string {
  return text.replace(/\d{15,}x?|(?<!\d)1[3-9]\d{9}(?!\d)/giu, '***').slice(0, 30);
}

type Present<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

function present<Fields extends object>(fields: Fields): Present<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<Fields>;
}
