import { boot, configurationOrExit, say } from '../boot.js';
import { ConsistencyService } from '../service/consistency/consistency.service.js';

// npm run invariants: prints what must hold with the number of rows that break it; ends with 1 when any does.
const shown = 5;
const running = await boot(
  { ...configurationOrExit(), processes: 'web', logLevel: 'error' },
  { share: true },
);
try {
  await running.app.init();
  for (const { name, violations } of await running.app.get(ConsistencyService, { strict: false }).check()) {
    process.stdout.write(`${name}: ${violations.length} violations\n`);
    for (const row of violations.slice(0, shown)) process.stdout.write(`  ${JSON.stringify(row)}\n`);
    if (violations.length > 0) process.exitCode = 1;
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
} finally {
  await running.stop();
}
