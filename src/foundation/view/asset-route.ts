import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { assetFolder } from './assets.js';

/**
 * Serves `dist/assets` under `/assets/`: names carry a hash, so browsers keep them for a year without asking.
 *
 * @throws when the assets aren't built.
 */
export async function serveAssets(fastify: FastifyInstance): Promise<void> {
  if (!existsSync(assetFolder())) throw new Error('dist/assets is missing: run `npm run build` first.');
  await fastify.register(fastifyStatic, {
    root: assetFolder(),
    prefix: '/assets/',
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    index: false,
  });
}
