import { create } from 'qrcode';

/** A QR code as runs of dark modules: [row, first column, length]. */
export interface CheckCode {
  modules: number;
  runs: [row: number, column: number, length: number][];
}

const alphanumeric = /^[0-9A-Z $%*+\-./:]+$/;

/**
 * The URL is put in upper case so that the code is alphanumeric, which halves it; the check page's route
 * takes either case. Level M survives a thumb print and a fold.
 */
export function checkCode(url: string): CheckCode {
  const text = url.toUpperCase();
  // Told the mode, the library need not search for the cheapest mixture.
  const content = alphanumeric.test(text) ? [{ data: text, mode: 'alphanumeric' } as const] : text;
  const { size, data } = create(content, { errorCorrectionLevel: 'M' }).modules;
  const runs: CheckCode['runs'] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!data[row * size + column]) continue;
      const first = column;
      while (column < size && data[row * size + column]) column++;
      runs.push([row, first, column - first]);
    }
  }
  return { modules: size, runs };
}
