import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { DataAddress } from './data-address.js';
import { programEnvironment } from './run-program.js';
import type { ServerUser } from './server-user.js';

/**
 * The guard stands between the application and the server, in a process group of its own. A line on its
 * stdin starts the server, the end of stdin stops it: that end also comes when the application is killed,
 * while a Ctrl-C in the terminal reaches neither guard nor server before the application has closed.
 * It is a script for `node -e`, so that it is the same from compiled and from test-compiled sources.
 */
const guardScript = `
const { spawn, spawnSync } = require('node:child_process');
const { openSync } = require('node:fs');
const { command, args, options, logFile, stopCommand } = JSON.parse(process.argv[1]);
const log = openSync(logFile, 'a', 0o600);
let server;
let stopping = false;

process.title = 'zhixing-postgres-guard';
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});
process.stdout.on('error', () => {});
process.stdin.on('error', () => {});
process.stdin.on('data', start);
process.stdin.on('close', stop);

function start() {
  if (server || stopping) return;
  server = spawn(command, args, { ...options, stdio: ['ignore', log, log], windowsHide: true });
  server.on('error', (error) => ended(error.message));
  server.on('exit', (code, signal) => ended(signal ?? 'code ' + code));
  tell({ event: 'started', pid: server.pid });
}

function ended(reason) {
  if (!server) return;
  server = undefined;
  tell({ event: 'ended', reason });
  if (stopping) process.exit();
}

function stop() {
  stopping = true;
  if (!server) process.exit();
  if (stopCommand) spawnSync(stopCommand[0], stopCommand.slice(1), { windowsHide: true });
  else server.kill('SIGINT'); // PostgreSQL's fast shutdown: open transactions roll back
  setTimeout(() => server?.kill('SIGQUIT'), 60_000);
}

function tell(event) {
  process.stdout.write(JSON.stringify(event) + '\\n');
}
`;

export type GuardEvent = { event: 'started'; pid: number | undefined } | { event: 'ended'; reason: string };

export interface GuardOptions {
  command: string;
  arguments: string[];
  address: DataAddress;
  user: ServerUser | undefined;
  logFile: string;
  /** Program and arguments that stop the server where signals do not exist (Windows). */
  stopCommand: string[] | undefined;
  onEvent: (event: GuardEvent) => void;
}

/** The application's end of the guard process. It never keeps the application from ending. */
export class Guard {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(options: GuardOptions) {
    const order = {
      command: options.command,
      args: options.arguments,
      options: { cwd: options.address.cwd, env: programEnvironment, ...options.user },
      logFile: options.logFile,
      stopCommand: options.stopCommand,
    };
    const flags = ['--max-semi-space-size=1', '--v8-pool-size=0', '--input-type=commonjs'];
    const child = spawn(process.execPath, [...flags, '-e', guardScript, JSON.stringify(order)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: programEnvironment,
      detached: true,
      windowsHide: true,
    });
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) =>
      options.onEvent(JSON.parse(line) as GuardEvent),
    );
    child.unref();
    for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref: () => void }).unref();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }

  startServer(): void {
    this.child.stdin?.write('start\n');
  }

  /** Ends the server cleanly, then the guard; resolves when both are gone. */
  async stop(): Promise<void> {
    this.child.ref();
    this.child.stdin?.end();
    await this.ended;
  }
}
