import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createFoundationApp, type FoundationApp } from '../../../support/foundation-app.js';

/** Node gives a connection a minute to send its first request; an end that waits for it takes longer than a test. */
describe('The end of the application', () => {
  let app: FoundationApp;
  let socket: Socket;

  beforeEach(async () => {
    app = await createFoundationApp();
    socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(socket, 'connect');
  });

  it('does not wait for a connection that a browser opened ahead and never used', async () => {
    const closed = once(socket, 'close');
    await app.close();
    await closed;
  }, 30_000);

  it('does not wait for a connection kept after its answer', async () => {
    socket.write('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(socket, 'data');
    const closed = once(socket, 'close');
    await app.close();
    await closed;
  }, 30_000);
});
