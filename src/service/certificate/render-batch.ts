import { Obstacle, obstacleOf } from './certificate-obstacle.js';
import { FileFolder } from '../../foundation/storage/file-folder.js';
import type { ClassInputs, PersonInputs, Picture } from './render/certificate-inputs.js';
import { CertificateRenderer, Sealing, SetClass } from './render/certificate-renderer.js';
import { openSealingKey } from './render/sealing-key.js';
import type { SealingPem } from './sealing-keys.js';

/** What setting certificates needs beside the orders; the same for the life of a thread. */
export interface PressSetup {
  fontFolder?: string;
  /** Of the file store: pictures are read from there, and finished documents land there. */
  fileFolder: string;
  sealing: SealingPem;
}

export interface SheetOrder {
  shared: Omit<ClassInputs, 'seal'> & { seal?: 'drawn' };
  person: Omit<PersonInputs, 'photo'>;
  /** Stored pictures, which threads read themselves: a JPEG and a PNG. */
  photoSha256: string | null;
  sealSha256: string | null;
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
  private readonly files: FileFolder;

  constructor({ fontFolder, fileFolder, sealing }: PressSetup) {
    this.files = new FileFolder(fileFolder);
    this.renderer = new CertificateRenderer(fontFolder === undefined ? {} : { fontFolder });
    this.key = openSealingKey(sealing.privateKey, sealing.certificate);
  }

  /** One person's missing glyph is that person's result, anything else is thrown. */
  async set({ shared, person, photoSha256, sealSha256, signedAt }: SheetOrder): Promise<SetSheet> {
    try {
      const sheet = await this.sheetOf(shared, sealSha256);
      const photo = photoSha256 === null ? undefined : await this.picture(photoSha256, 'jpg');
      const bytes = await sheet.stamp({ ...person, ...(photo && { photo }) }, { key: this.key, signedAt });
      return { bytes };
    } catch (error) {
      const obstacle = obstacleOf(error);
      if (!obstacle) throw error;
      return { obstacle };
    }
  }

  private sheetOf(shared: SheetOrder['shared'], sealSha256: string | null): Promise<SetClass> {
    const key = JSON.stringify([shared, sealSha256]);
    const present = this.sheets.get(key) ?? this.setClass(shared, sealSha256);
    this.sheets.delete(key);
    this.sheets.set(key, present);
    present.catch(() => this.sheets.delete(key));
    for (const oldest of this.sheets.keys()) {
      if (this.sheets.size <= keptSheets) break;
      this.sheets.delete(oldest);
    }
    return present;
  }

  private async setClass(shared: SheetOrder['shared'], sealSha256: string | null): Promise<SetClass> {
    const seal = sealSha256 === null ? undefined : await this.picture(sealSha256, 'png');
    return this.renderer.setClass({ ...shared, ...(seal && { seal }) });
  }

  private async picture(sha256: string, type: Picture['type']): Promise<Picture> {
    return { type, bytes: await this.files.whole(sha256) };
  }
}
