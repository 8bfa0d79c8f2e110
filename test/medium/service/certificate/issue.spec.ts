import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../../../src/foundation/database/database.js';
import { JobRunner } from '../../../../src/foundation/queue/job-runner.js';
import { CompletionService } from '../../../../src/integration/completion/completion.service.js';
import { CertificateCheckService } from '../../../../src/service/certificate/certificate-check.service.js';
import { CertificateRecordService } from '../../../../src/service/certificate/certificate-record.service.js';
import { CertificateSheet } from '../../../../src/service/certificate/certificate-sheet.js';
import { CertificateSweepService } from '../../../../src/service/certificate/certificate-sweep.service.js';
import { CertificateService } from '../../../../src/service/certificate/certificate.service.js';
import { StatisticsService } from '../../../../src/service/statistics/statistics.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { layCompletedClass } from '../../../support/completed-class.js';

interface Row {
  id: string;
  registerNumber: string;
  checkCode: string;
  sha256: string | null;
  state: string;
}

describe('certificates of a class', () => {
  let test: TestApp;
  let database: Database;
  let certificates: CertificateService;
  let records: CertificateRecordService;
  let checks: CertificateCheckService;
  let sweep: CertificateSweepService;
  /** A character that no font at hand can print. */
  let rare: string;

  beforeAll(async () => {
    test = await createTestApp();
    const get = <Type>(type: new (...parts: never[]) => Type): Type => test.app.get(type, { strict: false });
    database = get(Database);
    certificates = get(CertificateService);
    records = get(CertificateRecordService);
    checks = get(CertificateCheckService);
    sweep = get(CertificateSweepService);
    rare = Array.from('𠀾𮯰𗀀').find((sign) => get(CertificateSheet).missingGlyphs(sign).length > 0) ?? '';
  });
  afterAll(() => test.close());

  const rowsOf = (classId: string): Promise<Row[]> =>
    database.query<Row>(
      `select id, register_number as "registerNumber", check_code as "checkCode", file_sha256 as sha256, state
       from service.certificate where class_id = $1 order by register_number`,
      [classId],
    );
  const render = (jobId: string): Promise<void> => test.app.get(JobRunner, { strict: false }).run(jobId);
  const numberOf = ({ registerNumber }: Row): number => Number(/第(\d+)号/.exec(registerNumber)?.[1]);

  it('are issued once each, however often and however many at once it is asked', async () => {
    const { classId, coordinator, traineeIds } = await layCompletedClass(test, {
      names: Array.from({ length: 60 }, (_, number) => `王${number}`),
    });
    await database.execute(`update targeting.trainee set phone = '13800138000' where id = $1`, [
      traineeIds[0],
    ]);
    const issues = await Promise.all([1, 2, 3].map(() => certificates.issue(coordinator, classId)));
    expect(issues.map(({ issued }) => issued).sort((one, other) => one - other)).toEqual([0, 0, 60]);
    expect(await certificates.issue(coordinator, classId)).toMatchObject({ issued: 0, obstacles: [] });
    expect(await rowsOf(classId)).toHaveLength(60);
    const told = await database.query(
      `select from foundation.message where template = 'certificate.message.issued' and dedupe_key like $1`,
      [`class/${classId}/%`],
    );
    expect(told).toHaveLength(1);
  });

  it('number without a gap over the classes of an issuer, also when an issue is rolled back', async () => {
    const classes = await Promise.all(
      ['甲', '乙', '丙'].map((name) =>
        layCompletedClass(test, { names: [`赵${name}`, `钱${name}`], division: '610100000000' }),
      ),
    );
    await Promise.all(
      classes.slice(0, 2).map(({ coordinator, classId }) => certificates.issue(coordinator, classId)),
    );
    const [, , last] = classes;
    await expect(
      database.transaction(async () => {
        await certificates.issue(last!.coordinator, last!.classId);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await certificates.issue(last!.coordinator, last!.classId);
    const rows = (await Promise.all(classes.map(({ classId }) => rowsOf(classId)))).flat();
    expect(rows.map(numberOf).sort((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(rows[0]?.registerNumber).toMatch(/^陕西安训结字〔\d{4}〕第00000\d号$/);
    expect(new Set(rows.map(({ checkCode }) => checkCode.slice(0, 4))).size).toBeGreaterThan(4);
  });

  it('need an approval number and an actor who manages the class', async () => {
    const without = await layCompletedClass(test, { names: ['孙一'], approved: false });
    await expect(certificates.issue(without.coordinator, without.classId)).rejects.toMatchObject({
      code: 'certificate.noApprovalNumber',
    });
    const other = await layCompletedClass(test, { names: ['孙二'], division: '610100000000' });
    const foreign = await layCompletedClass(test, { names: ['孙三'], division: '610200000000' });
    await expect(certificates.issue(foreign.coordinator, other.classId)).rejects.toMatchObject({
      status: 404,
    });
  });

  it('report a name without a glyph by name, issue to the others, and follow once the name is mended', async () => {
    const { classId, coordinator, traineeIds, enrollmentIds } = await layCompletedClass(test, {
      names: ['李强', `张${rare}`],
    });
    const issue = await certificates.issue(coordinator, classId, { automatic: true });
    expect(issue.issued).toBe(1);
    expect(issue.obstacles).toMatchObject([
      { name: `张${rare}`, code: 'CERT_MISSING_GLYPH', params: { characters: [rare] } },
    ]);
    const point = `U+${rare.codePointAt(0)!.toString(16).toUpperCase()}`;
    const obstacles = () =>
      database.query<{ params: object }>(
        'select params from service.certificate_obstacle where enrollment_id = $1',
        [enrollmentIds[1]],
      );
    expect(await obstacles()).toMatchObject([{ params: { codePoints: [point] } }]);

    await sweep.sweep();
    expect(await rowsOf(classId)).toHaveLength(1);
    await database.execute(`update targeting.trainee set name = '张刚' where id = $1`, [traineeIds[1]]);
    await sweep.sweep();
    expect(await obstacles()).toEqual([]);
    expect(await rowsOf(classId)).toHaveLength(2);
  });

  it('are set by a job, once: a run that broke off and is done again changes no byte', async () => {
    const { classId, coordinator } = await layCompletedClass(test, { names: ['周军', '吴䶮', '郑𬱖'] });
    const { jobId } = await certificates.issue(coordinator, classId);
    await render(jobId);
    const set = await rowsOf(classId);
    expect(set.map(({ sha256 }) => sha256 !== null)).toEqual([true, true, true]);
    const file = (sha256: string | null) =>
      join(test.configuration.dataFolder, 'files', sha256!.slice(0, 2), sha256!.slice(2, 4), sha256!);
    const before = await Promise.all(set.map(({ sha256 }) => readFile(file(sha256))));
    expect(before[0]!.subarray(0, 5).toString()).toBe('%PDF-');

    // As if the run had died after it set two of three: their bytes stay, the third comes out alike but for its signature.
    await database.execute('update service.certificate set file_sha256 = null where id = $1', [set[1]!.id]);
    await render((await certificates.issue(coordinator, classId)).jobId);
    const again = await rowsOf(classId);
    expect([again[0], again[2]]).toEqual([set[0], set[2]]);
    const unsigned = (bytes: Buffer) => bytes.toString('latin1').replace(/\/Contents <[0-9a-f]+>/, '');
    expect(unsigned(await readFile(file(again[1]!.sha256)))).toBe(unsigned(before[1]!));
    expect((await stat(join(test.configuration.dataFolder, 'sealing-key.pem'))).mode & 0o777).toBe(0o600);
  });

  it('show a revocation at once, and give a mended name a new number that points to the old one', async () => {
    const { classId, coordinator, traineeIds } = await layCompletedClass(test, { names: ['冯小明', '陈一'] });
    await certificates.issue(coordinator, classId);
    const [first, second] = await rowsOf(classId);
    const mingOf = async (row: Row) => (await records.find(coordinator, row.id)).name;
    const [named, other] = (await mingOf(first!)) === '冯小明' ? [first!, second!] : [second!, first!];

    await certificates.revoke(coordinator, other.id, '发放有误');
    expect(await checks.check(other.checkCode.toLowerCase())).toMatchObject({
      state: 'revoked',
      endedReason: '发放有误',
      maskedName: '陈*',
    });
    await expect(certificates.revoke(coordinator, other.id, '再次')).rejects.toMatchObject({ status: 409 });
    expect((await certificates.issue(coordinator, classId)).issued).toBe(0);

    await database.execute(`update targeting.trainee set name = '冯晓明' where id = $1`, [traineeIds[0]]);
    const made = await certificates.replace(coordinator, named.id, '姓名用字更正');
    expect(made).toMatchObject({ personName: '冯晓明', replacesId: named.id, state: 'issued' });
    expect(await mingOf(named)).toBe('冯小明');
    expect(await checks.check(named.checkCode)).toMatchObject({
      state: 'replaced',
      endedReason: '姓名用字更正',
    });
    await expect(certificates.replace(coordinator, named.id, '又一次')).rejects.toMatchObject({
      code: 'certificate.alreadyReplaced',
    });
  });

  it('keep the completions they stand on', async () => {
    const { classId, coordinator } = await layCompletedClass(test, { names: ['褚一'] });
    const completions = test.app.get(CompletionService, { strict: false });
    await certificates.issue(coordinator, classId);
    await expect(completions.reconsider(coordinator, classId, '改判')).rejects.toMatchObject({
      code: 'completion.certificatesIssued',
    });
  });

  it('count as many in the statistics as are in force', async () => {
    const statistics = test.app.get(StatisticsService, { strict: false });
    await statistics.foldOnce();
    expect(await statistics.differences()).toMatchObject({ total: 0 });
    const [figure] = await database.query<{ counted: number; held: number }>(
      `select (select sum(certificates)::integer from service.statistic
               join responsibility.division on division.id = division_id and division.level = 1
               where attribution = 'byOrganizer' and not own_level) as counted,
              (select count(*)::integer from service.certificate where state = 'issued') as held`,
    );
    expect(figure?.held).toBeGreaterThan(60);
    expect(figure?.counted).toBe(figure?.held);
  });
});
