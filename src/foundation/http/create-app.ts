import fastifyCookie from '@fastify/cookie';
import fastifyCompress from '@fastify/compress';
import fastifyFormbody from '@fastify/formbody';
import fastifyMultipart from '@fastify/multipart';
import { ConsoleLogger, DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import qs from 'qs';
import { Configuration } from '../config/configuration.js';
import { Forbidden } from '../error/domain-error.js';
import { publicViewContext } from '../view/public-view-context.js';
import { serveAssets } from '../view/asset-route.js';
import { mayBeForged } from './cross-origin.js';
import { RequestContext } from './request-context.js';
import { setSecurityHeaders } from './security-headers.js';

const megabyte = 1024 * 1024;

/** The largest file a person may upload. */
export const uploadLimit = 64 * megabyte;

/** Builds the web application: plugins, hooks and limits that hold for every route. Does not listen yet. */
export async function createApp(
  module: Type | DynamicModule,
  configuration: Configuration,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: megabyte,
    requestTimeout: 120_000,
    trustProxy: configuration.trustedProxies.length > 0 ? configuration.trustedProxies : false,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    genReqId: () => crypto.randomUUID(),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new ConsoleLogger({
      logLevels: logLevels(configuration.logLevel),
      prefix: '知行',
      colors: process.stdout.isTTY,
    }),
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  await fastify.register(fastifyCookie);
  await fastify.register(fastifyCompress, { threshold: 1024, encodings: ['br', 'gzip'] });
  await fastify.register(fastifyFormbody, {
    parser: (text) => qs.parse(text, { arrayLimit: 500, depth: 6 }) as never,
  });
  await fastify.register(fastifyMultipart, { limits: { fileSize: uploadLimit, files: 1, fields: 50 } });
  await serveAssets(fastify);
  addHooks(fastify, app.get(RequestContext), configuration);
  return app;
}

function addHooks(fastify: FastifyInstance, context: RequestContext, configuration: Configuration): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(reply, configuration.secure);
    if (mayBeForged(request)) {
      done(new Forbidden('error.crossOrigin'));
      return;
    }
    const { language } = publicViewContext(request);
    context.run({ id: request.id, address: request.ip, language }, done);
  });
}

function logLevels(level: Configuration['logLevel']): ('error' | 'warn' | 'log' | 'debug')[] {
  const order = ['error', 'warn', 'log', 'debug'] as const;
  return order.slice(0, order.indexOf(level) + 1);
}
