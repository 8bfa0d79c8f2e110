import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, Conflict, NotFound } from '../../foundation/error/domain-error.js';
import { CitizenIdVault } from './citizen-id.vault.js';
import { nameIndexOf } from './name-index.rules.js';
import { cleanDetails, type CleanDetails } from './personal-details.rules.js';
import { ChangeTraineeDto, RegisterTraineeDto } from './trainee.dto.js';
import { Trainee } from './trainee.entity.js';
import { TraineePlaces } from './trainee-places.js';
import { traineeIsManaged, traineeIsVisible } from './trainee-reach.js';

export { traineeIsVisible } from './trainee-reach.js';

/** The verbs of the cadre register: who is in it, what is known of them, who may know it. */
@Injectable()
export class TraineeService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly vault: CitizenIdVault,
    private readonly places: TraineePlaces,
  ) {}

  /**
   * Puts a person into the register, working where they are managed until they are posted.
   * @param judgedAs whose reach holds for the person's place, where the actor is let do it in another's stead; the entry
   * in the audit log is the actor's all the same
   * @throws Conflict when the citizen ID is registered already, by whomever
   */
  async register(actor: Actor, input: RegisterTraineeDto, judgedAs: Actor = actor): Promise<Trainee> {
    const { citizenId = '', ...details } = cleanDetails(input, this.clock.today());
    return this.database.transaction(async () => {
      const division = await this.places.managingDivision(judgedAs, input.managingDivision);
      const trainees = this.database.repository(Trainee);
      await this.vault.prepare();
      const kept = this.vault.keep(citizenId);
      if (await trainees.existsBy({ citizenIdHash: kept.citizenIdHash })) throw registeredAlready();
      const trainee = await trainees.save(
        trainees.create({
          ...details,
          ...nameIndexOf(details.name ?? ''),
          ...kept,
          ...given(input),
          ...(await this.unitOf(judgedAs, input)),
          managingDivisionId: division.id,
          divisionId: division.id,
        }),
      );
      await this.record(actor, 'trainee.register', trainee.id, undefined, {
        name: trainee.name,
        managingDivision: division.code,
      });
      return this.managed(judgedAs, trainee.id);
    });
  }

  /**
   * Changes a record. A person who moves to another managing division works there at once unless posted.
   * @throws Conflict when somebody else changed the record meanwhile
   */
  async change(actor: Actor, id: string, input: ChangeTraineeDto): Promise<Trainee> {
    const details = cleanDetails(input, this.clock.today());
    return this.database.transaction(async () => {
      const before = await this.managed(actor, id, true);
      if (before.version !== input.version) throw new Conflict('trainee.changedMeanwhile');
      const after = {
        ...(await this.detailColumns(details, id)),
        ...given(input),
        ...(await this.unitOf(actor, input)),
        ...(await this.divisionsOf(actor, id, input.managingDivision)),
      };
      await this.database.repository(Trainee).update(id, {
        ...after,
        version: before.version + 1,
        changedAt: this.clock.now(),
      });
      await this.record(actor, 'trainee.change', id, ...difference(before, after));
      return this.managed(actor, id);
    });
  }

  /** The person no longer belongs to those to be trained; what they did stays. Ends their postings. */
  async leave(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.managed(actor, id, true);
      if (before.state === 'left') return;
      const today = this.clock.today();
      await this.database.execute('delete from targeting.posting where trainee_id = $1 and starts_on > $2', [
        id,
        today,
      ]);
      await this.database.execute(
        `update targeting.posting set ends_on = $2
         where trainee_id = $1 and (ends_on is null or ends_on > $2)`,
        [id, today],
      );
      await this.setState(id, 'left');
      await this.record(actor, 'trainee.leave', id, { state: 'active' }, { state: 'left' });
    });
  }

  /** Takes back a departure; postings that it ended stay ended. */
  async returnToRegister(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.managed(actor, id, true);
      if (before.state === 'active') return;
      await this.setState(id, 'active');
      await this.record(actor, 'trainee.return', id, { state: 'left' }, { state: 'active' });
    });
  }

  /**
   * The citizen ID in clear, for a coordinator over the managing division; every look is in the audit log.
   * @throws NotFound
   */
  async unmask(actor: Actor, id: string): Promise<string> {
    return this.database.transaction(async () => {
      const { id: found } = await this.managed(actor, id);
      const row = await this.database.one<{ sealed: string }>(
        'select citizen_id_sealed as sealed from targeting.trainee where id = $1',
        [found],
      );
      await this.record(actor, 'trainee.unmask', id);
      return this.vault.open(row?.sealed ?? '');
    });
  }

  /** @throws NotFound for a person who doesn't exist or is out of the actor's reach */
  async mustSee(actor: Actor, id: string): Promise<void> {
    const bindings = new Bindings();
    const row = await this.database.one(
      `select from targeting.trainee trainee
       where trainee.id = ${bindings.add(id)} and ${traineeIsVisible(actor, 'trainee', bindings)}`,
      bindings.values,
    );
    if (!row) throw new NotFound();
  }

  /** Whether the actor may change the record and unmask its citizen ID. */
  async manages(actor: Actor, id: string): Promise<boolean> {
    const bindings = new Bindings();
    const row = await this.database.one(
      `select from targeting.trainee trainee
       where trainee.id = ${bindings.add(id)} and ${traineeIsManaged(actor, 'trainee', bindings)}`,
      bindings.values,
    );
    return row !== undefined;
  }

  /**
   * A record that the actor may change, locked for the change when asked for.
   * @throws NotFound
   */
  async managed(actor: Actor, id: string, lock = false): Promise<Trainee> {
    if (!(await this.manages(actor, id))) throw new NotFound();
    const query = this.database
      .repository(Trainee)
      .createQueryBuilder('trainee')
      .where('trainee.id = :id', { id });
    const trainee = await (lock ? query.setLock('pessimistic_write') : query).getOne();
    if (!trainee) throw new NotFound();
    return trainee;
  }

  private async detailColumns(
    { citizenId, ...details }: CleanDetails,
    id: string,
  ): Promise<Partial<Trainee>> {
    const columns = { ...details, ...(details.name !== undefined && nameIndexOf(details.name)) };
    if (citizenId === undefined) return columns;
    await this.vault.prepare();
    const kept = this.vault.keep(citizenId);
    const holder = await this.database.repository(Trainee).findOneBy({ citizenIdHash: kept.citizenIdHash });
    if (holder && holder.id !== id) throw registeredAlready();
    return { ...columns, ...kept };
  }

  private async unitOf(
    actor: Actor,
    { organizationId, organizationName }: Pick<ChangeTraineeDto, 'organizationId' | 'organizationName'>,
  ): Promise<Partial<Trainee>> {
    if (organizationId) {
      const name = await this.places.unitName(actor, organizationId, 'organizationId');
      return { organizationId, organizationName: name };
    }
    if (organizationName !== undefined) return { organizationId: null, organizationName };
    return organizationId === null ? { organizationId: null, organizationName: null } : {};
  }

  private async divisionsOf(actor: Actor, id: string, code: string | undefined): Promise<Partial<Trainee>> {
    if (code === undefined) return {};
    const division = await this.places.managingDivision(actor, code);
    const row = await this.database.one<{ id: string }>('select targeting.division_on($1, $2, $3) as id', [
      id,
      division.id,
      this.clock.today(),
    ]);
    return { managingDivisionId: division.id, divisionId: row?.id ?? division.id };
  }

  private async setState(id: string, state: Trainee['state']): Promise<void> {
    await this.database.execute(
      `update targeting.trainee set state = $2, version = version + 1, changed_at = $3,
         division_id = managing_division_id where id = $1`,
      [id, state, this.clock.now()],
    );
  }

  private async record(
    actor: Actor,
    action: string,
    subjectId: string,
    before?: object,
    after?: object,
  ): Promise<void> {
    await this.audit.record(actor, { action, subjectType: 'trainee', subjectId, before, after });
  }
}

function registeredAlready(): BrokenRule {
  const code = 'trainee.problem.citizenId.registered';
  return new BrokenRule(code, {}, [{ field: 'citizenId', code }]);
}

const plainFields = ['ethnicity', 'politicalStatus', 'education', 'post', 'category', 'level'] as const;

/** The fields that are kept as they were typed, without those that weren't. */
function given(input: Partial<ChangeTraineeDto>): Partial<Trainee> {
  return Object.fromEntries(
    plainFields.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]),
  );
}

/** Old and new values of what changed, for the audit log: without sealed values, hashes and sort keys. */
function difference(before: Trainee, after: Partial<Trainee>): [object, object] {
  const hidden = ['citizenIdSealed', 'citizenIdHash', 'pinyinKey', 'pinyinInitials'];
  const changed = (Object.keys(after) as (keyof Trainee)[]).filter(
    (field) => !hidden.includes(field) && before[field] !== after[field],
  );
  const pick = (from: Partial<Trainee>) => Object.fromEntries(changed.map((field) => [field, from[field]]));
  return [pick(before), pick(after)];
}
