import { Global, Module } from '@nestjs/common';
import { Configuration, ConfigurationError } from '../config/configuration.js';
import { readOrMakeKeyFile } from './key-file.js';
import { KeyWitness } from './key-witness.js';
import { Keyring, KeyringError, parseKeys } from './keyring.js';

/** Opens the keys of this installation: those of ENCRYPTION_KEYS, or of a file made under the data folder. */
@Global()
@Module({
  providers: [{ provide: Keyring, inject: [Configuration], useFactory: openKeyring }, KeyWitness],
  exports: [Keyring, KeyWitness],
})
export class CryptoModule {}

function openKeyring({ encryptionKeys, dataFolder }: Configuration): Keyring {
  if (encryptionKeys === undefined) return new Keyring(parseKeys(readOrMakeKeyFile(dataFolder)));
  try {
    return new Keyring(parseKeys(encryptionKeys));
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    const expectation = `id:base64 pairs of 32 bytes each, newest first, one of them named "lookup" (it ${error.message})`;
    throw new ConfigurationError('ENCRYPTION_KEYS', expectation, 'not so');
  }
}
