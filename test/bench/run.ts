// Runs one bench by name, or all: `npm run bench -- registration`. Each prints JSON lines on standard output.
import { readdirSync } from 'node:fs';
import type { Bench, Report } from './support/report.js';

const folder = new URL('.', import.meta.url);
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.js') && file !== 'run.js')
  .map((file) => file.slice(0, -3))
  .sort();
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = wanted.filter((name) => !all.includes(name));

if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(', ')}. There are: ${all.join(', ')}`);
  process.exit(2);
}

for (const bench of wanted.length > 0 ? wanted : all) {
  const report: Report = (figure) => console.log(JSON.stringify({ bench, ...figure }));
  const found = (await import(new URL(`${bench}.js`, folder).href)) as Bench;
  await found.run(report);
}
process.exit(0);
