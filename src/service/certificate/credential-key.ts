import { Injectable } from '@nestjs/common';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { Configuration } from '../../foundation/config/configuration.js';
import { ownKeyFile } from './own-key-file.js';

/** The Ed25519 key that credentials are signed with, and the name it goes by. */
export interface OpenCredentialKey {
  privateKey: KeyObject;
  /** Public half; its `kid` is the signer's name, `#` and the thumbprint (RFC 7638). */
  publicJwk: JWK & { kid: string };
  /** Who signs: the installation as a `did:web`, whose document is at `/.well-known/did.json`. */
  did: string;
}

@Injectable()
export class CredentialKey {
  private opening: Promise<OpenCredentialKey> | undefined;

  constructor(private readonly configuration: Configuration) {}

  async current(): Promise<OpenCredentialKey> {
    this.opening ??= this.open();
    try {
      return await this.opening;
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  private async open(): Promise<OpenCredentialKey> {
    const pem = await ownKeyFile(join(this.configuration.dataFolder, 'credential-key.pem'), () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
    const privateKey = createPrivateKey(pem);
    const jwk = await exportJWK(createPublicKey(privateKey));
    const did = `did:web:${encodeURIComponent(new URL(this.configuration.publicUrl).host)}`;
    const kid = `${did}#${await calculateJwkThumbprint(jwk)}`;
    return { privateKey, publicJwk: { ...jwk, kid, alg: 'EdDSA', use: 'sig' }, did };
  }
}
