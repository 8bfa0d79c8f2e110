import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import { Configuration } from '../../foundation/config/configuration.js';
import { unavailable } from './press-failure.js';
import { FontShelf } from './render/font-shelf.js';
import { readSheetFolder } from './render/sheet-folder.js';

/**
 * The sheet and the fonts at hand, without the engine that sets it: what issuing has to know beforehand. A broken sheet
 * or a missing font stops issuing, never the start of the product.
 */
@Injectable()
export class CertificateSheet implements OnApplicationShutdown {
  private shelf: FontShelf | undefined;

  constructor(private readonly configuration: Configuration) {}

  /** Changes with any byte of sheet or wording. @throws Unavailable when the sheet can't be read */
  get version(): string {
    return orUnavailable(() => readSheetFolder().version);
  }

  /** Characters no font at hand can print; some microseconds. @throws Unavailable when the fonts are missing */
  missingGlyphs(text: string): string[] {
    return orUnavailable(() =>
      (this.shelf ??= new FontShelf(this.configuration.fontFolder)).missingGlyphs(text),
    );
  }

  onApplicationShutdown(): void {
    this.shelf?.close();
  }
}

function orUnavailable<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw unavailable(error);
  }
}
