import { boot, configurationOrExit, explain, say, stopOnSignal } from './boot.js';
import { portMustBeFree } from './foundation/http/free-port.js';
import { firstStart } from './seed/first-start.js';
import { clearHalfLoaded } from './seed/half-loaded.js';

const configuration = configurationOrExit();
try {
  await portMustBeFree(configuration.host, configuration.port);
  const running = await boot(configuration, { beforeSchema: clearHalfLoaded });
  stopOnSignal(running);
  const greeting = await firstStart(running);
  await running.app.listen({ port: configuration.port, host: configuration.host });
  say(`Zhixing 知行 is at ${configuration.publicUrl}`);
  say(`Data folder: ${configuration.dataFolder}`);
  greeting.forEach(say);
} catch (error) {
  say(`Zhixing did not start. ${explain(error, configuration)}`);
  if (configuration.logLevel === 'debug') console.error(error);
  process.exit(1);
}
