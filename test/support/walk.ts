import type { BrowserContext, Page } from 'playwright-core';

/** Address without query and fragment; ids and codes of rows give way to what they are, so that equal pages meet. */
export function patternOf(path: string): string {
  return (path.split(/[?#]/, 1)[0] ?? '/')
    .split('/')
    .map((part) => (/^[0-9a-f]{8}-[0-9a-f-]{27}$|^\d{4,}$/i.test(part) ? ':id' : part))
    .join('/');
}

/** Paths of this product that a page links to, downloads left out. */
export function linksOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href]:not([download])')]
      .filter((link) => link.origin === location.origin && !link.getAttribute('href')?.startsWith('#'))
      .map((link) => link.pathname + link.search),
  );
}

/** Opens a path in a page of its own; what answers with a file instead of a page gives undefined. */
export async function openPage(
  context: BrowserContext,
  path: string,
): Promise<{ page: Page; status: number } | undefined> {
  const page = await context.newPage();
  try {
    const response = await page.goto(path, { waitUntil: 'load' });
    if (response?.headers()['content-type']?.startsWith('text/html'))
      return { page, status: response.status() };
  } catch (error) {
    if (!/Download is starting|ERR_ABORTED/.test(String(error))) throw error;
  }
  await page.close();
  return undefined;
}
