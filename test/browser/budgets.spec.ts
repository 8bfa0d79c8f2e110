import type { BrowserContext, Page } from 'playwright-core';
import { expectClean, sidewaysScroll, signInByForm, slowDown, TestBrowser } from '../support/browser.js';
import { demoPassword, type Product, startProduct } from '../support/product.js';

const kibibyte = 1024;

/** The pages that people open first, and who does. */
const doors: [path: string, username: string | undefined][] = [
  ['/sign-in', undefined],
  ['/monitor', 'supervisor'],
  ['/classes', 'coordinator'],
  ['/m', 'trainee'],
  ['/call-ups', 'unit'],
];

/** What people work with all day. */
const mainPages: typeof doors = [
  ...doors,
  ['/search?q=培训班', 'coordinator'],
  ['/classes/new', 'coordinator'],
  ['/trainees', 'coordinator'],
  ['/m/classes', 'trainee'],
  ['/m/mine', 'trainee'],
  ['/places', 'host'],
];

const glasses = ['desk', 'phone', 'narrow'] as const;

interface Timing {
  /** Milliseconds until the largest piece of the page was painted. */
  largestPaint: number;
  layoutShift: number;
}

describe('Page budgets', () => {
  let product: Product;
  let browser: TestBrowser;
  const cookies = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>();

  beforeAll(async () => {
    product = await startProduct();
    browser = await TestBrowser.launch(product.url);
    for (const [, username] of mainPages)
      if (username !== undefined && !cookies.has(username)) cookies.set(username, await cookiesOf(username));
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it.each(doors)('%s takes 60 KiB at first and 15 KiB again at most', async (path, username) => {
    const context = await browser.context(signedInAs(username));
    const page = await context.newPage();
    const first = await transferred(page, path);
    const warm = await transferred(page, path);
    expectClean(page);
    await context.close();
    expect({ path, first, within: first <= 60 * kibibyte }).toEqual({ path, first, within: true });
    expect({ path, warm, within: warm <= 15 * kibibyte }).toEqual({ path, warm, within: true });
  });

  it.each(doors)(
    '%s is painted within 1.5 s on a slow phone and stays where it is',
    async (path, username) => {
      const timings: Timing[] = [];
      for (let turn = 0; turn < 3; turn++) timings.push(await onSlowPhone(path, username));
      const largestPaint = timings.map((timing) => timing.largestPaint).sort((a, b) => a - b)[1] ?? Infinity;
      const layoutShift = Math.max(...timings.map((timing) => timing.layoutShift));
      expect({ path, largestPaint, within: largestPaint <= 1500 }).toEqual({
        path,
        largestPaint,
        within: true,
      });
      expect({ path, layoutShift, within: layoutShift <= 0.02 }).toEqual({ path, layoutShift, within: true });
    },
  );

  it.each(doors)('%s stays where it is on a desk', async (path, username) => {
    const context = await browser.context(signedInAs(username));
    const page = await context.newPage();
    await page.goto(path, { waitUntil: 'networkidle' });
    const { layoutShift } = await timingOf(page);
    await context.close();
    expect({ path, layoutShift, within: layoutShift <= 0.02 }).toEqual({ path, layoutShift, within: true });
  });

  it.each(mainPages)('%s never scrolls sideways at 1440, 390 and 320 px', async (path, username) => {
    for (const glass of glasses) {
      const context = await browser.context({ glass, ...signedInAs(username) });
      const page = await context.newPage();
      await page.goto(path);
      const pixels = await sidewaysScroll(page);
      expectClean(page);
      await context.close();
      expect({ path, glass, pixels }).toEqual({ path, glass, pixels: 0 });
    }
  });

  function signedInAs(username: string | undefined) {
    const kept = username === undefined ? undefined : cookies.get(username);
    return kept ? { cookies: kept } : {};
  }

  async function cookiesOf(username: string) {
    const context = await browser.context();
    await signInByForm(await context.newPage(), username, demoPassword);
    const kept = await context.cookies();
    await context.close();
    return kept;
  }

  /** A first visit: nothing in the cache. */
  async function onSlowPhone(path: string, username: string | undefined): Promise<Timing> {
    const context = await browser.context({ glass: 'phone', ...signedInAs(username) });
    const page = await context.newPage();
    await slowDown(page);
    await page.goto(path, { waitUntil: 'networkidle' });
    const timing = await timingOf(page);
    await context.close();
    return timing;
  }
});

/** Bytes that came over the wire, headers included, until nothing more was asked for. */
async function transferred(page: Page, path: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const response = await page.goto(path, { waitUntil: 'networkidle' });
  expect(response?.status()).toBe(200);
  await session.detach();
  return bytes;
}

function timingOf(page: Page): Promise<Timing> {
  return page.evaluate(
    () =>
      new Promise<Timing>((resolve) => {
        const timing: Timing = { largestPaint: Infinity, layoutShift: 0 };
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) timing.largestPaint = entry.startTime;
        }).observe({ type: 'largest-contentful-paint', buffered: true });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
            timing.layoutShift += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(timing), 200);
      }),
  );
}
