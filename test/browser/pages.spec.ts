import type { BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../src/foundation/access/actor.js';
import { homeOf, navigationFor } from '../../src/navigation.js';
import {
  accessibilityViolations,
  type ContextOptions,
  sidewaysScroll,
  signInByForm,
  TestBrowser,
  troublesOf,
} from '../support/browser.js';
import { demoPassword, type Product, startProduct } from '../support/product.js';
import { linksOf, openPage, patternOf } from '../support/walk.js';

/** Who walks for a role; nobody heads a class in the demonstration, and its pages are those of a host. */
const walkers: [username: string, role: Role][] = [
  ['coordinator', 'coordinator'],
  ['admin', 'administrator'],
  ['supervisor', 'supervisor'],
  ['unit', 'unitContact'],
  ['host', 'host'],
  ['instructor', 'instructor'],
  ['trainee', 'trainee'],
];

const views = [
  { glass: 'desk', language: 'zh-CN' },
  { glass: 'desk', language: 'en' },
  { glass: 'phone', language: 'zh-CN' },
  { glass: 'phone', language: 'en' },
] as const satisfies ContextOptions[];

/** Pages that tell of something missing; a recurring job's run gives way to the next while one looks at the list. */
function mayBeMissing(path: string): boolean {
  return path === '/no-such-page' || path.startsWith('/v/') || path.startsWith('/jobs/');
}

describe('Every page that a role can walk to is sound', () => {
  let product: Product;
  let browser: TestBrowser;
  /** Patterns already judged in all views; another role then only opens them. */
  const judged = new Set<string>();
  const certificateCodes: string[] = [];

  beforeAll(async () => {
    product = await startProduct();
    browser = await TestBrowser.launch(product.url);
    const rows = await product.database.query<{ code: string }>(
      'select check_code as code from service.certificate order by issued_at desc limit 1',
    );
    certificateCodes.push(...rows.map(({ code }) => code));
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('unless something is planted, which is noticed', async () => {
    const context = await browser.context();
    const page = await context.newPage();
    await page.goto('/sign-in');
    expect(troublesOf(page)).toEqual([]);
    await page.evaluate(async () => {
      document.body.insertAdjacentHTML(
        'beforeend',
        '<i style="color: #ddd">faint</i><img src="/nowhere.png">',
      );
      await fetch('/nowhere').catch(() => undefined);
      setTimeout(() => {
        throw new Error('planted');
      });
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const troubles = troublesOf(page).join('\n');
    for (const expected of ['style-src-attr', '404: ', 'page error: planted'])
      expect(troubles).toContain(expected);
    expect((await accessibilityViolations(page)).join('\n')).toContain('image-alt');
    await context.close();
  });

  it('for everybody, without signing in', async () => {
    const contexts = await openContexts();
    const defects: string[] = [];
    for (const path of ['/sign-in', '/sign-in?way=sms', '/sign-in?way=slip', '/v', '/v/ABCDEFGH'])
      defects.push(...(await judge(contexts, path)));
    for (const code of certificateCodes) defects.push(...(await judge(contexts, `/v/${code}`)));
    await Promise.all(contexts.map((context) => context.close()));
    expect(defects).toEqual([]);
  });

  it.each(walkers)(
    'for %s',
    async (username, role) => {
      const contexts = await openContexts(username);
      const defects: string[] = [];
      const waiting = [
        '/search?q=中',
        homeOf(role),
        ...navigationFor(role).map(({ href }) => href),
        '/inbox',
        '/account',
        '/account/tokens',
      ];
      waiting.push(...(await classesInEveryState(role)), '/no-such-page');
      const seen = new Set<string>();
      for (const path of waiting) {
        if (seen.has(patternOf(path))) continue;
        seen.add(patternOf(path));
        defects.push(...(await judge(contexts, path, (links) => waiting.push(...links))));
      }
      await Promise.all(contexts.map((context) => context.close()));
      expect(defects).toEqual([]);
    },
    480_000,
  );

  /** A browser for each view, all signed in as the same person, who filled the form once. */
  async function openContexts(username?: string): Promise<BrowserContext[]> {
    const [first, ...others] = views;
    const desk = await browser.context(first);
    if (username !== undefined) {
      const page = await desk.newPage();
      await signInByForm(page, username, demoPassword);
      await page.close();
    }
    const cookies = await desk.cookies();
    return [desk, ...(await Promise.all(others.map((view) => browser.context({ ...view, cookies }))))];
  }

  /** The class that runs now, whose tabs all have something to show, comes before what a list happens to begin with. */
  async function classesInEveryState(role: Role): Promise<string[]> {
    if (role !== 'coordinator') return [];
    const rows = await product.database.query<{ id: string }>(
      `select id from integration.class where state = 'running' order by created_at desc limit 1`,
    );
    return rows.map(({ id }) => `/classes/${id}`);
  }

  /** Opens a path in every view, or in one when the page is known, and tells what is wrong. */
  async function judge(
    contexts: BrowserContext[],
    path: string,
    follow: (links: string[]) => void = () => undefined,
  ): Promise<string[]> {
    const known = judged.has(patternOf(path)) && !path.startsWith('/sign-in');
    judged.add(patternOf(path));
    const found = await Promise.all(
      contexts.slice(0, known ? 1 : views.length).map(async (context, index) => {
        const opened = await openPage(context, path);
        if (!opened) return [];
        const { page, status } = opened;
        const defects: string[] = [];
        if (index === 0) follow(await linksOf(page));
        const { glass, language } = views[index]!;
        if (status >= 400 && !mayBeMissing(path)) {
          await page.close();
          return index === 0 ? [`${path} answers ${status}`] : [];
        }
        if (!known) defects.push(...(await look(page, glass === 'phone')));
        defects.push(...troublesOf(page));
        await page.close();
        return defects.map((defect) => `${path} [${glass} ${language}] ${defect}`);
      }),
    );
    return found.flat();
  }

  /** In light and dark, and on a phone also at the narrowest width. */
  async function look(page: Page, onPhone: boolean): Promise<string[]> {
    const defects = await accessibilityViolations(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const violation of await accessibilityViolations(page, ['color-contrast']))
      defects.push(`dark: ${violation}`);
    if (!onPhone) return defects;
    await page.setViewportSize({ width: 320, height: 640 });
    const pixels = await sidewaysScroll(page);
    if (pixels > 0) defects.push(`scrolls ${pixels} px sideways at 320 px`);
    return defects;
  }
});
