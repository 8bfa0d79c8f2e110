import axe from 'axe-core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.js';

/** Which glass a page is looked at through. */
export type Glass = 'desk' | 'phone' | 'narrow';

export interface ContextOptions {
  glass?: Glass;
  language?: 'zh-CN' | 'en';
  colorScheme?: 'light' | 'dark';
  cookies?: Awaited<ReturnType<BrowserContext['cookies']>>;
}

const glasses = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  narrow: { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** One Chromium for a spec file; every page it opens takes note of what goes wrong in it. */
export class TestBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly folder: string,
    private readonly url: string,
  ) {}

  /** @param url where the product listens; pages open paths below it */
  static async launch(url: string): Promise<TestBrowser> {
    const { executablePath, environment } = await findChromium();
    const folder = mkdtempSync(join(tmpdir(), 'zhixing-browser-'));
    const browser = await chromium.launch({
      executablePath,
      args: flags,
      env: { ...process.env, ...environment, TMPDIR: folder, HOME: folder },
    });
    return new TestBrowser(browser, folder, url);
  }

  /** A person's own browser: cookies and cache of their own. */
  async context(options: ContextOptions = {}): Promise<BrowserContext> {
    const { glass = 'desk', language = 'zh-CN', colorScheme = 'light', cookies } = options;
    const context = await this.browser.newContext({
      ...glasses[glass],
      baseURL: this.url,
      locale: language,
      timezoneId: 'Asia/Shanghai',
      colorScheme,
      reducedMotion: 'reduce',
      ...(cookies && { storageState: { cookies, origins: [] } }),
    });
    context.setDefaultTimeout(60_000);
    await context.addInitScript(reportViolations);
    context.on('page', takeNotes);
    return context;
  }

  async close(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

const violationMark = 'content-security-policy-violation';

/** Runs in the page, before its own scripts. */
function reportViolations(): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI, sourceFile, lineNumber } = event;
    console.error(
      `content-security-policy-violation ${effectiveDirective} ${blockedURI} ${sourceFile}:${lineNumber}`,
    );
  });
}

const notes = new WeakMap<Page, string[]>();

function takeNotes(page: Page): void {
  const found: string[] = [];
  notes.set(page, found);
  page.on('console', (message) => {
    const text = message.text();
    if (text.startsWith(violationMark) || text.includes('Content Security Policy')) found.push(text);
    // The answer itself tells of a failed resource, and with which status.
    else if (message.type() === 'error' && !text.startsWith('Failed to load resource'))
      found.push(`console: ${text}`);
  });
  page.on('pageerror', (error) => found.push(`page error: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // Leaving a page ends its requests and its event stream; a download is no page.
    if (reason !== 'net::ERR_ABORTED') found.push(`failed: ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest())
      found.push(`${response.status()}: ${response.url()}`);
  });
}

/** What went wrong in a page since it was last asked: policy violations, script errors, failed requests. */
export function troublesOf(page: Page): string[] {
  return notes.get(page)?.splice(0) ?? [];
}

/** @throws naming the violations, errors and failed requests of a page */
export function expectClean(page: Page): void {
  expect({ page: page.url(), troubles: troublesOf(page) }).toEqual({ page: page.url(), troubles: [] });
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe holds against a page by WCAG 2.2 AA and best practice, one line a rule with where it is.
 * @param rules only these, when a change of colours alone is to be judged again
 */
export async function accessibilityViolations(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const results = await page.evaluate(
    (options) => (window as unknown as { axe: typeof axe }).axe.run(document, options),
    {
      resultTypes: ['violations'],
      runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: standards },
    } satisfies axe.RunOptions,
  );
  return results.violations.map(({ id, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target, any }) => {
      const [reason] = any;
      return `${target.join(' ')}${reason ? ` (${reason.message.slice(0, 140)})` : ''}`;
    });
    return `${id} x${nodes.length}: ${places.join(' | ')}`;
  });
}

/** How many pixels a page can be scrolled sideways. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement ?? document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
}

/** Slows a page down to an ordinary phone in a village: a quarter of the speed, 150 ms away, 1.6 Mbit/s. */
export async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const bytesPerSecond = 1_600_000 / 8;
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** Signs in by the form, as a person does, and waits for the role's first page. */
export async function signInByForm(page: Page, username: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form[action="/sign-in"] button.primary').click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}
