import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { boot, configurationOrExit, say } from '../boot.js';
import { systemActor } from '../foundation/access/actor.js';
import { InvalidInput } from '../foundation/error/domain-error.js';
import { translate } from '../foundation/i18n/translate.js';
import { DivisionImportService } from '../responsibility/division/division-import.service.js';

// npm run divisions -- FILE.tsv[.gz] YYYY-MM-DD
const [file, validFrom] = process.argv.slice(2);
if (!file || !validFrom || !/^\d{4}-\d{2}-\d{2}$/.test(validFrom)) {
  say('Usage: npm run divisions -- FILE.tsv[.gz] YYYY-MM-DD   (date from which the edition holds)');
  process.exit(2);
}
const bytes = readFileSync(file);
const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
const running = await boot({ ...configurationOrExit(), processes: 'web' }, { share: true });
try {
  await running.app.init();
  const result = await running.app
    .get(DivisionImportService, { strict: false })
    .import(systemActor, { text, validFrom });
  say(`${result.added} added, ${result.renamed} renamed, ${result.ended} ended`);
} catch (error) {
  if (!(error instanceof InvalidInput)) throw error;
  for (const { field, code, params } of error.fields)
    say(`${field}: ${translate('en', code, params as Record<string, string>)}`);
  process.exitCode = 1;
} finally {
  await running.stop();
}
