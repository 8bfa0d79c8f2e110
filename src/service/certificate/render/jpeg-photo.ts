import { OpenPdf } from './open-pdf.js';
import { pageHeight } from './stamp-drawing.js';

/** Place of the photo in points from the top left. */
export interface PhotoSlot {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Jpeg {
  width: number;
  height: number;
  colours: '/DeviceGray' | '/DeviceRGB';
}

const gray = 1;
const threeColours = 3;

/**
 * Size and colours of a JPEG that a PDF can carry as it is; undefined for one that must be turned
 * (Exif may say so), for CMYK, and for what is no plain JPEG: Typst decodes those.
 */
export function readJpeg(bytes: Buffer): Jpeg | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    const exif = marker === 0xe1 && bytes.toString('latin1', at + 4, at + 8) === 'Exif';
    // An Adobe segment may declare colours other than the usual ones.
    if (exif || marker === 0xee) return undefined;
    if (marker === 0xc0 || marker === 0xc2) {
      const components = bytes[at + 9] ?? 0;
      if (bytes[at + 4] !== 8 || (components !== gray && components !== threeColours)) return undefined;
      const colours = components === gray ? '/DeviceGray' : '/DeviceRGB';
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5), colours };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** Adds the picture as an object of the document; returns its number. */
export function addJpeg(pdf: OpenPdf, bytes: Buffer, { width, height, colours }: Jpeg): number {
  return pdf.addStream(
    `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace ${colours} ` +
      `/BitsPerComponent 8 /Filter /DCTDecode`,
    bytes,
  );
}

/** Operators that fill the slot with `/photo`, centred and cut where the proportions differ. */
export function drawPhoto(slot: PhotoSlot, picture: Jpeg): string {
  const scale = Math.max(slot.width / picture.width, slot.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const bottom = pageHeight - slot.y - slot.height;
  const [x, y] = [slot.x - (width - slot.width) / 2, bottom - (height - slot.height) / 2];
  const numbers = (...values: number[]) => values.map((value) => value.toFixed(3)).join(' ');
  return (
    `q ${numbers(slot.x, bottom, slot.width, slot.height)} re W n ` +
    `${numbers(width, 0, 0, height, x, y)} cm /photo Do Q`
  );
}
