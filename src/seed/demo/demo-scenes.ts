import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, systemActor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { LeaveService } from '../../integration/attendance/leave.service.js';
import { RollService } from '../../integration/attendance/roll.service.js';
import { CallUpService } from '../../integration/call-up/call-up.service.js';
import { CallUpReadingService } from '../../integration/call-up/call-up-reading.service.js';
import { CandidateService } from '../../integration/call-up/candidate.service.js';
import { DeadlineService } from '../../integration/call-up/deadline.service.js';
import { ReplyService } from '../../integration/call-up/reply.service.js';
import { UnitSubstitutionService } from '../../integration/call-up/unit-substitution.service.js';
import { CompletionService } from '../../integration/completion/completion.service.js';
import { EnrollmentService } from '../../integration/enrollment/enrollment.service.js';
import { RosterSheetService } from '../../integration/roster/roster-sheet.service.js';
import { SessionService } from '../../integration/session/session.service.js';
import { CertificateService } from '../../service/certificate/certificate.service.js';
import { DemoClasses } from './demo-classes.js';

const day = 86_400_000;

/** Who plays in the scenes. */
export interface DemoCast {
  coordinator: Actor;
  city: Actor;
  county: Actor;
  /** The unit that the demo's contact answers for. */
  unitId: string;
  schoolId: string;
  cityId: string;
  traineeId: string;
}

/** What is under way in the demonstration, played through the services that people use. */
export class DemoScenes {
  private readonly classes: DemoClasses;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly cast: DemoCast,
  ) {
    this.classes = new DemoClasses(app);
  }

  /**
   * A notice that is due tomorrow: the county has named its people, the contact's unit has not yet looked at it, and
   * other counties owe names.
   */
  async callUpInFlight(): Promise<void> {
    const { city, county, coordinator, unitId, schoolId } = this.cast;
    const classId = await this.classes.published(city, coordinator, {
      title: '汉中市防返贫动态监测业务培训班',
      kind: 'thematic',
      startsIn: 24,
      days: 2,
      capacity: 40,
      categories: [],
      hostId: schoolId,
    });
    const { id, lines } = await this.issue(city, classId, 0.8 * day, [
      { organizationId: unitId, amount: 3 },
      { division: '610725000000', amount: 4 },
      { division: '610722000000', amount: 5 },
      { division: '610723000000', amount: 5 },
    ]);
    await this.name(county, id, lines[1] ?? '', 4);
  }

  /** A notice whose deadline has passed with one county late, and a confirmed person whom the other wants to replace. */
  async callUpOverdue(): Promise<void> {
    const { city, county, coordinator, schoolId } = this.cast;
    const classId = await this.classes.published(city, coordinator, {
      title: '汉中市基层治理业务骨干班',
      kind: 'centralised',
      startsIn: 33,
      days: 2,
      capacity: 30,
      categories: [],
      hostId: schoolId,
    });
    const { id, lines } = await this.backThen(6, () =>
      this.issue(city, classId, 5 * day, [
        { division: '610725000000', amount: 4 },
        { division: '610724000000', amount: 4 },
      ]),
    );
    const [mine = ''] = lines;
    const named = await this.backThen(4, () => this.name(county, id, mine, 4));
    await this.get(DeadlineService).closeDue();
    await this.get(RosterSheetService).confirm(city, classId);
    const [substitute] = await this.candidates(county, id, mine, 1);
    if (named[0] === undefined || substitute === undefined) return;
    await this.get(UnitSubstitutionService).substitute(county, id, mine, {
      outEnrollmentId: named[0],
      inTraineeId: substitute,
      reason: '驻村任务调整，无法脱岗',
    });
  }

  /** A class that began yesterday: people have arrived, two sessions are rolled, somebody asks for leave tomorrow. */
  async running(): Promise<void> {
    const { city, coordinator, schoolId } = this.cast;
    const id = await this.classes.published(city, coordinator, {
      title: '汉中市驻村工作队能力提升班',
      kind: 'centralised',
      startsIn: -1,
      days: 3,
      capacity: 50,
      categories: [],
      hostId: schoolId,
    });
    const people = await this.peopleOfCity(36);
    const enrollments = await this.put(city, id, people);
    await this.classes.start(id);
    await this.roll(city, id, enrollments.slice(0, 33), 2);
    const asking = people[3];
    const sessions = await this.get(SessionService).timetable(city, id);
    const missed = sessions.at(-2);
    if (asking === undefined || !missed) return;
    await this.get(LeaveService).request({ ...systemActor, role: 'trainee', traineeId: asking }, id, {
      startsAt: new Date(missed.startsAt),
      endsAt: new Date(missed.endsAt),
      reason: '村里开党员大会',
    });
  }

  /** A class of last week, decided, with certificates; the demo's trainee has one of them. */
  async ended(): Promise<void> {
    const { city, coordinator, schoolId, traineeId } = this.cast;
    const id = await this.backThen(14, () =>
      this.classes.published(city, coordinator, {
        title: '汉中市乡村治理实务培训班',
        kind: 'field',
        startsIn: -9,
        days: 2,
        capacity: 30,
        categories: [],
        hostId: schoolId,
      }),
    );
    const others = (await this.peopleOfCity(60)).slice(40).filter((person) => person !== traineeId);
    const enrollments = await this.put(city, id, [traineeId, ...others]);
    await this.classes.start(id);
    await this.roll(city, id, enrollments, 4);
    await this.classes.end(id);
    await this.get(CompletionService).decide(city, id);
    await this.get(CertificateService).issue(city, id);
  }

  private async issue(
    actor: Actor,
    classId: string,
    due: number,
    recipients: { division?: string; organizationId?: string; amount: number }[],
  ): Promise<{ id: string; lines: string[] }> {
    const callUps = this.get(CallUpService);
    const now = this.get(Clock).now().getTime();
    const deadline = new Date(Math.ceil((now + due) / 3_600_000) * 3_600_000).toISOString();
    const text = '请选派在岗、未参加过同类培训的人员，并安排好驻村值班。';
    const id = await callUps.draft(actor, classId, { deadline, text, recipients });
    await callUps.issue(actor, id);
    const notice = await this.get(CallUpReadingService).one(actor, id);
    return { id, lines: notice.recipients.map((line) => line.id) };
  }

  /** Names people nothing speaks against; gives their enrollments. */
  private async name(actor: Actor, callUpId: string, lineId: string, count: number): Promise<string[]> {
    await this.get(ReplyService).acknowledge(actor, callUpId, lineId);
    const traineeIds = await this.candidates(actor, callUpId, lineId, count);
    const outcomes = await this.get(ReplyService).name(actor, callUpId, lineId, { traineeIds });
    return outcomes.flatMap((outcome) => (outcome.outcome === 'refused' ? [] : [outcome.enrollmentId]));
  }

  /** The demo's own trainee stays free to register. */
  private async candidates(actor: Actor, callUpId: string, lineId: string, count: number): Promise<string[]> {
    const found = await this.get(CandidateService).search(actor, callUpId, lineId);
    return found
      .filter(
        ({ id, enrolled, findings }) => !enrolled && id !== this.cast.traineeId && findings.length === 0,
      )
      .slice(0, count)
      .map(({ id }) => id);
  }

  private async put(actor: Actor, classId: string, traineeIds: string[]): Promise<string[]> {
    const outcomes = await this.get(EnrollmentService).nominate(actor, classId, traineeIds);
    return outcomes.flatMap((outcome) => (outcome.outcome === 'refused' ? [] : [outcome.enrollmentId]));
  }

  /** Rolls the first sessions: everybody is there, but for one who comes late and one who misses the first. */
  private async roll(actor: Actor, classId: string, enrollments: string[], count: number): Promise<void> {
    const sessions = await this.get(SessionService).timetable(actor, classId);
    for (const [index, { id }] of sessions.slice(0, count).entries())
      await this.get(RollService).take(
        actor,
        classId,
        id,
        enrollments.map((enrollmentId, place) => ({
          enrollmentId,
          state: index === 0 && place === 2 ? 'late' : index === 1 && place === 5 ? 'absent' : 'present',
        })),
      );
  }

  private async peopleOfCity(count: number): Promise<string[]> {
    const rows = await this.get(Database).query<{ id: string }>(
      `select trainee.id from targeting.trainee trainee
       join responsibility.division home on home.id = trainee.division_id
       where home.city_id = $1 order by trainee.id limit $2`,
      [this.cast.cityId, count],
    );
    return rows.map(({ id }) => id);
  }

  /** Plays something as it was some days ago. */
  private async backThen<Result>(days: number, play: () => Promise<Result>): Promise<Result> {
    const clock = this.get(Clock);
    clock.shift(-days * day);
    try {
      return await play();
    } finally {
      clock.shift(0);
    }
  }

  private get<Service>(service: new (...parts: never[]) => Service): Service {
    return this.app.get(service, { strict: false });
  }
}
