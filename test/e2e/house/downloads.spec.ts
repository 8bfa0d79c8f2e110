import { DiscoveryService } from '@nestjs/core';
import { RouteRegister } from '../../../src/foundation/access/route-register.js';
import { Database } from '../../../src/foundation/database/database.js';
import { FileStore } from '../../../src/foundation/storage/file-store.js';
import { createTestApp, TestApp } from '../../support/app.js';
import { CompletedClass, layCompletedClass } from '../../support/completed-class.js';
import { signIn, TestPerson } from '../../support/sign-in.js';

/** What a handler that answers with a file calls. */
const sends = /StreamableFile|sendFile|sendWorkbook|sendCsv|asFile|disposition/;

/** Every route that answers with a list as a file, and the action under which it is noted who took it out. */
const exported: Record<
  string,
  { action: string; as: 'coordinator' | 'administrator'; rows: number; query?: string }
> = {
  '/classes/export': { action: 'class.export', as: 'coordinator', rows: 1, query: '?state=ended&text=一' },
  '/classes/:id/roster/export': { action: 'roster.export', as: 'coordinator', rows: 2 },
  '/api/v1/classes/:id/certificates.pdf': { action: 'certificate.openPrint', as: 'coordinator', rows: 2 },
  '/api/v1/trainees/export.xlsx': { action: 'trainee.export', as: 'coordinator', rows: 2 },
  '/api/v1/trainees/export.csv': { action: 'trainee.export', as: 'coordinator', rows: 2 },
  '/api/v1/audit/export.xlsx': {
    action: 'audit.export',
    as: 'administrator',
    rows: 0,
    query: '?action=audit.export',
  },
  '/api/v1/audit/export.csv': {
    action: 'audit.export',
    as: 'administrator',
    rows: 1,
    query: '?action=audit.export',
  },
  '/monitor/exports': { action: 'statistics.export', as: 'coordinator', rows: 12 },
};

/** Lists that need more than is laid here. */
const assertedElsewhere = [
  '/api/v1/classes/:id/certificates.zip', // certificate.spec
  '/api/v1/trainees/imports/:id/errors.xlsx', // an import that was checked
];

/** One document of one person, or nothing of anybody. */
const noLists = [
  '/api/v1/certificate-issuers/:id/seal',
  '/api/v1/certificate-issuers/:id/specimen.pdf',
  '/api/v1/certificates/:number/file',
  '/api/v1/trainees/:id/photo',
  '/api/v1/trainees/imports/template.xlsx',
];

describe('files that leave the product', () => {
  let test: TestApp;
  let laid: CompletedClass;
  let database: Database;
  let people: Record<'coordinator' | 'administrator', TestPerson>;

  beforeAll(async () => {
    test = await createTestApp();
    database = test.app.get(Database, { strict: false });
    laid = await layCompletedClass(test, { names: ['张三', '李四'] });
    people = {
      coordinator: await signIn(test, { role: 'coordinator', division: '610000000000' }),
      administrator: await signIn(test, { role: 'administrator' }),
    };
    const { sha256 } = await test.app
      .get(FileStore, { strict: false })
      .put(Buffer.from('%PDF-1.7'), 'application/pdf');
    await database.execute(
      `insert into service.certificate_print (class_id, page_order, file_sha256, pages) values ($1, 'seat', $2, 2)`,
      [laid.classId, sha256],
    );
  });
  afterAll(() => test.close());

  it('are all known here', () => {
    const sources = new Map<string, string>();
    for (const { metatype } of test.app.get(DiscoveryService, { strict: false }).getControllers()) {
      if (typeof metatype !== 'function') continue;
      const members = Object.getOwnPropertyDescriptors(metatype.prototype as object);
      for (const [name, { value }] of Object.entries(members))
        sources.set(`${metatype.name}.${name}`, String(value));
    }
    const found = test.app
      .get(RouteRegister, { strict: false })
      .routes.filter(({ handler }) => sends.test(sources.get(handler) ?? ''))
      .map(({ path }) => path);
    expect(found.sort()).toEqual([...Object.keys(exported), ...assertedElsewhere, ...noLists].sort());
  });

  it.each(Object.entries(exported))(
    'note who took out %s, and are kept by no cache',
    async (path, wanted) => {
      const who = people[wanted.as];
      const answer = await test.fastify.inject({
        url: path.replace(':id', laid.classId) + encodeURI(wanted.query ?? ''),
        headers: who.headers,
      });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['cache-control']).toContain('no-store');
      const [entry] = await database.query<{
        action: string;
        by: string;
        after: { rows?: number; persons?: number };
      }>('select action, account_id as by, after from foundation.audit_entry order by id desc limit 1');
      expect(entry).toMatchObject({ action: wanted.action, by: who.accountId });
      expect(entry?.after.rows ?? entry?.after.persons).toBe(wanted.rows);
    },
  );
});
