import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { addDays, daysBetween } from '../../foundation/clock/calendar-day.rules.js';
import { Database } from '../../foundation/database/database.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { ClassView, ClassViewService } from '../class/class-view.service.js';
import { QuotaService } from '../../responsibility/quota/quota.service.js';
import { ClassBasicsService } from '../class/class-basics.service.js';
import { SessionService } from '../session/session.service.js';
import { sameWeekdayNextYear } from './copy-days.rules.js';
import { CopyClassDto } from './publication.dto.js';

/** Makes a new draft of an earlier class: everything that was planned, nothing that happened. */
@Injectable()
export class ClassCopyService {
  constructor(
    private readonly database: Database,
    private readonly classes: ClassBasicsService,
    private readonly views: ClassViewService,
    private readonly sessions: SessionService,
    private readonly divisions: DivisionService,
    private readonly quotas: QuotaService,
  ) {}

  /** First day that a copy is proposed for: the same weekday about a year later, not in the past. */
  proposedStart(startsOn: string, today: string): string {
    return sameWeekdayNextYear(startsOn, today);
  }

  /**
   * Copies basics, audience, registration window, quota of the first level and timetable, moved by whole days.
   * The copy is organized by the same division, or by the asker's own when that is out of reach.
   * @returns the new class's id
   */
  async copy(actor: Actor, id: string, { startsOn, title }: CopyClassDto): Promise<string> {
    return this.database.transaction(async () => {
      const source = await this.views.view(actor, id);
      const days = daysBetween(source.startsOn, startsOn);
      const copy = await this.classes.create(actor, {
        ...(await this.basicsOf(actor, source)),
        title: title ?? source.title,
        startsOn,
        endsOn: addDays(source.endsOn, days),
      });
      await this.copyRest(id, copy.id, days);
      if (source.mayManage) await this.copyQuota(id, copy.id);
      await this.sessions.copy(id, copy.id, days);
      return copy.id;
    });
  }

  private async basicsOf(
    actor: Actor,
    source: ClassView,
  ): Promise<Parameters<ClassBasicsService['create']>[1]> {
    const division = await this.divisions.byCode(source.divisionCode).catch(() => undefined);
    const own = division && (await this.divisions.reaches(actor, division.id));
    return {
      title: source.title,
      kind: source.kind,
      startsOn: source.startsOn,
      endsOn: source.endsOn,
      hours: source.hours,
      capacity: source.capacity,
      minimumPersons: source.minimumPersons,
      ...(own && { divisionCode: source.divisionCode }),
      ...(source.runNumber !== null && { runNumber: source.runNumber }),
      ...(source.leadOrganizationId !== null && { leadOrganizationId: source.leadOrganizationId }),
      ...(source.hostOrganizationId !== null && { hostOrganizationId: source.hostOrganizationId }),
      ...(source.headAccountId !== null && { headAccountId: source.headAccountId }),
      ...(source.purpose !== null && { purpose: source.purpose }),
      ...(source.notes !== null && { notes: source.notes }),
    };
  }

  private async copyRest(from: string, to: string, days: number): Promise<void> {
    await this.database.execute(
      `update integration.class copy
       set copied_from_id = source.id, audience_id = source.audience_id, completion_rule = source.completion_rule
       from integration.class source where source.id = $1 and copy.id = $2`,
      [from, to],
    );
    await this.database.execute(
      `update integration.seat copy
       set opens_at = source.opens_at + make_interval(days => $3), closes_at = source.closes_at + make_interval(days => $3),
         self_registration = source.self_registration, waitlist_capacity = source.waitlist_capacity,
         approval_required = source.approval_required
       from integration.seat source where source.class_id = $1 and copy.class_id = $2`,
      [from, to, days],
    );
  }

  /** The first level only: what divisions handed on below is theirs to hand out again. */
  private async copyQuota(from: string, to: string): Promise<void> {
    const row = await this.database.one<{ quotaId: string | null }>(
      'select quota_id as "quotaId" from integration.class where id = $1',
      [from],
    );
    const quotaId = row?.quotaId != null && (await this.quotas.copy(row.quotaId));
    if (quotaId)
      await this.database.execute('update integration.class set quota_id = $2 where id = $1', [to, quotaId]);
  }
}
