// Set-up of the project that repeats the e2e suites with the queue on Redis: each worker has a database of its own.
const server = process.env.E2E_REDIS_URL;

if (server) process.env.QUEUE_REDIS_URL = new URL(`/${process.env.JEST_WORKER_ID ?? 1}`, server).href;
else {
  process.stderr.write('SKIPPED on Redis: no redis-server on the PATH and no REDIS_URL\n');
  Object.assign(globalThis, { describe: describe.skip, it: it.skip });
}
