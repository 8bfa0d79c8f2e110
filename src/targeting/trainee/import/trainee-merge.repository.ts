import { Injectable } from '@nestjs/common';
import { Actor, isSystem } from '../../../foundation/access/actor.js';
import { Database } from '../../../foundation/database/database.js';
import { samePosting } from './trainee-staging.repository.js';

/** Number of the advisory lock under which imports merge, one after the other. */
const mergeLock = 7_451_023;

/** Takes judged rows into the register: a handful of statements for any number of rows, inside one transaction. */
@Injectable()
export class TraineeMergeRepository {
  constructor(private readonly database: Database) {}

  /** Two merges at once could each wait for a person the other holds. */
  async waitForTurn(): Promise<void> {
    await this.database.execute('select pg_advisory_xact_lock($1)', [mergeLock]);
  }

  /** Old values of the people about to change, for the audit log; without sealed values and sort keys. */
  async recordChanges(actor: Actor, importId: string): Promise<void> {
    await this.database.execute(
      `insert into foundation.audit_entry
         (account_id, role, division_id, action, subject_type, subject_id, before, after)
       select $2, $3, $4, 'trainee.change', 'trainee', t.id::text,
         jsonb_build_object('name', t.name, 'category', t.category, 'level', t.level, 'phone', t.phone,
           'organizationName', t.organization_name, 'post', t.post, 'state', t.state,
           'managingDivisionId', t.managing_division_id),
         jsonb_build_object('importId', $1::uuid, 'rowNumber', staged.row_number)
       from targeting.trainee_import_row staged
       join targeting.trainee t on t.id = staged.trainee_id
       where staged.import_id = $1 and staged.state = 'changed'`,
      [importId, isSystem(actor) ? null : actor.accountId, actor.role, actor.division?.id ?? null],
    );
  }

  async change(importId: string): Promise<number> {
    return this.database.execute(
      `update targeting.trainee t set
         name = staged.name, pinyin_key = staged.pinyin_key, pinyin_initials = staged.pinyin_initials,
         sex = staged.sex, birth_date = staged.birth_date, category = staged.category, level = staged.level,
         ethnicity = coalesce(staged.ethnicity, t.ethnicity),
         political_status = coalesce(staged.political_status, t.political_status),
         education = coalesce(staged.education, t.education), phone = coalesce(staged.phone, t.phone),
         post = coalesce(staged.post, t.post),
         organization_id = case when staged.organization_name is null then t.organization_id
           else staged.organization_id end,
         organization_name = coalesce(staged.organization_name, t.organization_name),
         managing_division_id = staged.managing_division_id, state = 'active',
         version = t.version + 1, changed_at = now()
       from targeting.trainee_import_row staged
       where staged.import_id = $1 and staged.state = 'changed' and t.id = staged.trainee_id`,
      [importId],
    );
  }

  /** New people, in the order of the file, working where their posting of today puts them. */
  async add(importId: string, today: string): Promise<number> {
    return this.database.execute(
      `insert into targeting.trainee
         (id, name, pinyin_key, pinyin_initials, sex, birth_date, ethnicity, political_status, education,
          citizen_id_sealed, citizen_id_hash, citizen_id_last_four, phone, category, level, organization_id,
          organization_name, post, managing_division_id, division_id)
       select trainee_id, name, pinyin_key, pinyin_initials, sex, birth_date, ethnicity, political_status,
         education, citizen_id_sealed, citizen_id_hash, citizen_id_last_four, phone, category, level,
         organization_id, organization_name, post, managing_division_id,
         case when coalesce(posting_starts_on, $2::date) <= $2::date
             and coalesce(posting_ends_on, 'infinity') >= $2::date
           then coalesce(posting_division_id, managing_division_id) else managing_division_id end
       from targeting.trainee_import_row where import_id = $1 and state = 'new'
       order by row_number`,
      [importId, today],
    );
  }

  /** Ends what a new posting replaces, moves the end of what goes on, begins what is new. */
  async post(importId: string, today: string): Promise<void> {
    await this.database.execute(endReplaced, [importId, today]);
    await this.database.execute(moveEnd, [importId, today]);
    await this.database.execute(beginNew, [importId, today]);
    await this.database.execute(
      `update targeting.trainee t set division_id = place.id
       from targeting.trainee_import_row staged
       cross join lateral (select
         targeting.division_on(staged.trainee_id, staged.managing_division_id, $2) as id) place
       where staged.import_id = $1 and staged.state = 'changed' and t.id = staged.trainee_id
         and t.division_id <> place.id`,
      [importId, today],
    );
  }
}

/** Staged rows of known people with a posting, and the registered one they speak of, if any. */
const meant = `
  from targeting.trainee_import_row staged
  join targeting.trainee t on t.id = staged.trainee_id
  left join lateral (${samePosting('$2')}) same on true
  where staged.import_id = $1 and staged.posting_division_id is not null`;

const endReplaced = `
  update targeting.posting old set ends_on = wanted.starts_on - 1
  from (select staged.trainee_id, same.id as same_id,
      coalesce(staged.posting_starts_on, same.starts_on, $2::date) as starts_on
    ${meant} and staged.state = 'changed') wanted
  where old.trainee_id = wanted.trainee_id and old.id is distinct from wanted.same_id
    and old.starts_on < wanted.starts_on and (old.ends_on is null or old.ends_on >= wanted.starts_on)`;

const moveEnd = `
  update targeting.posting old set ends_on = wanted.ends_on
  from (select same.id, staged.posting_ends_on as ends_on ${meant} and staged.state = 'changed'
    and same.id is not null and staged.posting_ends_on is not null) wanted
  where old.id = wanted.id and old.ends_on is distinct from wanted.ends_on`;

const beginNew = `
  insert into targeting.posting
    (trainee_id, division_id, sending_organization_id, sending_organization_name, starts_on, ends_on)
  select staged.trainee_id, staged.posting_division_id, t.organization_id, t.organization_name,
    coalesce(staged.posting_starts_on, $2::date), staged.posting_ends_on
  ${meant} and staged.state in ('new', 'changed') and same.id is null`;
