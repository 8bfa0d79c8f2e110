import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { clusterFolder, clusterUrl } from './cluster.js';
import { addressData } from './data-address.js';
import { EmbeddedServerError } from './embedded-server.error.js';
import { Guard, type GuardEvent } from './guard.js';
import { findOccupant, recordOwnership, stopServer } from './occupant.js';
import { ServerLog } from './server-log.js';
import type { ServerUser } from './server-user.js';
import { settingArguments } from './settings.js';

export interface OwnedServerOptions {
  dataFolder: string;
  binaries: Binaries;
  user: ServerUser | undefined;
  settings: Record<string, string>;
  log: (line: string) => void;
}

/** The start failed because another process won the data folder or the port in the same moment. */
export class StartCollision extends EmbeddedServerError {}

/** A server that this process started: stops with it, and is started again when it ends unasked. */
export class OwnedServer {
  private readonly log: ServerLog;
  private readonly guard: Guard;
  private server: number | undefined;
  private endReason: string | undefined;
  private ready = false;
  private stopping = false;

  /** Starts the server and waits until it takes connections, however long recovery needs. */
  static async start(options: OwnedServerOptions): Promise<OwnedServer> {
    const owned = new OwnedServer(options, await findFreePort());
    try {
      await owned.startOnce();
      return owned;
    } catch (error) {
      await owned.stop();
      throw error;
    }
  }

  private constructor(
    private readonly options: OwnedServerOptions,
    private readonly port: number,
  ) {
    const { dataFolder, binaries, user, settings } = options;
    const cluster = clusterFolder(dataFolder);
    const address = addressData(cluster, user);
    const windows = process.platform === 'win32';
    this.log = new ServerLog(dataFolder);
    this.guard = new Guard({
      command: binaries.postgres,
      arguments: ['-D', address.argument, ...settingArguments({ ...settings, port: String(port) })],
      address,
      user,
      logFile: this.log.file,
      stopCommand: windows ? [binaries.pgCtl, 'stop', '-D', cluster, '-m', 'fast'] : undefined,
      onEvent: (event) => this.onEvent(event),
    });
  }

  get url(): string {
    return clusterUrl(clusterFolder(this.options.dataFolder), this.port);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.guard.stop();
    // The guard itself may have been killed before.
    const occupant = findOccupant(this.options.dataFolder);
    if (occupant && occupant.pid === this.server) await stopServer(this.options.dataFolder, occupant);
  }

  private async startOnce(): Promise<void> {
    this.log.mark();
    this.endReason = undefined;
    this.guard.startServer();
    const begun = Date.now();
    let announced = false;
    for (;;) {
      const failure = this.whyEnded();
      if (failure !== undefined) throw this.startFailure(failure);
      const occupant = findOccupant(this.options.dataFolder);
      if (occupant?.ready && occupant.pid === this.server) {
        const ownership = { application: process.pid, guard: this.guard.pid, server: occupant.pid };
        recordOwnership(this.options.dataFolder, ownership);
        this.ready = true;
        return;
      }
      if (!announced && Date.now() - begun > 5000) {
        this.options.log('PostgreSQL is still starting; it may be recovering from a crash');
        announced = true;
      }
      await sleep(5);
    }
  }

  private whyEnded(): string | undefined {
    return this.endReason ?? (this.guard.running ? undefined : 'its guard process ended');
  }

  private onEvent(event: GuardEvent): void {
    if (event.event === 'started') {
      this.server = event.pid;
      return;
    }
    const wasReady = this.ready;
    this.ready = false;
    this.endReason = event.reason;
    if (wasReady && !this.stopping) void this.startAgain(event.reason);
  }

  /** Clients see refused connections meanwhile and reconnect to the same port. */
  private async startAgain(reason: string): Promise<void> {
    this.options.log(`PostgreSQL ended unexpectedly (${reason}); starting it again`);
    for (let pause = 100; !this.stopping; pause = Math.min(pause * 1.5, 5000)) {
      try {
        await this.startOnce();
        this.options.log('PostgreSQL is running again');
        return;
      } catch (error) {
        if (pause >= 5000) this.options.log((error as Error).message);
        // Backends of the dead server need a moment to go, and the new one refuses to start beside them.
        await sleep(pause, undefined, { ref: false });
      }
    }
  }

  private startFailure(reason: string): EmbeddedServerError {
    const tail = this.log.tail();
    const message = `PostgreSQL did not start (${reason}):\n${tail}\nMore is in ${this.log.file}`;
    const collided = /lock file "postmaster.pid" (already exists|is empty)|Address already in use/.test(tail);
    return collided ? new StartCollision(message) : new EmbeddedServerError(message);
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
