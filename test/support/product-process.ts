import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface ProcessOptions {
  /** Which compiled program, below `dist/src`. */
  program?: 'main.js' | 'worker.js' | 'command/check.js';
  environment?: Record<string, string>;
  /** Repository to run from, when not this one. */
  folder?: string;
  user?: { uid: number; gid: number };
}

const running = new Set<ProductProcess>();

/** A process of the built product, as it runs in production, which tests may kill. */
export class ProductProcess {
  readonly child: ChildProcess;
  /** Everything it printed. */
  said = '';
  /** Code or signal it ended with. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private alive = true;

  constructor(
    { program = 'main.js', environment = {}, folder = root, user }: ProcessOptions,
    readonly port: number,
  ) {
    const script = `${folder}/dist/src/${program}`;
    if (!existsSync(script)) throw new Error(`${script} is missing: run npm test, which builds the product`);
    this.child = spawn(process.execPath, [script], {
      cwd: folder,
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, PORT: String(port), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    });
    running.add(this);
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.said = (this.said + chunk.toString()).slice(-100_000);
      });
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => {
        this.alive = false;
        running.delete(this);
        resolve(code ?? signal ?? -1);
      }),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Waits until it has printed the text; fails with all it printed when it ends or stays silent. */
  async says(text: string | RegExp, patience = 60_000): Promise<this> {
    const end = Date.now() + patience;
    const said = () => (typeof text === 'string' ? this.said.includes(text) : text.test(this.said));
    while (!said()) {
      if (!this.alive || Date.now() > end)
        throw new Error(`The process ${this.alive ? 'did not say' : 'ended before'} ${text}:\n${this.said}`);
      await sleep(20);
    }
    return this;
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** In order; gives the exit code. */
  async stop(): Promise<number | NodeJS.Signals> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  /** Megabytes it holds in memory. */
  resident(): number {
    const status = readFileSync(`/proc/${this.child.pid ?? 0}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  }
}

/** The web program, listening; with its jobs unless the environment says otherwise. */
export async function startMain(options: ProcessOptions = {}, port?: number): Promise<ProductProcess> {
  return new ProductProcess(options, port ?? (await freePort())).says('Zhixing 知行 is at');
}

export async function startWorker(
  environment: Record<string, string>,
  folder = root,
): Promise<ProductProcess> {
  return new ProductProcess({ program: 'worker.js', environment, folder }, 0).says('worker is running');
}

/** Runs `npm run invariants`; empty when everything holds. */
export async function brokenInvariants(environment: Record<string, string>): Promise<string> {
  const check = new ProductProcess({ program: 'command/check.js', environment }, 0);
  const code = await check.ended;
  return code === 0 && check.said.includes(': 0 violations') ? '' : check.said;
}

/** Ends whatever a spec has left running. */
export async function killLeftProcesses(): Promise<void> {
  await Promise.all([...running].map((left) => left.kill()));
}
