import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Keyring, KeyringError } from './keyring.js';

const setting = 'crypto.lookupKey';

/**
 * Remembers in the database by which look-up key its values were hashed. Started with other keys, the product would
 * find nobody and register everyone twice, so it refuses to start.
 */
@Injectable()
export class KeyWitness implements OnApplicationBootstrap {
  private noted = false;

  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const row = await this.database.one<{ value: string }>(
      'select value from foundation.setting where name = $1',
      [setting],
    );
    if (row && row.value !== this.keyring.fingerprint)
      throw new KeyringError(
        'The database was sealed with other keys. Put back the file "keys" of its data folder, or set ENCRYPTION_KEYS to the keys used so far.',
      );
    this.noted = row !== undefined;
  }

  /** To be called when something is sealed for the first time; costs nothing afterwards. */
  async note(): Promise<void> {
    if (this.noted) return;
    await this.database.execute(
      'insert into foundation.setting (name, value) values ($1, $2) on conflict (name) do nothing',
      [setting, JSON.stringify(this.keyring.fingerprint)],
    );
    await this.database.afterCommit(() => {
      this.noted = true;
    });
  }
}
