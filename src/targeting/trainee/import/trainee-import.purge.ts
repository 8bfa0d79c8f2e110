import { Injectable } from '@nestjs/common';
import { Database } from '../../../foundation/database/database.js';
import { ImportFileVault } from './import-file.vault.js';

/** Days after which the file of an import and its staged rows are forgotten. */
const keptDays = 30;

/** File and staged rows serve the preview and the list of errors; the register holds what was merged. */
@Injectable()
export class TraineeImportPurge {
  constructor(
    private readonly database: Database,
    private readonly files: ImportFileVault,
  ) {}

  /** @returns how many rows were forgotten */
  async purge(): Promise<number> {
    return this.database.transaction(async () => {
      for (const { id } of await this.database.query<{ id: string }>(withFiles, [keptDays]))
        await this.files.forget(id);
      return this.database.execute(forgetRows, [keptDays]);
    });
  }
}

const old = `import.created_at < now() - $1::int * interval '1 day'
  and import.state not in ('checking', 'merging')`;

const withFiles = `select import.id from targeting.trainee_import import
  where file_sha256 is not null and ${old}`;

const forgetRows = `delete from targeting.trainee_import_row staged using targeting.trainee_import import
  where import.id = staged.import_id and ${old}`;
