import { AddressInfo, connect, createServer, Socket } from 'node:net';

/** A way to the database that takes longer: half the added milliseconds in each direction. */
export async function openSlowLink(
  url: string,
  milliseconds: number,
): Promise<{ url: string; close(): void }> {
  const target = new URL(url);
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    carry(client, database, milliseconds / 2);
    carry(database, client, milliseconds / 2);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const slow = new URL(url);
  slow.hostname = '127.0.0.1';
  slow.port = String((server.address() as AddressInfo).port);
  return { url: slow.href, close: () => server.close() };
}

function carry(from: Socket, to: Socket, milliseconds: number): void {
  from.setNoDelay();
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), milliseconds));
  from.on('close', () => setTimeout(() => to.destroy(), milliseconds));
  from.on('error', () => to.destroy());
}
