import { boot, configurationOrExit, explain, say, stopOnSignal } from './boot.js';

const configuration = { ...configurationOrExit(), processes: 'worker' as const };
try {
  const running = await boot(configuration, { share: true });
  stopOnSignal(running);
  await running.app.init();
  say('Zhixing 知行 worker is running');
} catch (error) {
  say(`The worker did not start. ${explain(error, configuration)}`);
  process.exit(1);
}
