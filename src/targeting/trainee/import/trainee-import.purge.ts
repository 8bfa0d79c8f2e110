import { Injectable } from '@nestjs/common';
import { Database } from '../../../foundation/database/database.js';

/** Days after which the file of an import and its staged rows are forgotten. */
const keptDays = 30;

/** File and staged rows serve the preview and the list of errors; the register holds what was merged. */
@Injectable()
export class TraineeImportPurge {
  constructor(private readonly database: Database) {}

  /** @returns how many rows were forgotten */
  async purge(): Promise<number> {
    return this.database.transaction(async () => {
      await this.database.execute(forgetFiles, [keptDays]);
      return this.database.execute(forgetRows, [keptDays]);
    });
  }
}

const old = `import.created_at < now() - $1::int * interval '1 day'
  and import.state not in ('checking', 'merging')`;

/** The file itself is swept once nothing refers to it; it holds citizen IDs in clear. */
const forgetFiles = `update targeting.trainee_import import set file_sha256 = null
  where file_sha256 is not null and ${old}`;

const forgetRows = `delete from targeting.trainee_import_row staged using targeting.trainee_import import
  where import.id = staged.import_id and ${old}`;
