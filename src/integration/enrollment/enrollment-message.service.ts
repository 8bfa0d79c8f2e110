import { Injectable } from '@nestjs/common';
import { Clock } from '../../foundation/clock/clock.js';
import type { TextParams } from '../../foundation/i18n/translate.js';
import { Notifier, Recipient } from '../../foundation/notification/notifier.js';
import type { ExpiredEnrollment } from './enrollment-expiry.repository.js';
import { EnrolledPerson, EnrollmentPeopleRepository } from './enrollment-people.repository.js';
import type { EnrollmentState } from './enrollment.state.js';
import { RecipientContactService } from './recipient-contact.service.js';
import type { MovedEnrollment } from './seat.repository.js';
import type { RequestToDecide } from './substitution-request.repository.js';

/** People told of their registration in one statement. */
const batch = 1_000;

/** Tells people, their units and the organizer what became of an enrollment; joins the caller's transaction. */
@Injectable()
export class EnrollmentMessageService {
  constructor(
    private readonly people: EnrollmentPeopleRepository,
    private readonly contacts: RecipientContactService,
    private readonly notifier: Notifier,
    private readonly clock: Clock,
  ) {}

  /** Those among the moved who came up from the waitlist, with the time until which they may still say no. */
  async promoted(moved: readonly MovedEnrollment[]): Promise<void> {
    for (const state of ['pending', 'confirmed'] as const) {
      const ids = moved.filter((one) => one.state === state).map(({ enrollmentId }) => enrollmentId);
      await this.tell(state === 'pending' ? 'promotedPending' : 'promoted', await this.people.of(ids));
    }
  }

  /** Sent back by the coordinator: units learn whom to replace, people who knew of it learn that it is off. */
  async returned(moved: readonly MovedEnrollment[], reason: string): Promise<void> {
    const gone = await this.people.of(idsOf(moved, 'cancelled'));
    await this.tell(
      'returned',
      gone.filter(({ source }) => source !== 'callUp'),
      { reason },
    );
    await this.tellUnits('unitReturned', gone, { reason });
    await this.promoted(moved);
  }

  /** Cancelled by the person, of which the unit hears, or by somebody else, of which the person does. */
  async cancelled(
    moved: readonly MovedEnrollment[],
    how: { enrollmentId: string; was: EnrollmentState; bySelf: boolean; reason: string | undefined },
  ): Promise<void> {
    const gone = await this.people.of([how.enrollmentId]);
    const reason = how.reason ?? '—';
    if (how.bySelf) await this.tellUnits('unitLeft', gone);
    else
      await this.tell(
        'cancelled',
        gone.filter(({ source }) => source !== 'callUp' || how.was === 'confirmed'),
        { reason },
      );
    await this.promoted(moved.filter(({ enrollmentId }) => enrollmentId !== how.enrollmentId));
  }

  /** The class began while they waited: people learn that their wait is over, units that their names came too late. */
  async expired(gone: readonly ExpiredEnrollment[]): Promise<void> {
    for (const was of ['waitlisted', 'pending'] as const) {
      const people = await this.people.of(gone.filter((one) => one.was === was).map(({ id }) => id));
      await this.tell(
        was === 'waitlisted' ? 'expired' : 'expiredPending',
        people.filter(({ source }) => source !== 'callUp'),
      );
      await this.tellUnits('unitExpired', people);
    }
  }

  /** A confirmed place changed hands: both people hear. A proposal that changes reaches nobody before it is confirmed. */
  async substituted(outId: string, inId: string, reason: string): Promise<void> {
    const [coming] = await this.people.of([inId]);
    if (coming?.state !== 'confirmed') return;
    await this.tell('replaced', await this.people.of([outId]), { reason });
    await this.tell('replacing', [coming]);
  }

  /** Dismissed from a running class (退学): the person and the unit hear why. */
  async dismissed(enrollmentId: string, reason: string): Promise<void> {
    const gone = await this.people.of([enrollmentId]);
    await this.tell('dismissed', gone, { reason });
    await this.tellUnits('unitDismissed', gone, { reason });
  }

  async substitutionRequested(request: {
    id: string;
    outId: string;
    inId: string;
    reason: string;
  }): Promise<void> {
    const [leaving] = await this.people.of([request.outId]);
    if (!leaving) return;
    const deciders = await this.people.deciders(leaving.classId, this.clock.today());
    await this.send('substitutionRequested', deciders, leaving, {
      occasion: `substitution/${request.id}`,
      link: '/substitutions',
      more: {
        out: leaving.name,
        coming: await this.people.nameOf(request.inId),
        reason: request.reason,
      },
    });
  }

  async substitutionDecided(
    request: RequestToDecide,
    decision: 'approve' | 'refuse',
    answer: string | undefined,
  ): Promise<void> {
    const [leaving] = await this.people.of([request.outId]);
    if (!leaving) return;
    const template = decision === 'approve' ? 'substitutionApproved' : 'substitutionRefused';
    await this.send(template, await this.people.account(request.requestedBy), leaving, {
      occasion: `substitution/${request.id}/decided`,
      link: '/call-ups',
      more: {
        out: leaving.name,
        coming: await this.people.nameOf(request.inId),
        answer: answer ?? '—',
      },
    });
  }

  /**
   * Tells people who came into a class lately that they are in, or wait. Runs behind the seat path, which writes no
   * messages; who registered alone has seen the answer on the page and gets it in the inbox only.
   * @returns how many messages were written
   */
  async entered(): Promise<number> {
    let written = 0;
    for (;;) {
      const people = await this.people.entered(this.clock.today(), batch);
      for (const own of [true, false])
        for (const state of ['pending', 'waitlisted', 'confirmed'] as const) {
          const group = people.filter((one) => one.state === state && (one.source === 'self') === own);
          written += await this.tell(`entered.${state}`, group, {}, own);
        }
      if (people.length < batch) return written;
    }
  }

  /** The same message to people of any classes. Inside one class an occasion reaches a person once. */
  private async tell(
    template: string,
    people: EnrolledPerson[],
    more: TextParams = {},
    inboxOnly = false,
  ): Promise<number> {
    let written = 0;
    for (const [first, group] of byClass(people)) {
      const occasion = template.startsWith('entered.') ? 'entered' : `${template}/${first.enrollmentId}`;
      const link = `/m/classes/${first.classId}`;
      written += await this.send(template, group, first, { occasion, link, more, inboxOnly });
    }
    return written;
  }

  private async tellUnits(template: string, people: EnrolledPerson[], more: TextParams = {}): Promise<void> {
    const contacts = await this.contacts.of([
      ...new Set(people.flatMap(({ recipientId }) => recipientId ?? [])),
    ]);
    for (const recipientId of new Set(contacts.map((contact) => contact.recipientId))) {
      const named = people.filter((person) => person.recipientId === recipientId);
      const [first] = named;
      if (!first) continue;
      await this.send(
        template,
        contacts.filter((contact) => contact.recipientId === recipientId),
        first,
        {
          occasion: `${template}/${first.enrollmentId}`,
          link: '/call-ups',
          more: { ...more, names: named.map(({ name }) => name).join('、'), count: named.length },
        },
      );
    }
  }

  private send(
    template: string,
    recipients: Recipient[],
    { classId, title, startsOn, endsOn, until }: EnrolledPerson,
    how: { occasion: string; link: string; more?: TextParams; inboxOnly?: boolean },
  ): Promise<number> {
    return this.notifier.send(
      recipients.map(({ accountId, phone, email, language }) => ({ accountId, phone, email, language })),
      `enrollment.message.${template}`,
      { title, startsOn, endsOn, until, ...how.more },
      {
        link: how.link,
        dedupeKey: `class/${classId}/${how.occasion}`,
        ...(how.inboxOnly && { channels: ['inApp'] }),
      },
    );
  }
}

function idsOf(moved: readonly MovedEnrollment[], state: EnrollmentState): string[] {
  return moved.filter((one) => one.state === state).map(({ enrollmentId }) => enrollmentId);
}

/** People by class, each group with its first, whose class facts hold for all. */
function byClass(people: EnrolledPerson[]): [EnrolledPerson, EnrolledPerson[]][] {
  const groups = new Map<string, [EnrolledPerson, EnrolledPerson[]]>();
  for (const person of people) {
    const group = groups.get(person.classId);
    if (group) group[1].push(person);
    else groups.set(person.classId, [person, [person]]);
  }
  return [...groups.values()];
}
