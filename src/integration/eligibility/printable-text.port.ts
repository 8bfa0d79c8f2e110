/**
 * Port: what a certificate cannot print, known while there is time to mend a name or to add a font. Provided by the
 * certificate room.
 */
export abstract class PrintableText {
  /** What of a person's name can't be printed, each as people look it up: `𠀾（U+2003E）`. Some microseconds. */
  abstract unprintableInName(name: string): string[];

  /** The same for a title. */
  abstract unprintable(text: string): string[];
}
