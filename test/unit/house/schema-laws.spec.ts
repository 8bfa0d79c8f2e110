import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const wings = ['foundation', 'responsibility', 'targeting', 'integration', 'practice', 'service'];

/** Schemas to the right of the wing that the text names as `schema.table`. */
function schemasToTheRight(wing: string, text: string): string[] {
  const right = wings.slice(wings.indexOf(wing) + 1);
  const sql = [...text.matchAll(/`[^`]*`|'[^'\n]*'/g)].map(([literal]) => literal).join('\n');
  const statements = /\b(?:from|join|into|update|table|on|using|select|call)\s+(\w+)\.\w+/gi;
  return [...sql.matchAll(statements)]
    .map(([, schema]) => schema!)
    .filter((schema) => right.includes(schema));
}

/** The server's own idea of what day it is: its time zone is nobody's, and no test can move it. */
function serverDaysIn(text: string): string[] {
  const day = /\bcurrent_date\b|\blocaltimestamp\b|\b(?:now\(\)|current_timestamp)::date\b/gi;
  return [...text.matchAll(day)].map(([found]) => found);
}

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

describe('schema laws', () => {
  it('see SQL that names a schema to the right', () => {
    expect(schemasToTheRight('targeting', '`select * from integration.class`')).toEqual(['integration']);
    expect(schemasToTheRight('integration', '`select * from targeting.trainee`')).toEqual([]);
  });

  it.each(wings)('keep the SQL of %s to itself and its left', (wing) => {
    let files: string[];
    try {
      files = sourcesOf(`src/${wing}`);
    } catch {
      files = []; // A wing without a room yet.
    }
    const broken = files.flatMap((file) =>
      schemasToTheRight(wing, readFileSync(file, 'utf8')).map((schema) => `${file} names ${schema}`),
    );
    expect(broken).toEqual([]);
  });

  it('see SQL that asks the server what day it is', () => {
    expect(serverDaysIn('where valid_to > current_date')).toEqual(['current_date']);
    expect(serverDaysIn('where valid_to > NOW()::date')).toEqual(['NOW()::date']);
    expect(serverDaysIn("(now() at time zone 'Asia/Shanghai')::date, created_at < now()")).toEqual([]);
  });

  it('take the day from the clock', () => {
    const broken = ['src', 'migrations']
      .flatMap(sourcesOf)
      .flatMap((file) => serverDaysIn(readFileSync(file, 'utf8')).map((found) => `${file} says ${found}`));
    expect(broken).toEqual([]);
  });
});
