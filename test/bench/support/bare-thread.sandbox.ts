import { parentPort, workerData } from 'node:worker_threads';
import { OrderPress, PressSetup, SheetOrder } from '../../../src/service/certificate/render-batch.js';

const press = new OrderPress(workerData as PressSetup);

parentPort?.on('message', (orders: SheetOrder[]) => {
  void set(orders).then((bytes) => parentPort?.postMessage(bytes));
});

async function set(orders: SheetOrder[]): Promise<number> {
  let bytes = 0;
  for (const order of orders) {
    const sheet = await press.set(order);
    if ('obstacle' in sheet) throw new Error(`Not set: ${JSON.stringify(sheet.obstacle)}`);
    bytes += sheet.bytes.length;
  }
  return bytes;
}
