import { Injectable } from '@nestjs/common';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
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
    const file = join(dataFolder, 'sealing-key.pem');
    const present = await readFile(file, 'utf8').catch(() => undefined);
    return split(present ?? (await this.create(file)));
  }

  /** Web and worker may come here together: whoever links first wins, and both read that one. */
  private async create(file: string): Promise<string> {
    const made = createSealingKey(new URL(this.configuration.publicUrl).host, this.clock.now());
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, made.privateKeyPem + made.certificate.toString(), { mode: 0o600 });
    await chmod(draft, 0o600);
    await link(draft, file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    await rm(draft);
    return readFile(file, 'utf8');
  }
}

function split(pem: string): SealingPem {
  const at = pem.indexOf('-----BEGIN CERTIFICATE-----');
  return { privateKey: pem.slice(0, at), certificate: pem.slice(at) };
}
