import { LogLines } from '../../../../src/foundation/log/log-lines.js';

describe('log lines', () => {
  const linesAt = (level: 'error' | 'warn' | 'log' | 'debug', say: (log: LogLines) => void) => {
    const lines: string[] = [];
    say(new LogLines(level, (line) => lines.push(line)));
    return lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, ''));
  };
  const everything = (log: LogLines) => {
    log.log('Mapped {/monitor, GET} route', 'RouterExplorer');
    log.debug('looked', 'Sweep');
    log.log('works again', 'FoldLoop');
    log.warn('Redis: closed', 'RedisBackend');
    log.error('failed', 'Error: no\n    at here', 'JobRunner');
  };

  it('keep to the level, and tell the framework’s wiring at debug only', () => {
    expect(linesAt('error', everything)).toEqual(['error JobRunner: failed\n  Error: no\n      at here']);
    expect(linesAt('log', everything).slice(0, 2)).toEqual([
      'log FoldLoop: works again',
      'warn RedisBackend: Redis: closed',
    ]);
    expect(linesAt('debug', everything)).toHaveLength(5);
  });

  it('write an error with its stack, and no colours', () => {
    const [line] = linesAt('error', (log) => log.error('failed', new Error('gone'), 'FoldLoop'));
    expect(line).toMatch(/^error FoldLoop: failed\n {2}Error: gone\n {6}at /);
    expect(line).not.toContain('\u001b');
  });
});
