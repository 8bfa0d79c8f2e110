import { rmSync, writeFileSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Database } from '../../../../src/foundation/database/database.js';
import { JobRunner } from '../../../../src/foundation/queue/job-runner.js';
import { CertificateOverviewService } from '../../../../src/service/certificate/certificate-overview.service.js';
import { CertificatePrintService } from '../../../../src/service/certificate/certificate-print.service.js';
import { CertificateService } from '../../../../src/service/certificate/certificate.service.js';
import { CertificateRenderer } from '../../../../src/service/certificate/render/certificate-renderer.js';
import { joinedPdf } from '../../../../src/service/certificate/render/joined-pdf.js';
import { createSealingKey } from '../../../../src/service/certificate/render/sealing-key.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { layCompletedClass } from '../../../support/completed-class.js';
import { exampleClass, examplePerson } from './render-example.js';
import { copiedText, difference, pageCount, raster } from './render-raster.js';

describe('certificates joined for the printer', () => {
  it('look page by page as issued, and keep what they share once', async () => {
    const renderer = new CertificateRenderer({ systemFonts: [] });
    const set = await renderer.setClass(exampleClass);
    const key = createSealingKey('陕西省干部教育培训中心', new Date('2026-01-01T00:00:00Z'));
    const sealing = { key, signedAt: new Date('2026-11-20T08:00:00Z') };
    const single = [
      await set.stamp(examplePerson('赵䶮㛃𬱖𠅤', 1), sealing),
      await set.stamp(examplePerson('王芳', 2), sealing),
      // Too wide for its line, so Typst has set it: other objects, other numbers.
      await set.stamp(examplePerson('阿卜杜热合曼'.repeat(6), 3), sealing),
      await set.stamp(examplePerson('李强', 4), sealing),
    ];
    const joined = await buffer(joinedPdf(Readable.from(single)));
    expect(await pageCount(joined)).toBe(4);
    for (const [page, pdf] of single.entries())
      expect(difference(await raster(joined, page), await raster(pdf))).toBe(0);
    expect(await copiedText(joined, 3)).toContain('李强同志：');
    const frames = single[0]!.length + single[2]!.length;
    expect(joined.length).toBeLessThan(frames + 40_000);
    // No half of a signature: the joined document claims none.
    expect(joined.includes('/Sig')).toBe(false);
  });

  describe('of a class', () => {
    let test: TestApp;
    let prints: CertificatePrintService;
    let certificates: CertificateService;
    let database: Database;

    beforeAll(async () => {
      test = await createTestApp();
      prints = test.app.get(CertificatePrintService, { strict: false });
      certificates = test.app.get(CertificateService, { strict: false });
      database = test.app.get(Database, { strict: false });
    });
    afterAll(() => test.close());

    const run = (id: string) => test.app.get(JobRunner, { strict: false }).run(id);
    const names = async (pdf: Buffer) =>
      Promise.all(
        Array.from(
          { length: await pageCount(pdf) },
          async (_, page) => /(\p{Script=Han}{2})同志/u.exec(await copiedText(pdf, page))?.[1],
        ),
      );

    it('come in seat order or in that of the roster, also those whose bytes nobody has asked for', async () => {
      const laid = await layCompletedClass(test, { names: ['周三', '安一', '马二'] });
      const { coordinator, classId, enrollmentIds } = laid;
      await expect(prints.ask(coordinator, classId, 'seat')).rejects.toMatchObject({
        code: 'certificate.none',
      });
      await database.execute(
        `update integration.enrollment set seat_order = place
         from unnest($1::uuid[], array[2, 3, 1]) as seat (id, place) where enrollment.id = seat.id`,
        [enrollmentIds],
      );
      await certificates.issue(coordinator, classId);
      await database.execute('update service.certificate set wanted_at = null where class_id = $1', [
        classId,
      ]);
      for (const [order, expected] of [
        ['seat', ['马二', '周三', '安一']],
        ['roster', ['周三', '安一', '马二']],
      ] as const) {
        await run(await prints.ask(coordinator, classId, order));
        const { file, name } = await prints.open(coordinator, classId, order);
        expect(name).toMatch(/\.pdf$/);
        expect(await names(await buffer(file.read()))).toEqual(expected);
      }
      expect(await prints.ofClass(classId)).toMatchObject([
        { order: 'seat', pages: 3, outdated: false },
        { order: 'roster', pages: 3, outdated: false },
      ]);

      const [first] = await database.query<{ id: string }>(
        'select id from service.certificate where class_id = $1 order by seat_order limit 1',
        [classId],
      );
      await certificates.revoke(coordinator, first!.id, '发放有误');
      expect(await prints.ofClass(classId)).toMatchObject([{ outdated: true }, { outdated: true }]);
      const foreign = await layCompletedClass(test, { names: ['外一'], division: '610200000000' });
      await expect(prints.open(foreign.coordinator, classId, 'seat')).rejects.toMatchObject({ status: 404 });
    });

    it('fail with the reason when the disk refuses, and come when asked again', async () => {
      const { coordinator, classId } = await layCompletedClass(test, { names: ['唐一', '宋二'] });
      const { jobId } = await certificates.issue(coordinator, classId);
      const arrivals = join(test.configuration.dataFolder, 'files', 'arriving');
      mkdirSync(arrivals, { recursive: true });
      renameSync(arrivals, `${arrivals}-away`);
      writeFileSync(arrivals, 'no folder');
      await database.execute('update foundation.job_run set attempts_left = 1 where id = $1', [jobId]);
      await run(jobId);
      const overview = test.app.get(CertificateOverviewService, { strict: false });
      expect(await overview.lastFailure(classId)).toMatchObject({
        code: 'certificate.press.failed',
        params: { detail: expect.stringMatching(/EEXIST|ENOTDIR/) },
      });
      rmSync(arrivals);
      renameSync(`${arrivals}-away`, arrivals);
      await run(await certificates.render(coordinator, classId));
      expect(await overview.counts(classId)).toMatchObject({ issued: 2, unset: 0 });
      expect(await overview.lastFailure(classId)).toBeUndefined();
    });
  });
});
