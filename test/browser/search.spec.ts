import {
  accessibilityViolations,
  expectClean,
  type Glass,
  sidewaysScroll,
  signInByForm,
  TestBrowser,
} from '../support/browser.js';
import { demoPassword, type Product, startProduct } from '../support/product.js';

/** What is asked, and what the page then shows. */
const states: [name: string, path: string, shown: string][] = [
  ['before anything is asked', '/search', '.empty'],
  ['with rows of several registers', '/search?q=中', '.search-groups .card + .card'],
  ['when nothing is found', '/search?q=没有这样的班次', '.empty'],
];

describe('Global search', () => {
  let product: Product;
  let browser: TestBrowser;

  beforeAll(async () => {
    product = await startProduct({ PROCESSES: 'web' });
    browser = await TestBrowser.launch(product.url);
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('is reached with / from every page of the desk, and finds on Enter', async () => {
    const page = await signedIn('coordinator', 'desk');
    await page.goto('/classes');
    await page.keyboard.press('/');
    const box = page.locator('.top-bar [data-search]');
    expect(await box.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await box.inputValue()).toBe('');
    await page.keyboard.type('汉中');
    await Promise.all([page.waitForURL(/\/search\?q=/), page.keyboard.press('Enter')]);
    expect(await page.locator('.search-groups a[href^="/classes/"]').count()).toBeGreaterThan(0);
    await page.locator('input[name=q]').last().fill('a/b');
    expect(await page.locator('input[name=q]').last().inputValue()).toBe('a/b');
    expectClean(page);
    await page.context().close();
  });

  it('is a link on the phone, where / leads too', async () => {
    const page = await signedIn('trainee', 'phone');
    await page.goto('/m');
    await Promise.all([page.waitForURL(/\/search$/), page.locator('.top-bar a[href="/search"]').click()]);
    expect(await page.locator('.tab-bar').isVisible()).toBe(true);
    await page.goto('/m');
    await Promise.all([page.waitForURL(/\/search$/), page.keyboard.press('/')]);
    expectClean(page);
    await page.context().close();
  });

  it.each(states)('is sound %s', async (_, path, shown) => {
    const defects: string[] = [];
    for (const [username, glass] of [
      ['coordinator', 'desk'],
      ['coordinator', 'narrow'],
      ['trainee', 'phone'],
    ] as const) {
      const page = await signedIn(username, glass);
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(200);
      if (username === 'coordinator') expect(await page.locator(shown).count()).toBeGreaterThan(0);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        defects.push(...(await accessibilityViolations(page)));
      }
      if ((await sidewaysScroll(page)) > 0) defects.push(`${glass} scrolls sideways`);
      expectClean(page);
      await page.context().close();
    }
    expect(defects).toEqual([]);
  });

  async function signedIn(username: string, glass: Glass) {
    const context = await browser.context({ glass });
    const page = await context.newPage();
    await signInByForm(page, username, demoPassword);
    return page;
  }
});
