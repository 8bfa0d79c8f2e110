import type { Socket } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import fastifyCompress from '@fastify/compress';
import fastifyFormbody from '@fastify/formbody';
import fastifyMultipart from '@fastify/multipart';
import { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import qs from 'qs';
import { Configuration } from '../config/configuration.js';
import { Forbidden } from '../error/domain-error.js';
import { LogLines } from '../log/log-lines.js';
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
    logger: new LogLines(configuration.logLevel),
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
  closeKeptConnections(fastify);
  return app;
}

/**
 * What a browser keeps open would hold the application's end for a minute: connections whose last request is
 * answered meanwhile, and those opened ahead of a request that never came, which Node does not count as idle.
 */
function closeKeptConnections(fastify: FastifyInstance): void {
  const unused = new Set<Socket>();
  fastify.server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  fastify.server.on('request', ({ socket }) => unused.delete(socket));
  fastify.addHook('preClose', (done) => {
    const timer = setInterval(() => {
      fastify.server.closeIdleConnections();
      for (const socket of unused) socket.destroy();
    }, 100).unref();
    fastify.server.once('close', () => {
      clearInterval(timer);
    });
    done();
  });
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
