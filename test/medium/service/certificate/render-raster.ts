import { PDFiumLibrary } from '@hyzyla/pdfium';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PNG } from 'pngjs';

/** One byte a pixel, 0 black to 255 white. */
export interface Raster {
  width: number;
  height: number;
  grey: Uint8Array;
}

/** Two pixels a point. */
export const scale = 2;

/** A page, the first unless told otherwise, as another program (PDFium) draws it. */
export async function raster(pdf: Buffer, number = 0): Promise<Raster> {
  return withPage(pdf, number, async (page) => {
    const { data, width, height } = await page.render({ scale, render: 'bitmap' });
    const grey = new Uint8Array(width * height);
    for (let at = 0; at < grey.length; at++) {
      grey[at] = Math.round((data[at * 4]! + 2 * data[at * 4 + 1]! + data[at * 4 + 2]!) / 4);
    }
    return { width, height, grey };
  });
}

/** The text that one gets by copying from the page, without white space. */
export async function copiedText(pdf: Buffer, number = 0): Promise<string> {
  return withPage(pdf, number, (page) => Promise.resolve(page.getText().replace(/\s/g, '')));
}

type Page = ReturnType<Awaited<ReturnType<PDFiumLibrary['loadDocument']>>['getPage']>;

export async function pageCount(pdf: Buffer): Promise<number> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(pdf);
  try {
    return document.getPageCount();
  } finally {
    document.destroy();
    library.destroy();
  }
}

async function withPage<T>(pdf: Buffer, number: number, use: (page: Page) => Promise<T>): Promise<T> {
  // A fresh library for each page: text extraction after rendering breaks inside one.
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(pdf);
  try {
    return await use(document.getPage(number));
  } finally {
    document.destroy();
    library.destroy();
  }
}

/** A part of the page; all four in points. */
export function crop(page: Raster, x: number, y: number, width: number, height: number): Raster {
  const [left, top, wide, high] = [x, y, width, height].map((points) => Math.round(points * scale)) as [
    number,
    number,
    number,
    number,
  ];
  const grey = new Uint8Array(wide * high);
  for (let row = 0; row < high; row++) {
    const from = (top + row) * page.width + left;
    grey.set(page.grey.subarray(from, from + wide), row * wide);
  }
  return { width: wide, height: high, grey };
}

/** Share of pixels that differ by more than a quarter of full contrast; edges vary less between builds. */
export function difference(one: Raster, other: Raster): number {
  if (one.width !== other.width || one.height !== other.height) return 1;
  const different = one.grey.reduce(
    (sum, value, at) => sum + (Math.abs(value - other.grey[at]!) > 64 ? 1 : 0),
    0,
  );
  return different / one.grey.length;
}

/** Share of dark pixels. */
export function inkShare({ grey }: Raster): number {
  return grey.reduce((sum, value) => sum + (value < 128 ? 1 : 0), 0) / grey.length;
}

/** The committed picture; drawn anew when it's missing, so delete it to renew it, and look at it. */
export function golden(path: string, actual: Raster): Raster {
  if (!existsSync(path)) {
    const png = new PNG({ width: actual.width, height: actual.height });
    actual.grey.forEach((value, at) => png.data.set([value, value, value, 255], at * 4));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, PNG.sync.write(png, { colorType: 0 }));
    if (process.env.CI !== undefined) throw new Error(`${path} is missing`);
  }
  const { width, height, data } = PNG.sync.read(readFileSync(path));
  return { width, height, grey: Uint8Array.from({ length: width * height }, (_, at) => data[at * 4]!) };
}
