import { Database } from '../../../../src/foundation/database/database.js';
import { CertificateService } from '../../../../src/service/certificate/certificate.service.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { citizenIdOf } from '../../../support/citizen-id.js';
import { type CompletedClass, layCompletedClass } from '../../../support/completed-class.js';
import { Asker, person, places, signedIn } from '../../../support/register.js';
import { signIn } from '../../../support/sign-in.js';

/** One county with a class, its certificates, a unit and people of the same names as the other's. */
interface County {
  laid: CompletedClass;
  coordinator: Asker;
  organizationId: string;
  registered: string;
  registerNumbers: string[];
  classCode: string;
}

describe('global search', () => {
  let test: TestApp;
  let lantian: County;
  let zhouzhi: County;

  beforeAll(async () => {
    test = await createTestApp({ PROCESSES: 'web' });
    lantian = await layCounty(places.lantian, '蓝田县', '陈𬱖', 1);
    zhouzhi = await layCounty(places.zhouzhi, '周至县', '陈𬱖', 2);
  });

  afterAll(() => test.close());

  it.each([
    ['a part of a title', () => '示范培训班', (county: County) => `/classes/${county.laid.classId}`],
    [
      "a class's code",
      (county: County) => county.classCode,
      (county: County) => `/classes/${county.laid.classId}`,
    ],
    ['a rare character', () => '𬱖', (county: County) => `/trainees/${county.registered}`],
    ['pinyin initials', () => 'cw', (county: County) => `/trainees/${county.registered}`],
    ['a unit', () => '乡村振兴局', (county: County) => `/organizations/${county.organizationId}`],
    ['a short name of a unit', () => '振兴局', (county: County) => `/organizations/${county.organizationId}`],
    [
      'a register number',
      (county: County) => county.registerNumbers[0]!,
      (county: County) => certificatesOf(county),
    ],
    [
      'a register number as typed',
      (county: County) =>
        county.registerNumbers[0]!.replace('〔', '[').replace('〕', ']').replace('0000', ''),
      (county: County) => certificatesOf(county),
    ],
    [
      'the digits at its end',
      (county: County) => county.registerNumbers[0]!.slice(-7, -1),
      (county: County) => certificatesOf(county),
    ],
  ])('finds %s in the own county and never in the next', async (_, words, href) => {
    for (const [own, other] of [
      [lantian, zhouzhi],
      [zhouzhi, lantian],
    ] as const) {
      const found = await linksFor(own.coordinator, words(own));
      expect(found).toContainEqual(expect.stringContaining(href(own)));
      expect(found.filter((link) => link.startsWith(href(other)))).toEqual([]);
      const foreign = await linksFor(own.coordinator, words(other));
      expect(foreign.filter((link) => link.startsWith(href(other)))).toEqual([]);
    }
  });

  it('finds people by the last four of the citizen ID and refuses a whole one', async () => {
    expect(await linksFor(lantian.coordinator, citizenIdOf(1).slice(-4))).toContain(
      `/trainees/${lantian.registered}`,
    );
    expect(await linksFor(lantian.coordinator, citizenIdOf(2).slice(-4))).not.toContain(
      `/trainees/${zhouzhi.registered}`,
    );
    const refused = await ask(lantian.coordinator, `/search?q=${citizenIdOf(1)}`);
    expect(refused).toMatchObject({ status: 303, location: '/search' });
    expect(refused.text).not.toContain(citizenIdOf(1));
  });

  it('shows eight of a kind and leads on to the list with the same words', async () => {
    const database = test.app.get(Database, { strict: false });
    await database.execute(
      `insert into targeting.trainee (name, pinyin_key, pinyin_initials, citizen_id_sealed, citizen_id_hash,
         citizen_id_last_four, category, level, managing_division_id, division_id)
       select '欧阳' || number, 'ouyang', ' oy ', 'sealed', decode(md5('ouyang' || number), 'hex'), '9999',
         'firstSecretary', 'staff', division.id, division.id
       from responsibility.division division, generate_series(1, 11) number where division.code = $1`,
      [places.lantian],
    );
    const found = await linksFor(lantian.coordinator, '欧阳');
    expect(found.filter((link) => /^\/trainees\/[0-9a-f-]{36}$/.test(link))).toHaveLength(8);
    const list = found.find((link) => link.startsWith('/trainees?'))!;
    expect(new URLSearchParams(list.split('?')[1]).get('text')).toBe('欧阳');
    expect(await page(lantian.coordinator, '欧阳')).toContain('查看全部 11 条');
    expect((await ask(lantian.coordinator, list)).text).toContain('欧阳11');
  });

  it('finds for a trainee the own classes and certificates only', async () => {
    const [own, classmate] = lantian.laid.traineeIds;
    const trainee = await signedIn(test, 'trainee', { traineeId: own! });
    const found = await linksFor(trainee, '示范培训班');
    expect(found).toContain(`/m/classes/${lantian.laid.classId}`);
    expect(found).not.toContain(`/m/classes/${zhouzhi.laid.classId}`);
    expect(found.filter((link) => link.startsWith('/m/certificates/'))).toHaveLength(1);
    expect(await linksFor(trainee, lantian.registerNumbers[1]!)).toEqual([]);
    expect(await linksFor(trainee, '乡村振兴局')).toEqual([]);
    expect(await linksFor(trainee, '陈')).toEqual([]);
    expect(classmate).toBeDefined();
  });

  it.each(['host', 'unitContact', 'instructor', 'classHead'] as const)(
    'finds no person and no certificate of others for %s',
    async (role) => {
      const asker = await signIn(test, {
        role,
        division: places.zhouzhi,
        ...(['host', 'unitContact'].includes(role) && { organizationId: zhouzhi.organizationId }),
      });
      const words = ['示范培训班', '陈', 'cw', lantian.registerNumbers[0]!, '蓝田县乡村振兴局'];
      for (const text of words) {
        const answer = await test.fastify.inject({
          url: `/search?q=${encodeURIComponent(text)}`,
          headers: { ...asker.headers, accept: 'text/html' },
        });
        expect({ text, links: resultsIn(answer.body) }).toEqual({ text, links: [] });
      }
    },
  );

  it('says what can be asked, and when nothing is found', async () => {
    expect(await page(lantian.coordinator, '')).toContain('想找什么');
    expect(await page(lantian.coordinator, '没有这样的班')).toContain('没有找到“没有这样的班”');
    expect(await page(lantian.coordinator, '<script>')).toContain('&lt;script&gt;');
    for (const odd of ['%', '_', '\\', "'", '〔', '(', '第', '0', 'x'.repeat(300)])
      expect((await ask(lantian.coordinator, `/search?q=${encodeURIComponent(odd)}`)).status).toBe(200);
    expect((await ask(lantian.coordinator, '/search?q=a&q=b')).status).toBe(200);
  });

  async function layCounty(code: string, county: string, name: string, number: number): Promise<County> {
    const database = test.app.get(Database, { strict: false });
    const laid = await layCompletedClass(test, { names: ['甲学员', '乙学员'], division: code });
    const issuing = test.app.get(CertificateService, { strict: false });
    await issuing.issue(laid.coordinator, laid.classId);
    const organization = await database.one<{ id: string }>(
      `insert into responsibility.organization (name, short_name, kind, division_id)
       values ($1, $2, 'revitalisationBureau', $3) returning id`,
      [`${county}乡村振兴局`, `${county}振兴局`, laid.coordinator.division!.id],
    );
    const coordinator = await signedIn(test, 'coordinator', { division: code });
    const registered = await coordinator.send(
      'POST',
      '/api/v1/trainees',
      person(number, { name, managingDivision: code }),
    );
    const certificates = await database.query<{ registerNumber: string }>(
      'select register_number as "registerNumber" from service.certificate where class_id = $1 order by trainee_id',
      [laid.classId],
    );
    const trainingClass = await database.one<{ code: string }>(
      'select code from integration.class where id = $1',
      [laid.classId],
    );
    return {
      laid,
      coordinator,
      organizationId: organization!.id,
      registered: String(registered.body.id),
      registerNumbers: certificates.map(({ registerNumber }) => registerNumber),
      classCode: trainingClass!.code,
    };
  }

  function certificatesOf({ laid }: County): string {
    return `/classes/${laid.classId}/certificates?number=`;
  }

  async function ask(
    asker: Asker,
    url: string,
  ): Promise<{ status: number; text: string; location: unknown }> {
    const answer = await test.fastify.inject({ url, headers: { ...asker.headers, accept: 'text/html' } });
    return { status: answer.statusCode, text: answer.body, location: answer.headers.location };
  }

  async function page(asker: Asker, text: string): Promise<string> {
    const { status, text: html } = await ask(asker, `/search?q=${encodeURIComponent(text)}`);
    expect({ text, status }).toEqual({ text, status: 200 });
    return html;
  }

  async function linksFor(asker: Asker, text: string): Promise<string[]> {
    return resultsIn(await page(asker, text));
  }
});

/** Where the found rows and the lists lead. */
function resultsIn(html: string): string[] {
  const groups = html.split('class="search-groups"')[1]?.split('</main>')[0] ?? '';
  return [...groups.matchAll(/href="([^"]+)"/g)].map(([, href]) =>
    href!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
  );
}
