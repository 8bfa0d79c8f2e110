import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { Notifier } from '../../foundation/notification/notifier.js';
import { ClassAccess, ClassService } from '../class/class.service.js';
import { EligibilityService, Finding } from '../eligibility/eligibility.service.js';
import { RecipientContactService } from '../enrollment/recipient-contact.service.js';
import { RosterService } from '../enrollment/roster.service.js';
import { RosterSheetQuery } from './roster.dto.js';
import { inOrder } from './roster-order.rules.js';
import { RosterSheetRepository, SheetPerson } from './roster-sheet.repository.js';

export const sheetPage = 50;

/** Longest list that is printed, exported or put into an order of its own. */
const longestSheet = 10_000;

export interface RosterSheet {
  people: (SheetPerson & { findings: Finding[] })[];
  counts: Record<'all' | 'pending' | 'confirmed' | 'waitlisted' | 'returned' | 'finding', number>;
  /** The asker sees everyone, not only people of their own. */
  whole: boolean;
  /** Those who can still be judged whose name no certificate can print, whatever the filter. */
  unprintable: { id: string; name: string; characters: string }[];
  more: boolean;
}

/** The roster as its checkers read it, and its confirmation as a whole. */
@Injectable()
export class RosterSheetService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassService,
    private readonly roster: RosterService,
    private readonly eligibility: EligibilityService,
    private readonly contacts: RecipientContactService,
    private readonly rows: RosterSheetRepository,
    private readonly notifier: Notifier,
    private readonly audit: Audit,
  ) {}

  /** One page in order of arrival with what speaks against each. */
  async page(actor: Actor, classId: string, query: RosterSheetQuery): Promise<RosterSheet> {
    const only = await this.limitOf(actor, classId);
    const judged = only ? new Map<string, Finding[]>() : await this.judgedOpen(classId);
    const doubtful = doubtfulOf(judged);
    const filter = { ...query, ids: query.group === 'finding' ? doubtful : undefined };
    const offset = ((query.cursor ?? 1) - 1) * sheetPage;
    const rows = await this.rows.people(classId, filter, only, { limit: sheetPage + 1, offset });
    return {
      people: rows.slice(0, sheetPage).map((row) => ({ ...row, findings: judged.get(row.id) ?? [] })),
      counts: { ...(await this.rows.counts(classId, query, only)), finding: doubtful.length },
      whole: only === undefined,
      unprintable: await this.unprintable(classId, judged),
      more: rows.length > sheetPage,
    };
  }

  /** Everybody the filter finds, in the order asked for; `purpose` goes to the audit log. */
  async whole(
    actor: Actor,
    classId: string,
    query: RosterSheetQuery,
    purpose: 'export' | 'print',
  ): Promise<SheetPerson[]> {
    const only = await this.limitOf(actor, classId);
    const judged = query.group === 'finding' && !only ? await this.judgedOpen(classId) : undefined;
    const filter = { ...query, ids: judged && doubtfulOf(judged) };
    const rows = await this.rows.people(classId, filter, only, { limit: longestSheet, offset: 0 });
    const { text, cursor: _, ...narrowed } = query;
    await this.audit.record(actor, {
      action: `roster.${purpose}`,
      subjectType: 'class',
      subjectId: classId,
      after: { persons: rows.length, filter: narrowed, searched: text !== undefined },
    });
    return inOrder(rows, query.order ?? 'number');
  }

  /** @throws NotFound for somebody out of reach or of another class */
  async person(
    actor: Actor,
    classId: string,
    enrollmentId: string,
  ): Promise<SheetPerson & { findings: Finding[] }> {
    const only = await this.limitOf(actor, classId);
    const [row] = await this.rows.people(classId, { ids: [enrollmentId] }, only, { limit: 1, offset: 0 });
    if (!row) throw new NotFound();
    const findings = only
      ? []
      : ((await this.eligibility.findings(classId, [row.traineeId])).get(row.traineeId) ?? []);
    return { ...row, findings };
  }

  /**
   * Confirms the people, or all who are pending, and tells them and the contacts of the units that named them.
   * @returns how many were confirmed; who was already is not told again
   */
  async confirm(actor: Actor, classId: string, enrollmentIds?: string[]): Promise<string[]> {
    return this.database.transaction(async () => {
      const { title, startsOn, endsOn } = await this.classes.reach(actor, classId, 'manage');
      const open = await this.rows.open(classId);
      const wanted = open.filter(
        ({ id, state }) => state === 'pending' && (enrollmentIds?.includes(id) ?? true),
      );
      if (enrollmentIds?.some((id) => !open.some((row) => row.id === id))) throw new NotFound();
      if (wanted.length === 0) return [];
      const moved = new Set(
        await this.roster.move(
          actor,
          'confirm',
          wanted.map(({ id }) => id),
        ),
      );
      const confirmed = wanted.filter(({ id }) => moved.has(id));
      await this.tell(classId, { title, startsOn, endsOn }, confirmed);
      return confirmed.map(({ id }) => id);
    });
  }

  /** Confirms and tells which names on the roster no certificate can print yet. */
  async confirmAndReport(
    actor: Actor,
    classId: string,
    enrollmentIds?: string[],
  ): Promise<{ confirmed: string[]; unprintable: RosterSheet['unprintable'] }> {
    const confirmed = await this.confirm(actor, classId, enrollmentIds);
    return { confirmed, unprintable: await this.unprintable(classId, await this.judgedOpen(classId)) };
  }

  private async tell(
    classId: string,
    params: { title: string; startsOn: string; endsOn: string },
    confirmed: { traineeId: string; recipientId: string | null }[],
  ): Promise<void> {
    const people = await this.rows.addresses(confirmed.map(({ traineeId }) => traineeId));
    await this.notifier.send(people, 'roster.message.confirmed', params, {
      link: '/m',
      dedupeKey: `class/${classId}/confirmed`,
      channels: ['inApp', 'sms'],
    });
    const recipientIds = confirmed.flatMap(({ recipientId }) => recipientId ?? []);
    for (const recipientId of new Set(recipientIds)) {
      const contacts = await this.contacts.of([recipientId]);
      const count = recipientIds.filter((id) => id === recipientId).length;
      await this.notifier.send(
        contacts.map(({ accountId, phone, language }) => ({ accountId, phone, language })),
        'roster.message.unitConfirmed',
        { ...params, count },
        { link: '/call-ups', channels: ['inApp', 'sms'] },
      );
    }
  }

  private async unprintable(
    classId: string,
    judged: ReadonlyMap<string, Finding[]>,
  ): Promise<RosterSheet['unprintable']> {
    const found = [...judged].flatMap(([id, list]) => {
      const glyph = list.find(({ code }) => code === 'glyph');
      return glyph ? [[id, glyph.params.characters ?? ''] as const] : [];
    });
    if (found.length === 0) return [];
    const ids = found.map(([id]) => id);
    const rows = await this.rows.people(classId, { ids }, undefined, { limit: ids.length, offset: 0 });
    const characters = new Map(found);
    return rows.map(({ id, name }) => ({ id, name, characters: characters.get(id) ?? '' }));
  }

  /** What speaks against those who can still be judged, by enrollment. */
  private async judgedOpen(classId: string): Promise<Map<string, Finding[]>> {
    const open = await this.rows.open(classId);
    const findings = await this.eligibility.findings(
      classId,
      open.map(({ traineeId }) => traineeId),
    );
    return new Map(
      open.flatMap(({ id, traineeId }) => {
        const list = findings.get(traineeId);
        return list ? [[id, list] as const] : [];
      }),
    );
  }

  /** Undefined for those who run the class or supervise its division; else the actor, whose own people are shown. */
  private async limitOf(actor: Actor, classId: string): Promise<Actor | undefined> {
    await this.classes.reach(actor, classId, 'see');
    if (await this.reaches(actor, classId, 'run')) return undefined;
    const supervises =
      actor.role === 'supervisor' &&
      (await this.reaches({ ...actor, role: 'coordinator' }, classId, 'manage'));
    return supervises ? undefined : actor;
  }

  private async reaches(actor: Actor, classId: string, access: ClassAccess): Promise<boolean> {
    try {
      await this.classes.reach(actor, classId, access);
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }
}

/** Those whom somebody should look at; a missing phone alone is only shown. */
function doubtfulOf(judged: ReadonlyMap<string, Finding[]>): string[] {
  return [...judged].filter(([, list]) => list.some(({ code }) => code !== 'noPhone')).map(([id]) => id);
}
