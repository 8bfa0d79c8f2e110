import { readdirSync } from 'node:fs';
import { DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { PortCheck, ports } from '../../../src/ports.js';

@Module({})
class House {}

/** Boots a house in which every port but the absent ones has a provider. */
async function boot(absent: string[]): Promise<void> {
  const house: DynamicModule = {
    module: House,
    imports: [DiscoveryModule],
    providers: [
      PortCheck,
      ...ports
        .filter(({ name }) => !absent.includes(name))
        .map((port) => ({ provide: port, useValue: Object.create(port.prototype as object) as object })),
    ],
  };
  const app = await NestFactory.createApplicationContext(house, { abortOnError: false, logger: false });
  await app.close();
}

describe('the ports', () => {
  it('are all in the one table', async () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.port.ts'),
    );
    const declared: unknown[] = [];
    for (const file of files)
      declared.push(
        ...Object.values(
          (await import(`../../../src/${file.replace(/ts$/, 'js')}`)) as Record<string, unknown>,
        ),
      );
    const named = (found: readonly unknown[]) => found.map((port) => (port as { name: string }).name).sort();
    expect(files.length).toBeGreaterThan(5);
    expect(named(declared)).toEqual(named(ports));
  });

  it('let the house boot when all are provided', async () => {
    await expect(boot([])).resolves.toBeUndefined();
  });

  it.each(ports.map(({ name }) => name))('keep it from booting without %s, by name', async (name) => {
    await expect(boot([name])).rejects.toThrow(new RegExp(`Ports without a provider: ${name}$`));
  });
});
