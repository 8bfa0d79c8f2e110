import type { FileFolder, Landed } from '../../foundation/storage/file-folder.js';
import type { Obstacle } from './certificate-obstacle.js';
import type { OrderPress, SheetOrder } from './render-batch.js';

/** A document that waits for a name, and the version of the sheet it was set by. */
export interface LandedSheet {
  file: Landed;
  templateVersion: string;
}

export type SheetResult = LandedSheet | { obstacle: Obstacle };

/** Documents written while earlier ones are still being flushed to the disk. */
const flushedTogether = 16;

/**
 * Sets the sheets and writes each aside at once, so that a batch never holds its bytes; in the order asked for. One
 * person's missing glyph is that person's result; after anything else nothing of the batch is left on the disk.
 */
export async function landBatch(
  press: OrderPress,
  folder: FileFolder,
  orders: SheetOrder[],
): Promise<SheetResult[]> {
  const { version: templateVersion } = press.renderer;
  const results: Promise<SheetResult>[] = [];
  try {
    for (const order of orders) {
      const sheet = await press.set(order);
      if ('obstacle' in sheet) {
        results.push(Promise.resolve(sheet));
        continue;
      }
      const landing = folder.landHere(sheet.bytes).then((file) => ({ file, templateVersion }));
      // Told where it is awaited, which may be after the next document.
      landing.catch(() => undefined);
      results.push(landing);
      await results[results.length - flushedTogether];
    }
    return await Promise.all(results);
  } catch (error) {
    for (const outcome of await Promise.allSettled(results))
      if (outcome.status === 'fulfilled' && 'file' in outcome.value) await folder.discard(outcome.value.file);
    throw error;
  }
}
