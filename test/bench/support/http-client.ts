import { Agent, request } from 'node:http';

export interface HttpAnswer {
  status: number;
  text: string;
  /** Milliseconds from sending to the last byte. */
  milliseconds: number;
}

export interface HttpCall {
  port: number;
  method?: 'GET' | 'POST' | 'PUT';
  path: string;
  token?: string;
  body?: object;
  headers?: Record<string, string>;
}

/** Programs that keep their connections; at most `clients` at a time to each port. */
export class HttpClient {
  private readonly agent: Agent;

  constructor(clients: number) {
    this.agent = new Agent({ keepAlive: true, maxSockets: clients, noDelay: true });
  }

  send({ port, method = 'GET', path, token, body, headers = {} }: HttpCall): Promise<HttpAnswer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.agent,
          host: '127.0.0.1',
          port,
          method,
          path,
          headers: {
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(payload !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(payload),
            }),
            ...headers,
          },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              text: Buffer.concat(parts).toString(),
              milliseconds: performance.now() - begun,
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(payload);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Does the work for each item, so many at a time; gives the seconds it took. */
export async function byClients<Item>(
  clients: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<number> {
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
    }),
  );
  return (performance.now() - begun) / 1000;
}
