import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import { Configuration } from '../../foundation/config/configuration.js';
import { FontShelf } from './render/font-shelf.js';
import { readSheetFolder } from './render/sheet-folder.js';

/** The sheet and the fonts at hand, without the engine that sets it: what issuing has to know beforehand. */
@Injectable()
export class CertificateSheet implements OnApplicationShutdown {
  /** Changes with any byte of sheet or wording. */
  readonly version = readSheetFolder().version;
  private shelf: FontShelf | undefined;

  constructor(private readonly configuration: Configuration) {}

  /** Characters no font at hand can print; some microseconds. */
  missingGlyphs(text: string): string[] {
    return (this.shelf ??= new FontShelf(this.configuration.fontFolder)).missingGlyphs(text);
  }

  onApplicationShutdown(): void {
    this.shelf?.close();
  }
}
