import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, NotFound } from '../../foundation/error/domain-error.js';
import { TraineeService } from '../trainee/trainee.service.js';
import type { LedgerKind } from './ledger-entry.entity.js';
import { LedgerCorrectionDto } from './ledger.dto.js';

/** Hours to be written to a person's ledger. */
export interface HoursEarned {
  readonly traineeId: string;
  readonly kind: LedgerKind;
  /** To a tenth, at least 0. */
  readonly hours: number;
  readonly title: string;
  /** What earned them, such as `completion` and its id: one source, one entry. */
  readonly sourceType: string;
  readonly sourceId: string;
  /** 'YYYY-MM-DD' */
  readonly earnedOn: string;
  /** The year for which they count; that of `earnedOn` unless told. */
  readonly year?: number;
}

export interface LedgerLine {
  id: string;
  year: number;
  kind: LedgerKind;
  hours: number;
  title: string;
  sourceType: string;
  sourceId: string;
  earnedOn: string;
}

/** A year's hours by kind; concentrated and recognised ones count toward the requirement, online ones beside it. */
export interface LedgerYear {
  year: number;
  concentrated: number;
  online: number;
  recognised: number;
}

const lineColumns = `id, year, kind, hours::float8 as hours, title, source_type as "sourceType",
  source_id as "sourceId", earned_on::text as "earnedOn"`;

/** The hours of every person. Rooms downstream post to it; it asks nobody. */
@Injectable()
export class HoursLedgerService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly trainees: TraineeService,
  ) {}

  /** Writes an entry; the same source again overwrites its entry and never adds a second. */
  async post(entry: HoursEarned): Promise<LedgerLine> {
    const [line] = await this.postAll([entry]);
    if (!line) throw new NotFound();
    return line;
  }

  /**
   * Writes many entries in one statement; sources must differ. Returns them in the order of their sources.
   */
  async postAll(entries: readonly HoursEarned[]): Promise<LedgerLine[]> {
    if (entries.length === 0) return [];
    const column = <Value>(pick: (entry: HoursEarned) => Value) => entries.map(pick);
    return this.database.query<LedgerLine>(
      `insert into targeting.ledger_entry as ledger
         (trainee_id, kind, hours, title, source_type, source_id, earned_on, year)
       select entry.trainee_id, entry.kind, entry.hours, entry.title, entry.source_type, entry.source_id,
         entry.earned_on, coalesce(entry.year, extract(year from entry.earned_on)::smallint)
       from unnest($1::uuid[], $2::text[], $3::numeric[], $4::text[], $5::text[], $6::uuid[], $7::date[],
         $8::smallint[]) as entry (trainee_id, kind, hours, title, source_type, source_id, earned_on, year)
       order by entry.source_type, entry.source_id
       on conflict (source_type, source_id) do update
         set trainee_id = excluded.trainee_id, kind = excluded.kind, hours = excluded.hours,
           title = excluded.title, earned_on = excluded.earned_on, year = excluded.year
       returning ${lineColumns}`,
      [
        column((entry) => entry.traineeId),
        column((entry) => entry.kind),
        column((entry) => entry.hours),
        column((entry) => entry.title),
        column((entry) => entry.sourceType),
        column((entry) => entry.sourceId),
        column((entry) => entry.earnedOn),
        column((entry) => entry.year ?? null),
      ],
    );
  }

  /** Takes back what a source earned, for example when a completion is withdrawn. */
  async withdraw(sourceType: string, sourceIds: readonly string[]): Promise<number> {
    return this.database.execute(
      'delete from targeting.ledger_entry where source_type = $1 and source_id = any($2::uuid[])',
      [sourceType, sourceIds],
    );
  }

  /**
   * Corrects the hours of an entry by hand, with a reason for the audit log.
   * @throws NotFound unless it is an entry of this person, whose record the actor manages
   */
  async correct(
    actor: Actor,
    traineeId: string,
    entryId: string,
    { hours, reason }: LedgerCorrectionDto,
  ): Promise<LedgerLine> {
    if (!(hours >= 0 && hours < 10_000) || Math.round(hours * 10) !== hours * 10)
      throw new BrokenRule('ledger.problem.hours', {}, [{ field: 'hours', code: 'ledger.problem.hours' }]);
    return this.database.transaction(async () => {
      const before = await this.database.one<LedgerLine>(
        `select ${lineColumns} from targeting.ledger_entry where id = $1 and trainee_id = $2 for update`,
        [entryId, traineeId],
      );
      if (!before || !(await this.trainees.manages(actor, traineeId))) throw new NotFound();
      await this.audit.record(actor, {
        action: 'ledger.correct',
        subjectType: 'trainee',
        subjectId: traineeId,
        before: { entryId, hours: before.hours },
        after: { entryId, hours, reason },
      });
      const after = await this.database.one<LedgerLine>(
        `update targeting.ledger_entry set hours = $2 where id = $1 returning ${lineColumns}`,
        [entryId, hours],
      );
      return after ?? before;
    });
  }

  /** A person's entries, the newest first. @throws NotFound out of reach */
  async linesOf(actor: Actor, traineeId: string, year?: number): Promise<LedgerLine[]> {
    await this.trainees.mustSee(actor, traineeId);
    return this.database.query<LedgerLine>(
      `select ${lineColumns} from targeting.ledger_entry
       where trainee_id = $1 and ($2::smallint is null or year = $2)
       order by earned_on desc, id desc limit 500`,
      [traineeId, year ?? null],
    );
  }

  /** Sums per year, the newest first. @throws NotFound out of reach */
  async yearsOf(actor: Actor, traineeId: string): Promise<LedgerYear[]> {
    await this.trainees.mustSee(actor, traineeId);
    return this.database.query<LedgerYear>(
      `select year,
         coalesce(sum(hours) filter (where kind = 'concentrated'), 0)::float8 as concentrated,
         coalesce(sum(hours) filter (where kind = 'online'), 0)::float8 as online,
         coalesce(sum(hours) filter (where kind = 'recognised'), 0)::float8 as recognised
       from targeting.ledger_entry where trainee_id = $1 group by year order by year desc`,
      [traineeId],
    );
  }
}
