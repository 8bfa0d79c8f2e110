import { createServer } from 'node:net';

/**
 * Fails as listening would, before anything else has been started or created.
 * @throws EADDRINUSE or EACCES
 */
export async function portMustBeFree(host: string, port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(port, host, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}
