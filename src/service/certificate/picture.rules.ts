import type { Sharp } from 'sharp';
import { BrokenRule } from '../../foundation/error/domain-error.js';

/** The most that is read of an uploaded picture. */
export const largestPicture = 8 * 1024 * 1024;
/** A phone's camera has 12 to 50 megapixels; more is a bomb. */
const mostPixels = 60_000_000;

/** 35 × 49 mm, the slot on the sheet, at 300 dots an inch. */
const photoSize = { width: 413, height: 579 };
const leastPhoto = { width: 200, height: 280 };
/** 42 mm at 400 dots an inch. */
const sealSide = 660;
const leastSeal = { width: 200, height: 200 };

/** Paper at least this light counts as empty below the ink of a seal. */
const paper = 250;

/**
 * A photo made anew from its pixels: upright, in the slot's proportions, an ordinary JPEG without the place, the time
 * and the thumbnails that phones write into theirs.
 * @throws BrokenRule at the field `photo`
 */
export async function certificatePhoto(bytes: Buffer): Promise<Buffer> {
  const picture = await opened(bytes, 'photo', leastPhoto);
  return decoded('photo', () =>
    picture
      .resize({ ...photoSize, fit: 'cover', position: 'top' })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: 88, progressive: false })
      .toBuffer(),
  );
}

/**
 * A seal made anew from its pixels, its paper taken away so that what it is pressed on stays readable; a seal that
 * comes with transparency keeps its own.
 * @throws BrokenRule at the field `sealPicture`
 */
export async function certificateSeal(bytes: Buffer): Promise<Buffer> {
  const picture = await opened(bytes, 'sealPicture', leastSeal);
  return decoded('sealPicture', async () => {
    const { data, info } = await picture
      .resize({ width: sealSide, height: sealSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    clearPaper(data);
    const { width, height } = info;
    const { default: sharp } = await import('sharp');
    return sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
  });
}

/** By content, whatever the name says: PNG and JPEG only, so that no other decoder is ever reached. */
export function pictureType(bytes: Buffer): 'png' | 'jpg' | undefined {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'jpg';
  return undefined;
}

async function opened(
  bytes: Buffer,
  field: 'photo' | 'sealPicture',
  least: { width: number; height: number },
): Promise<Sharp> {
  if (!pictureType(bytes)) throw refusal(field, 'certificate.picture.notPicture');
  // Loaded with the first picture: the decoder costs memory that most processes never need.
  const { default: sharp } = await import('sharp');
  const picture = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' });
  const { width, height } = await decoded(field, () => picture.metadata());
  if (Math.min(width, height) < least.width || Math.max(width, height) < least.height)
    throw refusal(field, 'certificate.picture.tooSmall', { ...least });
  return picture.autoOrient();
}

async function decoded<Result>(field: 'photo' | 'sealPicture', work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch {
    throw refusal(field, 'certificate.picture.broken');
  }
}

function refusal(field: string, code: string, params: Record<string, unknown> = {}): BrokenRule {
  return new BrokenRule(code, params, [{ field, code, params }]);
}

/** The lighter a pixel of an opaque picture, the more of what lies below shows through. */
function clearPaper(pixels: Buffer): void {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 255) return;
  for (let at = 0; at < pixels.length; at += 4) {
    const lightest = Math.min(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
    pixels[at + 3] = lightest >= paper ? 0 : Math.min(255, Math.round((255 - lightest) * 1.25));
  }
}
