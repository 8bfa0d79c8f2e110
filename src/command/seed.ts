import { boot, configurationOrExit, say } from '../boot.js';
import { systemActor } from '../foundation/access/actor.js';
import { Clock } from '../foundation/clock/clock.js';
import { DivisionImportService } from '../responsibility/division/division-import.service.js';
import { DivisionService } from '../responsibility/division/division.service.js';
import { shaanxiEdition } from '../responsibility/division/shaanxi.js';
import { seedReference } from '../seed/reference/reference-seed.js';
import { CertificateRenderer } from '../service/certificate/render/certificate-renderer.js';
import { StatisticsService } from '../service/statistics/statistics.service.js';
import { CitizenIdVault } from '../targeting/trainee/citizen-id.vault.js';

// npm run seed -- --scale=reference|<factor>
const scale = process.argv.find((argument) => argument.startsWith('--scale='))?.slice('--scale='.length);
const factor = scale === 'reference' ? 1 : Number(scale);
if (!(factor > 0 && factor <= 20)) {
  say(
    'Usage: npm run seed -- --scale=reference   (or --scale=10 for ten times that, --scale=0.01 for a sample)',
  );
  process.exit(2);
}
const began = Date.now();
const elapsed = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
const running = await boot({ ...configurationOrExit(), processes: 'web' }, { share: true });
try {
  const { app, databaseUrl } = running;
  await app.init();
  if (!(await app.get(DivisionService, { strict: false }).root()))
    await app.get(DivisionImportService, { strict: false }).import(systemActor, shaanxiEdition());
  say(`${elapsed()}: divisions are there`);
  const figures = await seedReference({
    databaseUrl,
    factor,
    vault: app.get(CitizenIdVault, { strict: false }),
    today: app.get(Clock, { strict: false }).today(),
    templateVersion: new CertificateRenderer({}).version,
    log: (line) => say(`${elapsed()}: ${line}`),
  });
  await app.get(StatisticsService, { strict: false }).reconcile(systemActor);
  say(`${elapsed()}: statistics are rolled up`);
  say(`Seeded ${figures.people} people, ${figures.classes} classes, ${figures.personTimes} person-times.`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await running.stop();
}
