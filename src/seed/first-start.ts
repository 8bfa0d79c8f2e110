import type { Running } from '../boot.js';
import { systemActor } from '../foundation/access/actor.js';
import { DivisionImportService } from '../responsibility/division/division-import.service.js';
import { DivisionService } from '../responsibility/division/division.service.js';
import { shaanxiEdition } from '../responsibility/division/shaanxi.js';

/** Fills an empty database: the divisions, then the demonstration or one administrator. Returns lines to print. */
export async function firstStart({ app }: Running): Promise<string[]> {
  await app.init();
  const divisions = app.get(DivisionService, { strict: false });
  if (!(await divisions.root()))
    await app.get(DivisionImportService, { strict: false }).import(systemActor, shaanxiEdition());
  return [];
}
