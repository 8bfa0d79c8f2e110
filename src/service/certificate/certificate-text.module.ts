import { Global, Injectable, Module } from '@nestjs/common';
import { Unavailable } from '../../foundation/error/domain-error.js';
import { PrintableText } from '../../integration/eligibility/printable-text.port.js';
import { missingGlyphs, printedName, said } from './certificate-obstacle.js';
import { CertificateSheet } from './certificate-sheet.js';

/** The same judgement that issue makes, by the same fonts. */
@Injectable()
class CertificateText extends PrintableText {
  constructor(private readonly sheet: CertificateSheet) {
    super();
  }

  unprintableInName(name: string): string[] {
    return ifFontsAreHere(() => {
      const printed = printedName(name, this.sheet);
      return 'name' in printed ? [] : said(printed.obstacle);
    });
  }

  unprintable(text: string): string[] {
    return ifFontsAreHere(() => {
      const characters = this.sheet.missingGlyphs(text);
      return characters.length === 0 ? [] : said(missingGlyphs(characters));
    });
  }
}

/** Without its fonts the product still keeps rosters; issuing says that they are missing. */
function ifFontsAreHere(judge: () => string[]): string[] {
  try {
    return judge();
  } catch (error) {
    if (error instanceof Unavailable) return [];
    throw error;
  }
}

/** Provides what the roster and the publication check ask of certificates. */
@Global()
@Module({
  providers: [CertificateSheet, { provide: PrintableText, useClass: CertificateText }],
  exports: [CertificateSheet, PrintableText],
})
export class CertificateTextModule {}
