import { Obstacle, obstacleOf } from './certificate-obstacle.js';
import type { ClassInputs, PersonInputs } from './render/certificate-inputs.js';
import { CertificateRenderer, Sealing, SetClass } from './render/certificate-renderer.js';
import { openSealingKey } from './render/sealing-key.js';
import type { SealingPem } from './sealing-keys.js';

/** What setting certificates needs beside the orders; the same for the life of a thread. */
export interface PressSetup {
  fontFolder?: string;
  sealing: SealingPem;
}

export interface SheetOrder {
  shared: ClassInputs;
  person: PersonInputs;
  /** Stands in the signature: when the certificate was issued, whenever its bytes are set. */
  signedAt: Date;
}

export type SetSheet = { bytes: Buffer } | { obstacle: Obstacle };

/** Sheets set for a class, with the recognised hours of a person, are kept for the next batches. */
const keptSheets = 8;

/** Sets certificates one after the other. Opening costs some 100 ms, so one serves many batches. */
export class OrderPress {
  readonly renderer: CertificateRenderer;
  private readonly key: Sealing['key'];
  private readonly sheets = new Map<string, Promise<SetClass>>();

  constructor({ fontFolder, sealing }: PressSetup) {
    this.renderer = new CertificateRenderer(fontFolder === undefined ? {} : { fontFolder });
    this.key = openSealingKey(sealing.privateKey, sealing.certificate);
  }

  /** One person's missing glyph is that person's result, anything else is thrown. */
  async set({ shared, person, signedAt }: SheetOrder): Promise<SetSheet> {
    try {
      const sheet = await this.sheetOf(shared);
      return { bytes: await sheet.stamp(person, { key: this.key, signedAt }) };
    } catch (error) {
      const obstacle = obstacleOf(error);
      if (!obstacle) throw error;
      return { obstacle };
    }
  }

  private sheetOf(shared: ClassInputs): Promise<SetClass> {
    const key = JSON.stringify(shared);
    const present = this.sheets.get(key) ?? this.renderer.setClass(shared);
    this.sheets.delete(key);
    this.sheets.set(key, present);
    present.catch(() => this.sheets.delete(key));
    for (const oldest of this.sheets.keys()) {
      if (this.sheets.size <= keptSheets) break;
      this.sheets.delete(oldest);
    }
    return present;
  }
}
