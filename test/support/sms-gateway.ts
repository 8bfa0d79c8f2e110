import { createServer } from 'node:http';

export interface ReceivedText {
  phone: string;
  text: string;
  token: string | undefined;
  id: string | undefined;
}

export interface TestSmsGateway {
  url: string;
  /** What was accepted. */
  texts: ReceivedText[];
  /** Statuses of the next answers; 200 when there is none. */
  answers: number[];
  /** Requests of any outcome. */
  requests: number;
  close(): Promise<void>;
}

/** A text message gateway over a real socket. */
export async function startSmsGateway(): Promise<TestSmsGateway> {
  const gateway = { url: '', texts: [] as ReceivedText[], answers: [] as number[], requests: 0 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      gateway.requests++;
      const status = gateway.answers.shift() ?? 200;
      if (status < 300) {
        const { phone, text } = JSON.parse(body) as { phone: string; text: string };
        const { authorization, 'idempotency-key': id } = request.headers;
        gateway.texts.push({ phone, text, token: authorization, id: id as string | undefined });
      }
      response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway.url = `http://127.0.0.1:${(server.address() as { port: number }).port}/send`;
  return Object.assign(gateway, {
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
