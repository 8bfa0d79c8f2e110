import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { InvalidInput } from '../../foundation/error/domain-error.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { validate } from '../../foundation/http/validate.js';
import { defaultLanguage } from '../../foundation/i18n/language.js';
import { Redisplay } from '../../foundation/view/attempt.js';
import { chosenDivision } from '../../foundation/view/chosen-division.js';
import type { Fields } from '../../foundation/view/fields.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { DivisionPickerService } from '../../responsibility/division/division-picker.service.js';
import { AuditLogService } from './audit-log.service.js';
import { auditAreas, auditSubjects } from './audit-vocabulary.js';
import { AuditQuery } from './audit.dto.js';
import type { AuditRow } from './audit.repository.js';
import { AuditWords } from './audit-words.js';

const filters = ['from', 'to', 'person', 'action', 'subjectType', 'subjectId'] as const;

/** Who did what, when, from where, and what it changed. */
@Controller('audit')
@Allow(['administrator'], 'system')
export class AuditPage {
  constructor(
    private readonly log: AuditLogService,
    private readonly picker: DivisionPickerService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @Page('service/audit/audit')
  async show(@Asker() actor: Actor, @Query() fields: Fields): Promise<object> {
    const division = chosenDivision(fields.division);
    const filter = Object.fromEntries(filters.map((name) => [name, textOf(fields[name])]));
    const shown = {
      filter,
      divisionCode: division,
      filtered: division !== undefined || Object.values(filter).some(Boolean),
      divisionLevels: await this.picker.levels(actor, division),
      areas: auditAreas,
      subjects: auditSubjects,
      seal: await this.log.head(),
    };
    try {
      const query = await validate(AuditQuery, { ...given(filter), division, cursor: fields.cursor });
      const { items, next } = await this.log.list(actor, query);
      return { ...shown, rows: await this.rows(items), next };
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const { code, status } = error;
      const fieldErrors = error.fields.map(({ field, code: fieldCode }) => ({ field, code: fieldCode }));
      return new Redisplay({ ...shown, rows: [], next: undefined }, { code, status, fields: fieldErrors });
    }
  }

  private async rows(entries: AuditRow[]): Promise<object[]> {
    const language = this.context.current?.language ?? defaultLanguage;
    const words = new AuditWords(language, await this.log.names(entries));
    return entries.map((entry) => ({
      id: entry.id,
      at: entry.at,
      person: words.person(entry),
      role: entry.accountName === null ? null : entry.role,
      place: entry.divisionName,
      what: words.action(entry.action),
      subjectType: entry.subjectType,
      subjectId: entry.subjectId,
      subjectWord: words.subjectType(entry.subjectType),
      subject: words.name(entry.subjectId),
      changes: words.changes(entry.before, entry.after),
      address: entry.address,
      sealed: entry.sealed,
    }));
  }
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

function given(filter: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}
