import type { BrowserContext, Locator, Page } from 'playwright-core';
import { addDays } from '../../src/foundation/clock/calendar-day.rules.js';
import { checkInPicture } from '../../src/integration/attendance/check-in-picture.js';
import { ClassScheduleService } from '../../src/integration/class/class-schedule.service.js';
import {
  accessibilityViolations,
  type ContextOptions,
  signInByForm,
  TestBrowser,
  troublesOf,
} from '../support/browser.js';
import { demoPassword, type Product, startProduct } from '../support/product.js';

const second = 1000;

/** The main job, as four people do it; each step stands on the one before. */
describe('From a class to the province in figures', () => {
  let product: Product;
  let browser: TestBrowser;
  let coordinator: Page;
  let unit: Page;
  let trainee: Page;
  let supervisor: Page;
  let administrator: Page;
  const contexts: BrowserContext[] = [];
  const calledUp = { id: '', title: '村级集体经济运营专题班' };
  const open = { id: '', title: '驻村帮扶实务一日班' };
  const unsound: string[] = [];

  beforeAll(async () => {
    product = await startProduct();
    browser = await TestBrowser.launch(product.url);
    coordinator = await person('coordinator');
    unit = await person('unit', { glass: 'phone' });
    supervisor = await person('supervisor');
    administrator = await person('admin');
    trainee = await person(undefined, { glass: 'phone' });
  }, 180_000);

  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await browser.close();
    await product.stop();
  });

  it('the coordinator plans two classes in the wizard, has them approved and publishes them', async () => {
    calledUp.id = await plan(calledUp.title, 20, 'callUp');
    open.id = await plan(open.title, 2, 'self');
    for (const { id, title } of [calledUp, open]) {
      await go(coordinator, '/applications');
      await coordinator.getByRole('link', { name: title }).click();
      await coordinator.waitForURL(/\/applications\/[0-9a-f-]{36}/);
      await judge(coordinator);
      await press(coordinator, 'form[action$="/approval"] button');
      await go(coordinator, `/classes/${id}/plan/check`);
      await press(coordinator, 'form[action$="/publication"] button');
      expect(await stateOf(id)).toBe('published');
    }
  });

  it('the coordinator calls up by a numbered notice', async () => {
    await go(coordinator, `/classes/${calledUp.id}/call-ups`);
    await coordinator.locator('input[name=deadline]').fill(`${addDays(product.clock.today(), 10)}T18:00`);
    await coordinator.locator('input[name=unitName]').fill(await unitOfContact());
    await coordinator.locator('input[name=unitAmount]').fill('2');
    for (const amount of await coordinator.locator('input[name=amount]').all()) await amount.fill('0');
    await press(coordinator, 'form[action$="/call-ups"] button.primary');
    await press(coordinator, 'form[action$="/issue"] button');
    expect(await coordinator.locator('.card-head h2').first().textContent()).toMatch(/〔\d{4}〕\d+ 号/u);
  });

  it('the unit contact returns two names and puts somebody else in place of one', async () => {
    await go(unit, '/call-ups');
    await unit.getByRole('link', { name: calledUp.title }).click();
    await unit.waitForURL(/\/call-ups\/[0-9a-f-]{36}/);
    await judge(unit);
    await press(unit, 'form[action$="/acknowledgement"] button');
    const people = unit.locator('form[action$="/names"] input[name=traineeIds]:not(:disabled)');
    await people.nth(0).check();
    await people.nth(1).check();
    await press(unit, 'form[action$="/names"] button.primary');
    const named = await namesOnReply();
    expect(named).toHaveLength(2);

    await press(unit, 'tbody a[href*="/substitution"]');
    await press(unit, 'button[name=inTraineeId]');
    const afterwards = await namesOnReply();
    expect(afterwards).toHaveLength(2);
    expect(afterwards).not.toEqual(named);
  });

  it('the coordinator confirms the roster', async () => {
    await go(coordinator, `/classes/${calledUp.id}/roster`);
    await press(coordinator, 'form[action$="/roster/confirmation"] button');
    expect(await enrollmentsIn(calledUp.id, 'confirmed')).toBe(2);
  });

  it('the trainee signs in on a phone with a code and registers for the other class', async () => {
    await signInByCode();
    await go(trainee, '/m/classes');
    await press(trainee, `a[href="/m/classes/${open.id}"]`);
    await press(trainee, 'form[action$="/enrollment"] button');
    expect(await enrollmentsIn(open.id, 'confirmed')).toBe(1);
  });

  it('the trainee checks in with the code that is shown in the room', async () => {
    const [session] = await product.database.query<{ id: string; startsAt: Date }>(
      'select id, starts_at as "startsAt" from integration.session where class_id = $1',
      [open.id],
    );
    await comeTo(new Date(session!.startsAt.getTime() + 5 * 60 * second));
    await eventually(async () => (await stateOf(open.id)) === 'running');
    await coordinator.context().clearCookies();
    await signInByForm(coordinator, 'coordinator', demoPassword);
    await signInByCode();
    await go(coordinator, `/classes/${open.id}/attendance/${session!.id}/screen`);
    const code = /[0-9A-Z]{6}/.exec(
      (await coordinator.locator('.check-in-code').innerText()).replace(/\s/g, ''),
    )![0];
    await scan(`/c/${session!.id}/${code}`);
    await press(trainee, 'form[action^="/c/"] button.primary');
    expect(await enrollmentsIn(open.id, 'arrived')).toBe(1);
    await expectRotated(code);
    await comeTo(new Date(session!.startsAt.getTime() + 5 * 3600 * second));
  });

  it('completion, certificate and the figures of every level follow', async () => {
    const home = await divisionsOfTrainee();
    expect(home).toHaveLength(5);
    await supervisor.context().clearCookies();
    await signInByForm(supervisor, 'supervisor', demoPassword);
    const before = await certificatesByLevel(home);

    await go(coordinator, `/classes/${open.id}/completion`);
    const confirmation = coordinator.locator('input[name=confirmation]');
    await confirmation.fill(/“(.+)”/u.exec(await labelOf(confirmation))![1]!);
    await press(coordinator, `form[action^="/classes/${open.id}/completion"] .card-foot button.primary`);
    expect(await enrollmentsIn(open.id, 'completed')).toBe(1);
    await go(coordinator, `/classes/${open.id}/certificates`);
    await press(coordinator, `form[action="/classes/${open.id}/certificates"] button.primary`);
    await eventually(async () => {
      const rows = await product.database.query(
        'select 1 from service.certificate where class_id = $1 and file_sha256 is not null',
        [open.id],
      );
      return rows.length === 1;
    });

    await go(trainee, '/m/certificates');
    await press(trainee, '.link-list a[href^="/m/certificates/"]');
    const file = await trainee.locator('a.certificate-download').getAttribute('href');
    const answer = await trainee.request.get(file!);
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');

    await eventually(async () => {
      const after = await certificatesByLevel(home);
      return after.every((figure, index) => figure === before[index]! + 1);
    });
    for (const code of home) await go(supervisor, figuresOf(code));
  });

  it('and no page on the way broke the policy or the accessibility rules', () => {
    expect(unsound).toEqual([]);
  });

  async function person(username?: string, options: ContextOptions = {}): Promise<Page> {
    const context = await browser.context(options);
    contexts.push(context);
    const page = await context.newPage();
    if (username !== undefined) await signInByForm(page, username, demoPassword);
    return page;
  }

  async function go(page: Page, path: string): Promise<void> {
    const answer = await page.goto(path);
    expect([path, answer?.status()]).toEqual([path, 200]);
    await judge(page);
  }

  /** Presses what leads to a page, and judges that page. */
  async function press(page: Page, selector: string): Promise<void> {
    await Promise.all([page.waitForEvent('load'), page.locator(selector).first().click()]);
    const refusals = await page
      .locator('.error-summary, .field .error, h1:has-text("500")')
      .allTextContents();
    expect({ page: page.url(), refusals }).toEqual({ page: page.url(), refusals: [] });
    await judge(page);
  }

  async function judge(page: Page): Promise<void> {
    const path = new URL(page.url()).pathname;
    for (const trouble of [...(await accessibilityViolations(page)), ...troublesOf(page)])
      unsound.push(`${path} ${trouble}`);
  }

  /** The five steps of the wizard up to the application; one session on one day. */
  async function plan(title: string, inDays: number, way: 'callUp' | 'self'): Promise<string> {
    const today = product.clock.today();
    const day = addDays(today, inDays);
    const fill = (name: string, value: string) => coordinator.locator(`[name=${name}]`).first().fill(value);
    const next = () => press(coordinator, 'button[name=then][value=next]');

    await go(coordinator, '/classes/new');
    await fill('title', title);
    await fill('startsOn', day);
    await fill('endsOn', day);
    await fill('capacity', '30');
    await fill('hours', '4');
    await next();
    const id = /classes\/([0-9a-f-]{36})\/plan\/audience/.exec(coordinator.url())![1]!;
    await coordinator.locator(`input[name=way][value=${way}]`).check();
    if (way === 'self') {
      await fill('opensAt', `${addDays(today, -1)}T08:00`);
      await fill('closesAt', `${addDays(day, -1)}T18:00`);
    }
    await next();
    await fill('title', '集体经济怎么壮大');
    await fill('hours', '4');
    await fill('startsAt', `${day}T08:30`);
    await fill('endsAt', `${day}T12:30`);
    await press(coordinator, 'button[form=session-fields]');
    await go(coordinator, `/classes/${id}/plan/quota`);
    await next();
    await press(coordinator, 'form[action$="/application"] button');
    expect(await stateOf(id)).toBe('submitted');
    return id;
  }

  /** Opens what the QR on the screen says; that picture is the one of this address. */
  async function scan(path: string): Promise<void> {
    const { path: wanted } = checkInPicture(`${product.url}${path}`);
    expect(await coordinator.locator('.check-in-picture path').getAttribute('d')).toBe(wanted);
    await go(trainee, path);
  }

  /** A minute later the screen shows another code, so that a picture passed on is worth nothing. */
  async function expectRotated(code: string): Promise<void> {
    product.clock.shift(product.clock.now().getTime() + 60 * second - Date.now());
    await coordinator.reload();
    await judge(coordinator);
    const shown = (await coordinator.locator('.check-in-code').innerText()).replace(/\s/g, '');
    expect(shown).toMatch(/^[0-9A-Z]{6}$/);
    expect(shown).not.toBe(code);
  }

  async function namesOnReply(): Promise<string[]> {
    return unit.locator('tbody tr:has(a[href*="/substitution"]) th').allTextContents();
  }

  /** The code comes by text message; the demonstration shows it in its outbox. */
  async function signInByCode(): Promise<void> {
    const [own] = await product.database.query<{ phone: string }>(
      `select phone from responsibility.account where username = 'trainee'`,
    );
    await trainee.context().clearCookies();
    await go(trainee, '/sign-in?way=sms');
    await trainee.locator('input[name=phone]').fill(own!.phone);
    await press(trainee, 'button[formaction="/sign-in/code"]');
    await administrator.context().clearCookies();
    await signInByForm(administrator, 'admin', demoPassword);
    await go(administrator, '/outbox?channel=sms');
    const text = await administrator.locator('tbody tr').first().locator('td').nth(2).innerText();
    await trainee.locator('input[name=code]').fill(/\d{6}/.exec(text)![0]);
    await trainee.locator('form[action="/sign-in"] button.primary').click();
    await trainee.waitForURL((url) => url.pathname.startsWith('/m'));
    await judge(trainee);
  }

  /** Moves business time on and lets the schedule look once, as it does every minute. */
  async function comeTo(instant: Date): Promise<void> {
    product.clock.shift(instant.getTime() - Date.now());
    await product.running.app.get(ClassScheduleService, { strict: false }).queueDue();
  }

  async function stateOf(id: string): Promise<string> {
    const [row] = await product.database.query<{ state: string }>(
      'select state::text as state from integration.class where id = $1',
      [id],
    );
    return row!.state;
  }

  async function enrollmentsIn(classId: string, state: string): Promise<number> {
    const rows = await product.database.query(
      'select 1 from integration.enrollment where class_id = $1 and state::text = $2',
      [classId, state],
    );
    return rows.length;
  }

  /** Codes of the trainee's province, city, county, township and village. */
  async function divisionsOfTrainee(): Promise<string[]> {
    const rows = await product.database.query<{ code: string }>(
      `select division.code from responsibility.account account
       join responsibility.assignment assignment on assignment.account_id = account.id
       join targeting.trainee trainee on trainee.id = assignment.trainee_id
       join responsibility.division home on home.id = trainee.division_id
       join responsibility.division division on division.id in
         (home.id, home.township_id, home.county_id, home.city_id, home.province_id)
       where account.username = 'trainee' order by division.level`,
    );
    return rows.map(({ code }) => code);
  }

  function figuresOf(code: string): string {
    return `/monitor?division=${code}&attribution=byParticipant`;
  }

  /** The certificates that the page shows for each division: the fourth of its figures at the top. */
  async function certificatesByLevel(codes: string[]): Promise<number[]> {
    const figures: number[] = [];
    for (const code of codes) {
      await supervisor.goto(figuresOf(code));
      const text = await supervisor.locator('.kpis .kpi-figure strong').nth(3).textContent();
      figures.push(Number(text!.replace(/[^\d]/g, '')));
    }
    return figures;
  }

  /** The name of the unit whose contact answers call-ups in the demonstration. */
  async function unitOfContact(): Promise<string> {
    const [row] = await product.database.query<{ name: string }>(
      `select organization.name from responsibility.assignment assignment
       join responsibility.account account on account.id = assignment.account_id
       join responsibility.organization organization on organization.id = assignment.organization_id
       where account.username = 'unit'`,
    );
    return row!.name;
  }
});

/** The words beside a field. */
function labelOf(field: Locator): Promise<string> {
  return field.evaluate((input) => (input as HTMLInputElement).labels?.[0]?.textContent ?? '');
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 90 * second;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not come about within 90 s');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
