import { Injectable } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { ownKeyFile } from './own-key-file.js';
import { createSealingKey } from './render/sealing-key.js';

/** A sealing key as text, so that it can be handed to another thread. */
export interface SealingPem {
  privateKey: string;
  certificate: string;
}

/** The key that certificates are sealed with: an authority's by configuration, else one of the installation's own. */
@Injectable()
export class SealingKeys {
  private reading: Promise<SealingPem> | undefined;

  constructor(
    private readonly configuration: Configuration,
    private readonly clock: Clock,
  ) {}

  async current(): Promise<SealingPem> {
    this.reading ??= this.read();
    try {
      return await this.reading;
    } catch (error) {
      this.reading = undefined;
      throw error;
    }
  }

  private async read(): Promise<SealingPem> {
    const { sealingKeyFile, sealingCertificateFile, dataFolder } = this.configuration;
    if (sealingKeyFile !== undefined && sealingCertificateFile !== undefined)
      return {
        privateKey: await readFile(sealingKeyFile, 'utf8'),
        certificate: await readFile(sealingCertificateFile, 'utf8'),
      };
    return split(await ownKeyFile(join(dataFolder, 'sealing-key.pem'), () => this.make()));
  }

  private make(): string {
    const made = createSealingKey(new URL(this.configuration.publicUrl).host, this.clock.now());
    return made.privateKeyPem + made.certificate.toString();
  }
}

function split(pem: string): SealingPem {
  const at = pem.indexOf('-----BEGIN CERTIFICATE-----');
  return { privateKey: pem.slice(0, at), certificate: pem.slice(at) };
}
