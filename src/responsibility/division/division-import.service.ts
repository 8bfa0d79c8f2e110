import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { FieldError, InvalidInput } from '../../foundation/error/domain-error.js';
import { DivisionLine, parseDivisionFile } from './division-file.rules.js';
import { shortNameOf } from './division-name.rules.js';

/** A unit that management lifts out of its statistical place, e.g. Yangling to city level. */
export interface ManagementException {
  code: string;
  name: string;
  level: 2;
}

export interface DivisionImport {
  /** Text of a divisions file, see {@link parseDivisionFile}. */
  text: string;
  /** Date from which the edition holds, `YYYY-MM-DD`. */
  validFrom: string;
  exceptions?: ManagementException[];
  /** Approximate centres in degrees, for distances; never boundaries. */
  centres?: { code: string; longitude: number; latitude: number }[];
}

export interface DivisionImportResult {
  added: number;
  renamed: number;
  ended: number;
}

/**
 * Loads an edition of a province's divisions: new codes are added, a changed name holds from the edition's
 * date and the one before is kept, codes that are gone end. Units with a local code are left alone. All or nothing.
 */
@Injectable()
export class DivisionImportService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** @throws InvalidInput with one field error per wrong line; nothing is imported then */
  async import(actor: Actor, edition: DivisionImport): Promise<DivisionImportResult> {
    const { lines, errors } = parseDivisionFile(edition.text);
    if (errors.length > 0)
      throw new InvalidInput(
        errors
          .slice(0, 200)
          .map(({ lineNumber, code, params }): FieldError => ({ field: `line ${lineNumber}`, code, params })),
      );
    return this.database.transaction(async () => {
      await this.stage(lines, edition.exceptions ?? []);
      const ended = await this.endMissing(edition.validFrom);
      const renamed = await this.rename(actor, edition.validFrom);
      const added = await this.addNew(edition.validFrom);
      await this.placeInTree();
      await this.setCentres(edition.centres ?? []);
      const result = { added, renamed, ended };
      await this.audit.record(actor, { action: 'division.import', subjectType: 'division', after: result });
      return result;
    });
  }

  private async stage(lines: DivisionLine[], exceptions: ManagementException[]): Promise<void> {
    const byCode = new Map(exceptions.map((exception) => [exception.code, exception]));
    const root = lines[0]?.code ?? '';
    const staged = lines.map((line) => {
      const exception = byCode.get(line.code);
      const name = exception?.name ?? line.name;
      const level = exception?.level ?? line.level;
      return {
        ...line,
        name,
        level,
        parentCode: exception ? root : line.parentCode,
        short: shortNameOf(name, level),
      };
    });
    await this.database.execute(
      `create temporary table division_edition (code text primary key, parent_code text, level smallint, name text,
         short_name text, urban boolean) on commit drop`,
    );
    await this.database.execute(
      `insert into division_edition
       select * from unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::text[], $6::boolean[])`,
      [
        staged.map((line) => line.code),
        staged.map((line) => line.parentCode),
        staged.map((line) => line.level),
        staged.map((line) => line.name),
        staged.map((line) => line.short),
        staged.map((line) => line.level === 5 && line.code.slice(9) < '200'),
      ],
    );
    await this.database.execute('analyze division_edition');
  }

  private endMissing(validFrom: string): Promise<number> {
    return this.database.execute(
      `update responsibility.division division set valid_to = $1
       where valid_to is null and valid_from < $1 and not local_code
         and exists (select from responsibility.division root
                     where root.id = division.province_id and root.code in (select code from division_edition where level = 1))
         and not exists (select from division_edition edition where edition.code = division.code)`,
      [validFrom],
    );
  }

  private async rename(actor: Actor, validFrom: string): Promise<number> {
    await this.database.execute(
      `insert into responsibility.division_change
         (division_id, kind, effective_on, parent_before, parent_after, level_before, name_before, name_after, made_by)
       select division.id, 'rename', $1, division.parent_id, division.parent_id, division.level, division.name,
         edition.name, (select id from responsibility.account where id = $2)
       from responsibility.division division join division_edition edition on edition.code = division.code
       where division.valid_to is null and division.name <> edition.name`,
      [validFrom, actor.accountId],
    );
    return this.database.execute(
      `update responsibility.division division set name = edition.name, short_name = edition.short_name
       from division_edition edition
       where edition.code = division.code and division.valid_to is null and division.name <> edition.name`,
    );
  }

  private addNew(validFrom: string): Promise<number> {
    return this.database.execute(
      `with fresh as materialized (
         select edition.*, uuidv7() as id from division_edition edition
         where not exists (select from responsibility.division division
                           where division.code = edition.code and division.valid_to is null)
       ), parent as (
         select code, id from fresh
         union all select code, id from responsibility.division where valid_to is null
       )
       insert into responsibility.division
         (id, code, name, short_name, level, parent_id, province_id, urban, valid_from)
       select fresh.id, fresh.code, fresh.name, fresh.short_name, fresh.level, parent.id, fresh.id, fresh.urban, $1
       from fresh left join parent on parent.code = fresh.parent_code
       order by fresh.level, fresh.code`,
      [validFrom],
    );
  }

  private async setCentres(centres: { code: string; longitude: number; latitude: number }[]): Promise<void> {
    await this.database.execute(
      `update responsibility.division division set longitude = centre.longitude, latitude = centre.latitude
       from unnest($1::text[], $2::numeric[], $3::numeric[]) as centre (code, longitude, latitude)
       where division.code = centre.code and division.valid_to is null`,
      [
        centres.map(({ code }) => code),
        centres.map(({ longitude }) => longitude),
        centres.map(({ latitude }) => latitude),
      ],
    );
  }

  /** Fills the ancestors of every open row from its parent, top down; a city-level county is its own county too. */
  private async placeInTree(): Promise<void> {
    await this.database.execute(
      `update responsibility.division set province_id = id where level = 1 and province_id <> id`,
    );
    for (const level of [2, 3, 4, 5])
      await this.database.execute(
        `update responsibility.division division set
           province_id = parent.province_id,
           city_id = case when division.level = 2 then division.id else parent.city_id end,
           county_id = case when division.level = 3 or division.level = 2 and substr(division.code, 5, 2) <> '00'
                            then division.id else parent.county_id end,
           township_id = case when division.level = 4 then division.id else parent.township_id end,
           village_id = case when division.level = 5 then division.id end
         from responsibility.division parent
         where parent.id = division.parent_id and division.level = $1 and division.valid_to is null`,
        [level],
      );
    await this.database.execute('analyze responsibility.division');
  }
}
