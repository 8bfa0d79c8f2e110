import { addDays } from '../../../../src/foundation/clock/calendar-day.rules.js';
import { Database } from '../../../../src/foundation/database/database.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { addTrainees, classBasics } from '../../../support/class-draft.js';
import { signIn, TestPerson } from '../../../support/sign-in.js';

const province = '610000000000';
const hanzhong = '610700000000';
const mianxian = '610725000000';
const xian = '610100000000';

interface Answer {
  status: number;
  body: Record<string, unknown> & { id: string; code: string; errors: { field: string; code: string }[] };
}

describe('the life of a class up to publication', () => {
  let test: TestApp;
  let coordinator: TestPerson;
  let city: TestPerson;

  beforeAll(async () => {
    test = await createTestApp();
    coordinator = await signIn(test, { role: 'coordinator', division: province });
    city = await signIn(test, { role: 'coordinator', division: hanzhong });
    await addTrainees(test, hanzhong, 30);
  });

  afterAll(() => test.close());

  async function ask(
    person: TestPerson,
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    payload?: object,
  ): Promise<Answer> {
    const answer = await test.fastify.inject({
      method,
      url: `/api/v1${path}`,
      headers: person.headers,
      ...(payload && { payload }),
    });
    return {
      status: answer.statusCode,
      body: (answer.body ? answer.json() : {}) as Answer['body'],
    };
  }

  async function draft(person: TestPerson, changes: Record<string, unknown> = {}): Promise<Answer['body']> {
    const answer = await ask(person, 'POST', '/classes', classBasics(test, changes));
    expect(answer.status).toBe(201);
    return answer.body;
  }

  const decisionPage = (person: TestPerson, application: string): Promise<string> =>
    pageOf(person, `/applications/${application}`);

  async function pageOf(person: TestPerson, url: string): Promise<string> {
    const answer = await test.fastify.inject({ url, headers: { ...person.headers, accept: 'text/html' } });
    expect(answer.statusCode).toBe(200);
    return answer.body.replaceAll('&#x3D;', '=');
  }

  const session = (day: string, changes: Record<string, unknown> = {}) => ({
    title: '村集体经济运营',
    mode: 'lecture',
    startsAt: `${day}T08:30`,
    endsAt: `${day}T12:30`,
    hours: 4,
    ...changes,
  });

  /** A class with approval number and timetable, ready to be published. */
  async function ready(person: TestPerson, changes: Record<string, unknown> = {}): Promise<Answer['body']> {
    const drafted = await draft(person, changes);
    const day = String(drafted.startsOn);
    for (const startsAt of [day, addDays(day, 1)])
      expect((await ask(person, 'POST', `/classes/${drafted.id}/sessions`, session(startsAt))).status).toBe(
        201,
      );
    const application = await ask(person, 'POST', `/classes/${drafted.id}/application`);
    expect(application.status).toBe(201);
    expect((await ask(coordinator, 'POST', `/applications/${application.body.id}/approval`, {})).status).toBe(
      200,
    );
    return drafted;
  }

  it('drafts, is approved with a number, and is published with seats open', async () => {
    const { id } = await ready(city, { title: '汉中市驻村干部培训班' });

    const approved = await ask(city, 'GET', `/classes/${id}`);
    expect(approved.body).toMatchObject({ state: 'approved', hours: 8, capacity: 20, taken: 0 });
    expect(approved.body.approvalNo).toMatch(/^陕训批〔\d{4}〕\d+ 号$/);
    expect(JSON.stringify(approved.body).toLowerCase()).not.toContain('secret');

    const published = await ask(city, 'POST', `/classes/${id}/publication`);
    expect(published.status).toBe(200);
    expect(published.body).toMatchObject({ state: 'published', registration: { open: true } });
    const firm = await test.app
      .get(Database, { strict: false })
      .query('select distinct firm from integration.session where class_id = $1', [id]);
    expect(firm).toEqual([{ firm: true }]);
  });

  it('takes a completion rule with the class and on its own', async () => {
    const completionRule = { leastAttendance: 0.9, mostUnexcusedAbsences: 1, mostLeave: 0.1 };
    const { id } = await draft(coordinator, { completionRule });
    const rule = async () => (await ask(coordinator, 'GET', `/classes/${id}`)).body.completionRule;
    expect(await rule()).toEqual(completionRule);
    const path = `/classes/${id}/completion-rule`;
    const other = { leastAttendance: 0.6, mostUnexcusedAbsences: 2, mostLeave: 0.143 };
    expect((await ask(coordinator, 'PUT', path, other)).status).toBe(204);
    expect(await rule()).toEqual({ ...other, mostLeave: 1 / 7 });
    await ask(coordinator, 'PATCH', `/classes/${id}`, classBasics(test));
    expect(await rule()).toMatchObject({ leastAttendance: 0.6 });
    const wrong = await ask(coordinator, 'PUT', path, { leastAttendance: 80, mostLeave: 0.1 });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map(({ field }) => field)).toEqual(['leastAttendance', 'mostUnexcusedAbsences']);
    expect((await ask(city, 'PUT', path, other)).status).toBe(404);
  });

  it('names every reason that stands against publication', async () => {
    const { id } = await draft(coordinator, { hours: 16 });

    const check = await ask(coordinator, 'GET', `/classes/${id}/publication`);
    const errors = (check.body.findings as { level: string; code: string; step: string }[]).filter(
      ({ level }) => level === 'error',
    );
    expect(errors.map(({ code, step }) => [step, code])).toEqual([
      ['sessions', 'publication.finding.sessionsMissing'],
      ['check', 'publication.finding.approvalMissing'],
    ]);
    await ask(coordinator, 'POST', `/classes/${id}/application`);
    const refused = await ask(coordinator, 'POST', `/classes/${id}/publication`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'class.verbHasNoMeaning' } });
  });

  it('refuses errors with 422 although the class is approved', async () => {
    const { id } = await draft(coordinator);
    const application = await ask(coordinator, 'POST', `/classes/${id}/application`);
    await ask(coordinator, 'POST', `/applications/${application.body.id}/approval`, {});

    const refused = await ask(coordinator, 'POST', `/classes/${id}/publication`);

    expect(refused).toMatchObject({ status: 422, body: { code: 'publication.refused' } });
    expect(refused.body.errors).toMatchObject([
      { field: 'sessions', code: 'publication.finding.sessionsMissing' },
    ]);
    expect((await ask(coordinator, 'GET', `/classes/${id}`)).body.state).toBe('approved');
  });

  it('gives a place to one class only and names it to the other', async () => {
    const database = test.app.get(Database, { strict: false });
    const place = await database.one<{ id: string }>(
      `insert into responsibility.place (name, kind, division_id, capacity)
       select '省委党校报告厅', 'hall', id, 200 from responsibility.division where code = $1 returning id`,
      [province],
    );
    const classes = [await draft(coordinator), await draft(coordinator, { title: '同一场地的另一个班' })];
    for (const drafted of classes) {
      const day = String(drafted.startsOn);
      await ask(
        coordinator,
        'POST',
        `/classes/${drafted.id}/sessions`,
        session(day, { placeId: place?.id, hours: 8, endsAt: `${day}T17:30` }),
      );
      const application = await ask(coordinator, 'POST', `/classes/${drafted.id}/application`);
      await ask(coordinator, 'POST', `/applications/${application.body.id}/approval`, {});
    }

    const answers = await Promise.all(
      classes.map(({ id }) => ask(coordinator, 'POST', `/classes/${id}/publication`)),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const loser = answers.findIndex(({ status }) => status === 409);
    expect(['publication.finding.placeClash', 'error.constraint.session_place_clash']).toContain(
      answers[loser]?.body.code,
    );
    const again = await ask(coordinator, 'POST', `/classes/${classes[loser]?.id ?? ''}/publication`);
    expect(again).toMatchObject({ status: 409, body: { code: 'publication.finding.placeClash' } });
    expect(again.body.title).toContain('省委党校报告厅');
  });

  it('is approved only by an authority over the division, and returned with a reason', async () => {
    const { id } = await draft(city);
    const application = await ask(city, 'POST', `/classes/${id}/application`);
    const other = await signIn(test, { role: 'coordinator', division: xian });

    expect((await ask(other, 'POST', `/applications/${application.body.id}/approval`, {})).status).toBe(404);
    expect((await ask(other, 'GET', `/applications/${application.body.id}`)).status).toBe(404);
    expect(await ask(coordinator, 'POST', `/applications/${application.body.id}/return`, {})).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'reason', code: 'error.required' }] },
    });
    const returned = await ask(coordinator, 'POST', `/applications/${application.body.id}/return`, {
      reason: '学时不足，请补充',
    });
    expect(returned).toMatchObject({ status: 200, body: { state: 'returned' } });
    expect((await ask(city, 'GET', `/classes/${id}`)).body.state).toBe('returned');
    const again = await ask(city, 'POST', `/classes/${id}/application`);
    expect(again.body).toMatchObject({ id: application.body.id, state: 'submitted' });
    const approved = await ask(coordinator, 'POST', `/applications/${application.body.id}/approval`, {});
    expect(approved.body.approvalNo).toMatch(/^陕训批/);
    expect(await ask(coordinator, 'POST', `/applications/${application.body.id}/approval`, {})).toMatchObject(
      { status: 409, body: { code: 'application.verbHasNoMeaning' } },
    );
  });

  it('is decided one level up at least, not by the division that applies', async () => {
    const county = await signIn(test, { role: 'coordinator', division: mianxian });
    const filed: [TestPerson, TestPerson[], TestPerson, RegExp][] = [
      [county, [county], city, /^陕汉中训批〔\d{4}〕\d+ 号$/],
      [city, [city, await signIn(test, { role: 'coordinator', division: hanzhong })], coordinator, /^陕训批/],
    ];
    for (const [applicant, own, authority, number] of filed) {
      const { id } = await draft(applicant);
      const application = (await ask(applicant, 'POST', `/classes/${id}/application`)).body.id;
      for (const person of own) {
        for (const [verb, payload] of [
          ['approval', {}],
          ['return', { reason: '请补充' }],
        ] as const)
          expect(await ask(person, 'POST', `/applications/${application}/${verb}`, payload)).toMatchObject({
            status: 422,
            body: { code: 'application.ownCannotDecide' },
          });
        expect(await decisionPage(person, application)).not.toContain('/approval"');
      }
      expect((await ask(applicant, 'GET', `/classes/${id}`)).body).toMatchObject({
        state: 'submitted',
        approvalNo: null,
      });
      expect(await decisionPage(authority, application)).toContain('/approval"');
      const approved = await ask(authority, 'POST', `/applications/${application}/approval`, {});
      expect(approved.body.approvalNo).toMatch(number);
    }
  });

  it('is decided at the root by its own coordinator, who filed it only while alone there', async () => {
    const database = test.app.get(Database, { strict: false });
    const { id } = await draft(coordinator);
    const own = (await ask(coordinator, 'POST', `/classes/${id}/application`)).body.id;
    const forCity = await draft(coordinator, { divisionCode: hanzhong });
    const below = (await ask(coordinator, 'POST', `/classes/${forCity.id}/application`)).body.id;
    const colleague = await signIn(test, { role: 'coordinator', division: province });

    for (const application of [own, below])
      expect(await ask(coordinator, 'POST', `/applications/${application}/approval`, {})).toMatchObject({
        status: 422,
        body: { code: 'application.ownCannotDecide' },
      });
    expect((await ask(colleague, 'POST', `/applications/${below}/approval`, {})).status).toBe(200);
    await database.execute(`update responsibility.account set state = 'disabled' where id = $1`, [
      colleague.accountId,
    ]);
    expect((await ask(coordinator, 'POST', `/applications/${own}/approval`, {})).status).toBe(200);
  });

  it('goes back to its authority when what was approved changes, once its planner accepts that', async () => {
    const { id } = await ready(city);
    const approved = (await ask(city, 'GET', `/classes/${id}`)).body;
    const application = String(approved.applicationId);
    const day = String(approved.startsOn);
    const changes = [
      { startsOn: addDays(day, 7), endsOn: addDays(day, 8) },
      { endsOn: addDays(day, 2) },
      { hours: 16 },
      { capacity: 21 },
    ];

    for (const change of changes) {
      const { version } = (await ask(city, 'GET', `/classes/${id}`)).body;
      const wanted = classBasics(test, { version, ...change });
      expect(await ask(city, 'PATCH', `/classes/${id}`, wanted)).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'acknowledged', code: 'class.approvalAgain' }] },
      });
      const kept = (await ask(city, 'GET', `/classes/${id}`)).body;
      expect(kept).toMatchObject({ state: 'approved', version, startsOn: day, hours: 8, capacity: 20 });

      const again = await ask(city, 'PATCH', `/classes/${id}`, { ...wanted, acknowledged: true });
      expect(again.body).toMatchObject({ state: 'submitted', approvalNo: null, ...change });
      expect((await ask(city, 'POST', `/classes/${id}/publication`)).status).toBe(409);
      const { capacity, ...content } = { ...change } as Record<string, unknown>;
      expect((await ask(city, 'GET', `/applications/${application}`)).body).toMatchObject({
        state: 'submitted',
        ...content,
        ...(capacity !== undefined && { persons: capacity }),
      });
      await ask(coordinator, 'POST', `/applications/${application}/approval`, {});
      const { version: now } = (await ask(city, 'GET', `/classes/${id}`)).body;
      const back = classBasics(test, { version: now, acknowledged: true });
      if ((await ask(city, 'PATCH', `/classes/${id}`, back)).body.state === 'submitted')
        await ask(coordinator, 'POST', `/applications/${application}/approval`, {});
    }
    const trail = await test.app
      .get(Database, { strict: false })
      .query(
        `select before from foundation.audit_entry where subject_id = $1 and action = 'application.resubmit' limit 1`,
        [application],
      );
    expect(trail).toEqual([{ before: { approvalNo: approved.approvalNo } }]);
  });

  it('goes back to its authority for other people, not for the same ones', async () => {
    const { id } = await ready(city);
    const audience = { categories: ['firstSecretary'] };

    expect((await ask(city, 'PUT', `/classes/${id}/audience`, {})).status).toBe(204);
    expect(await ask(city, 'PUT', `/classes/${id}/audience`, audience)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'acknowledged', code: 'class.approvalAgain' }] },
    });
    expect((await ask(city, 'GET', `/classes/${id}`)).body).toMatchObject({ state: 'approved' });
    expect(
      (await ask(city, 'PUT', `/classes/${id}/audience`, { ...audience, acknowledged: true })).status,
    ).toBe(204);
    expect((await ask(city, 'GET', `/classes/${id}`)).body).toMatchObject({
      state: 'submitted',
      audience: { categories: ['firstSecretary'] },
    });
  });

  it('asks for more seats of an approved class in its plan, not past it', async () => {
    const { id } = await ready(city);

    expect(await ask(city, 'PUT', `/classes/${id}/capacity`, { capacity: 30 })).toMatchObject({
      status: 409,
      body: { code: 'enrollment.capacityInPlan' },
    });
    expect((await ask(city, 'PUT', `/classes/${id}/capacity`, { capacity: 19 })).status).toBe(200);
    expect((await ask(city, 'GET', `/classes/${id}`)).body).toMatchObject({
      state: 'approved',
      capacity: 19,
    });
  });

  it('shows its people and its authority what it says otherwise than was approved', async () => {
    const { id } = await ready(city);
    const { applicationId, startsOn } = (await ask(city, 'GET', `/classes/${id}`)).body;
    const application = String(applicationId);
    const pages = () => Promise.all([pageOf(city, `/classes/${id}`), decisionPage(coordinator, application)]);
    for (const page of await pages()) expect(page).not.toContain('与批准的申报不一致');
    await ask(city, 'POST', `/classes/${id}/publication`);
    const { version } = (await ask(city, 'GET', `/classes/${id}`)).body;

    const changed = await ask(
      city,
      'PATCH',
      `/classes/${id}`,
      classBasics(test, { version, title: '改了名的班', endsOn: addDays(String(startsOn), 4), hours: 24 }),
    );

    expect(changed.body).toMatchObject({ state: 'published', hours: 24 });
    expect((await ask(city, 'GET', `/applications/${application}`)).body).toMatchObject({
      state: 'approved',
      hours: 8,
      title: '驻村第一书记产业振兴专题培训班',
    });
    for (const page of await pages()) {
      expect(page).toContain('与批准的申报不一致');
      expect(page).toContain('批准：8；现为：24');
      expect(page).toContain('批准：驻村第一书记产业振兴专题培训班；现为：改了名的班');
      expect(page).not.toContain('批准：20；');
    }
  });

  it('is changed by coordinators over its division alone', async () => {
    const { id, version } = await draft(city);
    const other = await signIn(test, { role: 'coordinator', division: xian });
    const supervisor = await signIn(test, { role: 'supervisor', division: province });
    const administrator = await signIn(test, { role: 'administrator' });
    const change = classBasics(test, { title: '改过的名称', version });

    expect((await ask(other, 'PATCH', `/classes/${id}`, change)).status).toBe(404);
    expect((await ask(other, 'GET', `/classes/${id}`)).status).toBe(404);
    expect((await ask(supervisor, 'PATCH', `/classes/${id}`, change)).status).toBe(403);
    expect((await ask(supervisor, 'GET', `/classes/${id}`)).status).toBe(200);
    expect((await ask(administrator, 'POST', `/classes/${id}/publication`)).status).toBe(403);
    expect((await ask(coordinator, 'PATCH', `/classes/${id}`, change)).body.title).toBe('改过的名称');
    expect(await ask(city, 'PATCH', `/classes/${id}`, change)).toMatchObject({
      status: 409,
      body: { code: 'class.changedMeanwhile' },
    });
    expect(await ask(city, 'POST', '/classes', classBasics(test, { divisionCode: province }))).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'divisionCode' }] },
    });
  });

  it('names every wrong field of the basics', async () => {
    const answer = await ask(
      coordinator,
      'POST',
      '/classes',
      classBasics(test, { title: '', kind: 'party', capacity: 0, hours: 'many' }),
    );

    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ field }) => field).sort()).toEqual([
      'capacity',
      'hours',
      'kind',
      'title',
    ]);
    const backwards = await ask(
      coordinator,
      'POST',
      '/classes',
      classBasics(test, { startsOn: '2026-12-05', endsOn: '2026-12-01' }),
    );
    expect(backwards.body.errors).toMatchObject([{ field: 'endsOn', code: 'class.endBeforeStart' }]);
  });

  it('lists by filters, page by page, with counts of all states', async () => {
    const first = await ask(city, 'GET', '/classes?limit=2');
    const items = first.body.items as { id: string }[];
    expect(items).toHaveLength(2);
    const seen = [...items];
    for (let next = first.body.next as string | undefined; next;) {
      const page = await ask(city, 'GET', `/classes?limit=2&cursor=${next}`);
      seen.push(...(page.body.items as { id: string }[]));
      next = page.body.next as string | undefined;
    }
    const counts = first.body.counts as Record<string, number>;
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen).toHaveLength(Object.values(counts).reduce((sum, count) => sum + count, 0));

    const published = await ask(
      coordinator,
      'GET',
      `/classes?state=published&division=${hanzhong}&text=汉中市`,
    );
    expect(published.body.items).toMatchObject([{ title: '汉中市驻村干部培训班', state: 'published' }]);
    expect((await ask(coordinator, 'GET', '/classes?state=nonsense')).status).toBe(422);
    expect((await ask(coordinator, 'GET', '/classes?cursor=nonsense')).status).toBe(422);
  });

  it('previews whom an audience reaches, by division', async () => {
    await addTrainees(test, xian, 7, { category: 'villageSecretary', level: 'villageCadre' });

    const preview = await ask(coordinator, 'POST', '/audiences/preview', {
      categories: ['villageSecretary'],
      levels: [],
    });
    expect(preview.body).toMatchObject({ count: 7, byDivision: [{ code: xian, name: '西安市', count: 7 }] });
    const own = await ask(city, 'POST', '/audiences/preview', { divisionCodes: [hanzhong] });
    expect(own.body).toMatchObject({ count: 30, byDivision: [{ code: null, count: 30 }] });
    expect((await ask(city, 'POST', '/audiences/preview', { within: province })).status).toBe(404);
    expect((await ask(city, 'POST', '/audiences/preview', { categories: ['kings'] })).status).toBe(422);
  });

  it('hands seats out to the parts of its division, never more than it has', async () => {
    const { id } = await draft(coordinator);
    const table = await ask(coordinator, 'GET', `/classes/${id}/quota`);
    expect(table.body).toMatchObject({ capacity: 20, allocated: 0 });
    expect((table.body.rows as object[]).length).toBeGreaterThanOrEqual(10);

    const rows = [
      { divisionCode: xian, amount: 12 },
      { divisionCode: hanzhong, amount: 9 },
    ];
    expect(await ask(coordinator, 'PUT', `/classes/${id}/quota`, { rows })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'rows', code: 'publication.quotaAboveCapacity' }] },
    });
    rows[1] = { divisionCode: hanzhong, amount: 8 };
    expect((await ask(coordinator, 'PUT', `/classes/${id}/quota`, { rows })).body.allocated).toBe(20);
    const fewer = await ask(coordinator, 'PUT', `/classes/${id}/quota`, {
      rows: [{ divisionCode: xian, amount: 5 }],
    });
    expect(fewer.body.allocated).toBe(5);
    expect(
      (
        await ask(coordinator, 'PUT', `/classes/${id}/quota`, {
          rows: [{ divisionCode: province, amount: 1 }],
        })
      ).status,
    ).toBe(422);
    const { version } = (await ask(coordinator, 'GET', `/classes/${id}`)).body;
    expect(
      await ask(
        coordinator,
        'PATCH',
        `/classes/${id}`,
        classBasics(test, { version, capacity: 4, minimumPersons: 1 }),
      ),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'capacity', code: 'class.capacityBelowQuota' }] },
    });
  });

  it('copies a class with its weekday rhythm, audience, window and quota', async () => {
    const source = await draft(coordinator);
    const day = String(source.startsOn);
    await ask(coordinator, 'POST', `/classes/${source.id}/sessions`, session(addDays(day, 1)));
    await ask(coordinator, 'PUT', `/classes/${source.id}/audience`, { categories: ['firstSecretary'] });
    await ask(coordinator, 'PUT', `/classes/${source.id}/registration`, {
      opensAt: `${addDays(day, -20)}T08:00`,
      closesAt: `${addDays(day, -5)}T18:00`,
      waitlistCapacity: 5,
    });
    await ask(coordinator, 'PUT', `/classes/${source.id}/quota`, {
      rows: [{ divisionCode: xian, amount: 6 }],
    });

    const copy = await ask(coordinator, 'POST', `/classes/${source.id}/copies`, {
      startsOn: addDays(day, 364),
    });

    expect(copy.status).toBe(201);
    expect(copy.body).toMatchObject({
      state: 'draft',
      startsOn: addDays(day, 364),
      endsOn: addDays(day, 365),
      copiedFromId: source.id,
      applicationId: null,
      audience: { categories: ['firstSecretary'] },
      registration: {
        opensAt: new Date(`${addDays(day, 344)}T08:00+08:00`).toISOString(),
        waitlistCapacity: 5,
      },
    });
    const sessions = await ask(coordinator, 'GET', `/classes/${copy.body.id}/sessions`);
    expect(sessions.body.items).toMatchObject([
      { startsAt: new Date(`${addDays(day, 365)}T08:30+08:00`).toISOString() },
    ]);
    expect((await ask(coordinator, 'GET', `/classes/${copy.body.id}/quota`)).body.allocated).toBe(6);
  });

  it('is called off with a reason, closes its seats and frees its places', async () => {
    const { id } = await ready(coordinator);
    await ask(coordinator, 'POST', `/classes/${id}/publication`);

    expect((await ask(coordinator, 'POST', `/classes/${id}/cancellation`, {})).status).toBe(422);
    const cancelled = await ask(coordinator, 'POST', `/classes/${id}/cancellation`, { reason: '汛期延后' });

    expect(cancelled.body).toMatchObject({ state: 'cancelled', registration: { open: false } });
    const firm = await test.app
      .get(Database, { strict: false })
      .query('select 1 from integration.session where class_id = $1 and firm', [id]);
    expect(firm).toEqual([]);
    expect((await ask(coordinator, 'POST', `/classes/${id}/publication`)).status).toBe(409);
    expect(
      (await ask(coordinator, 'POST', `/classes/${id}/sessions`, session(addDays('2026-01-01', 1)))).status,
    ).toBe(409);
  });
});
