import { Injectable } from '@nestjs/common';
import { KeyWitness } from '../../foundation/crypto/key-witness.js';
import { Keyring } from '../../foundation/crypto/keyring.js';

const purpose = 'trainee.citizenId';

/** A citizen ID as the register keeps it. */
export interface KeptCitizenId {
  readonly citizenIdSealed: string;
  readonly citizenIdHash: Buffer;
  readonly citizenIdLastFour: string;
}

/** Seals citizen IDs, finds people by them, opens them for those who may. Takes normalised IDs only. */
@Injectable()
export class CitizenIdVault {
  constructor(
    private readonly keyring: Keyring,
    private readonly witness: KeyWitness,
  ) {}

  /** To be called before the first {@link keep} of a piece of work, so that the keys can't be lost unnoticed. */
  async prepare(): Promise<void> {
    await this.witness.note();
  }

  keep(citizenId: string): KeptCitizenId {
    return {
      citizenIdSealed: this.keyring.cipher.seal(citizenId, purpose),
      citizenIdHash: this.hash(citizenId),
      citizenIdLastFour: citizenId.slice(-4),
    };
  }

  hash(citizenId: string): Buffer {
    return this.keyring.lookup(citizenId, purpose);
  }

  /** @throws SealError when the value was changed or its key is no longer given */
  open(sealed: string): string {
    return this.keyring.cipher.open(sealed, purpose);
  }
}
