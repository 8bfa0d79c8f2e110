import type { LoggerService } from '@nestjs/common';

export type LogLevel = 'error' | 'warn' | 'log' | 'debug';

const levels: readonly LogLevel[] = ['error', 'warn', 'log', 'debug'];

/** What the framework says of its own wiring at every start: hundreds of lines that no operator acts on. */
const wiring = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/**
 * Plain lines, `time level source: message`, the same on a terminal and in a file; a stack follows indented, so that
 * an entry begins where a line doesn't begin with a blank. The framework's wiring is told at `debug` only.
 */
export class LogLines implements LoggerService {
  private readonly most: number;

  constructor(
    level: LogLevel,
    private readonly write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
  ) {
    this.most = levels.indexOf(level);
  }

  error(message: unknown, ...details: unknown[]): void {
    this.entry('error', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.entry('warn', message, details);
  }

  log(message: unknown, ...details: unknown[]): void {
    this.entry('log', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.entry('debug', message, details);
  }

  /** The framework hands over the source as the last of the details. */
  private entry(level: LogLevel, message: unknown, details: unknown[]): void {
    const last = details.at(-1);
    const source = typeof last === 'string' && !last.includes('\n') ? last : undefined;
    const own = level === 'log' && wiring.has(source ?? '') ? 'debug' : level;
    if (levels.indexOf(own) > this.most) return;
    const rest = (source === undefined ? details : details.slice(0, -1)).filter(
      (detail) => detail !== undefined,
    );
    const [first = '', ...further] = [message, ...rest].map(textOf).join('\n').split('\n');
    const head = [new Date().toISOString(), own, ...(source === undefined ? [] : [`${source}:`]), first];
    this.write([head.join(' '), ...further.map((line) => `  ${line}`)].join('\n'));
  }
}

function textOf(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
