import { shanghaiMinute } from '../../foundation/clock/clock.js';
import type { Language } from '../../foundation/i18n/language.js';
import { isTextKey, translate } from '../../foundation/i18n/translate.js';

/** One value that an entry tells: what it was before and what it became; absent where there was none. */
export interface AuditChange {
  field: string;
  before?: string;
  after?: string;
}

/** Turns what was written for programs into words; what the catalogues don't know is shown as it was written. */
export class AuditWords {
  constructor(
    private readonly language: Language,
    private readonly names: ReadonlyMap<string, string>,
  ) {}

  action(action: string): string {
    return this.word(`audit.action.${action}`) ?? action;
  }

  subjectType(type: string): string {
    return this.word(`audit.subject.${type}`) ?? type;
  }

  /** Who acted: by name, or the product itself, or somebody who had not signed in. */
  person({ accountName, role }: { accountName: string | null; role: string | null }): string {
    return accountName ?? this.say(role === null ? 'audit.nobody' : 'audit.system');
  }

  name(id: string | null): string | undefined {
    return id === null ? undefined : this.names.get(id);
  }

  /** Every field that one of the two has, unless both have the same. */
  changes(before: unknown, after: unknown): AuditChange[] {
    const [was, is] = [fieldsOf(before), fieldsOf(after)];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .map((field): AuditChange => {
        const [old, fresh] = [this.value(field, was[field]), this.value(field, is[field])];
        return {
          field: this.word(`audit.field.${field}`) ?? field,
          ...(old !== undefined && { before: old }),
          ...(fresh !== undefined && { after: fresh }),
        };
      })
      .filter((change) => change.before !== change.after);
  }

  private value(field: string, value: unknown): string | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'boolean') return this.say(value ? 'audit.yes' : 'audit.no');
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string') return this.text(field, value);
    if (Array.isArray(value))
      return value
        .map((item) => this.value(field, item))
        .filter((item) => item !== undefined)
        .join(this.say('audit.listSeparator'));
    return Object.entries(value)
      .map(([name, inner]) => [this.word(`audit.field.${name}`) ?? name, this.value(name, inner)])
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => this.say('audit.pair', { name, value: inner }))
      .join(this.say('audit.pairSeparator'));
  }

  private text(field: string, value: string): string {
    if (field === 'role') return this.word(`access.role.${value}`) ?? value;
    if (field === 'changed') return this.word(`audit.field.${value}`) ?? value;
    const moment = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):\d\d(\.\d+)?Z$/.exec(value);
    if (moment) return shanghaiMinute(new Date(value));
    return this.names.get(value) ?? this.word(`audit.value.${value}`) ?? value;
  }

  private word(key: string): string | undefined {
    return /^[\w.-]+$/.test(key) && isTextKey(key) ? this.say(key) : undefined;
  }

  private say(key: string, params: Record<string, string | undefined> = {}): string {
    return translate(this.language, key, params);
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  return { value };
}
