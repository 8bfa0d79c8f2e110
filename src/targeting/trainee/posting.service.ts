import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, NotFound } from '../../foundation/error/domain-error.js';
import { AddPostingDto, EndPostingDto } from './trainee.dto.js';
import { Posting } from './posting.entity.js';
import { TraineePlaces } from './trainee-places.js';
import { TraineeService } from './trainee.service.js';
import { PostingView, unitView } from './trainee.view.js';

/** Sends people to villages and calls them back; where they work and are counted follows. */
@Injectable()
export class PostingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly trainees: TraineeService,
    private readonly places: TraineePlaces,
  ) {}

  /** @throws BrokenRule when the days overlap another posting of the person, or end before they begin */
  async post(actor: Actor, traineeId: string, input: AddPostingDto): Promise<Posting> {
    return this.database.transaction(async () => {
      const trainee = await this.trainees.managed(actor, traineeId, true);
      if (trainee.state === 'left') throw new BrokenRule('trainee.problem.left');
      const village = await this.places.village(input.village);
      endMustNotPrecedeStart(input.startsOn, input.endsOn);
      await this.mustBeFree(traineeId, input.startsOn, input.endsOn ?? null);
      const postings = this.database.repository(Posting);
      const posting = await postings.save(
        postings.create({
          traineeId,
          divisionId: village.id,
          sendingOrganizationId: input.sendingOrganizationId ?? trainee.organizationId,
          sendingOrganizationName: await this.senderName(actor, input, trainee.organizationName),
          startsOn: input.startsOn,
          endsOn: input.endsOn ?? null,
        }),
      );
      await this.follow(traineeId);
      const after = { village: village.code, startsOn: posting.startsOn, endsOn: posting.endsOn };
      await this.record(actor, 'trainee.post', traineeId, undefined, after);
      return posting;
    });
  }

  /** Ends a posting on a day, the last one, or moves its end. */
  async end(actor: Actor, traineeId: string, postingId: string, { endsOn }: EndPostingDto): Promise<Posting> {
    return this.database.transaction(async () => {
      await this.trainees.managed(actor, traineeId, true);
      const postings = this.database.repository(Posting);
      const posting = await postings.findOneBy({ id: postingId, traineeId });
      if (!posting) throw new NotFound();
      endMustNotPrecedeStart(posting.startsOn, endsOn);
      await this.mustBeFree(traineeId, posting.startsOn, endsOn, postingId);
      await postings.update(postingId, { endsOn });
      await this.follow(traineeId);
      await this.record(actor, 'trainee.endPosting', traineeId, { endsOn: posting.endsOn }, { endsOn });
      return { ...posting, endsOn };
    });
  }

  /** A person's postings, the newest first. */
  async of(traineeId: string): Promise<PostingView[]> {
    const rows = await this.database.query<PostingRow>(
      `select posting.id, division.code, division.name, posting.starts_on::text as "startsOn",
         posting.ends_on::text as "endsOn", posting.sending_organization_id as "unitId",
         posting.sending_organization_name as "unitName",
         concat_ws(' / ', city.short_name, nullif(county.short_name, city.short_name), township.name) as path
       from targeting.posting posting
       join responsibility.division division on division.id = posting.division_id
       left join responsibility.division city on city.id = division.city_id
       left join responsibility.division county on county.id = division.county_id
       left join responsibility.division township on township.id = division.township_id
       where posting.trainee_id = $1 order by posting.starts_on desc`,
      [traineeId],
    );
    return rows.map(({ id, code, name, path, unitId, unitName, startsOn, endsOn }) => ({
      id,
      village: { code, name, path },
      sendingOrganization: unitView(unitId, unitName),
      startsOn,
      endsOn,
    }));
  }

  /**
   * Lets everybody work where a posting that began or ended since then puts them. Runs each night; one statement, and
   * running it twice changes nothing.
   */
  async followAll(): Promise<number> {
    return this.database.execute(
      `update targeting.trainee trainee set division_id = place.id, changed_at = now()
       from targeting.trainee person
       cross join lateral (select targeting.division_on(person.id, person.managing_division_id, $1) as id) place
       where person.id = trainee.id and trainee.state = 'active' and place.id <> trainee.division_id`,
      [this.clock.today()],
    );
  }

  private async follow(traineeId: string): Promise<void> {
    await this.database.execute(
      `update targeting.trainee set division_id = targeting.division_on(id, managing_division_id, $2),
         version = version + 1, changed_at = now() where id = $1`,
      [traineeId, this.clock.today()],
    );
  }

  private async mustBeFree(
    traineeId: string,
    startsOn: string,
    endsOn: string | null,
    except: string | null = null,
  ): Promise<void> {
    const clash = await this.database.one<{ name: string }>(
      `select division.name from targeting.posting posting
       join responsibility.division division on division.id = posting.division_id
       where posting.trainee_id = $1 and posting.id is distinct from $4::uuid
         and daterange(posting.starts_on, posting.ends_on, '[]') && daterange($2::date, $3::date, '[]')`,
      [traineeId, startsOn, endsOn, except],
    );
    if (clash) {
      const code = 'trainee.problem.posting.overlaps';
      throw new BrokenRule(code, clash, [{ field: 'startsOn', code, params: clash }]);
    }
  }

  private async senderName(actor: Actor, input: AddPostingDto, own: string | null): Promise<string | null> {
    if (input.sendingOrganizationId)
      return this.places.unitName(actor, input.sendingOrganizationId, 'sendingOrganizationId');
    return input.sendingOrganizationName ?? own;
  }

  private async record(
    actor: Actor,
    action: string,
    subjectId: string,
    before: object | undefined,
    after: object,
  ): Promise<void> {
    await this.audit.record(actor, { action, subjectType: 'trainee', subjectId, before, after });
  }
}

interface PostingRow {
  id: string;
  code: string;
  name: string;
  path: string;
  unitId: string | null;
  unitName: string | null;
  startsOn: string;
  endsOn: string | null;
}

function endMustNotPrecedeStart(startsOn: string, endsOn: string | undefined): void {
  if (endsOn === undefined || endsOn >= startsOn) return;
  const code = 'trainee.problem.posting.endsBeforeStart';
  throw new BrokenRule(code, {}, [{ field: 'endsOn', code }]);
}
