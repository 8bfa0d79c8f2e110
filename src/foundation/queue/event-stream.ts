import type { FastifyReply } from 'fastify';

const heartbeat = 15_000;
/** A reader that leaves this many bytes unread is cut off; it comes back by itself when it can. */
const mostUnread = 64 * 1024;

/** One answer of server-sent events. */
export class EventStream {
  private readonly timer: NodeJS.Timeout;
  private open = true;

  /** Takes the answer over from the framework. @param onClose called once, when either side has ended it */
  constructor(
    private readonly reply: FastifyReply,
    private readonly onClose: () => void,
  ) {
    const headers = reply.getHeaders();
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(headers as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      // Nothing follows a stream on its connection, and an idle one would hold up the end of the process.
      connection: 'close',
    });
    reply.raw.on('close', () => {
      this.close();
    });
    this.timer = setInterval(() => {
      this.write(':\n\n');
    }, heartbeat);
  }

  send(data: string, event?: string): void {
    const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
    this.write(`${event === undefined ? '' : `event: ${event}\n`}${lines.join('')}\n`);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    clearInterval(this.timer);
    this.onClose();
    this.reply.raw.end();
  }

  private write(text: string): void {
    if (!this.open) return;
    this.reply.raw.write(text);
    if (this.reply.raw.writableLength > mostUnread) this.reply.raw.destroy();
  }
}
