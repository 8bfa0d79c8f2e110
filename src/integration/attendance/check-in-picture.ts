import { create } from 'qrcode';

/** A QR code as one SVG path on a grid of `size` modules; no styles, so that the content policy takes it. */
export interface CheckInPicture {
  path: string;
  viewBox: string;
}

/** Modules of quiet ground around the code that readers need. */
const quietZone = 4;

/** @param url an absolute address; its letters decide how fine the code gets */
export function checkInPicture(url: string): CheckInPicture {
  const { size, data } = create(url, { errorCorrectionLevel: 'M' }).modules;
  const dark = Array.from(data, (module, index) => ({ module, x: index % size, y: Math.floor(index / size) }))
    .filter(({ module }) => module)
    .map(({ x, y }) => `M${x} ${y}h1v1h-1z`);
  const extent = size + 2 * quietZone;
  return { path: dark.join(''), viewBox: `${-quietZone} ${-quietZone} ${extent} ${extent}` };
}
