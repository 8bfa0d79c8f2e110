import { patternOf } from '../../support/walk.js';
import { demoPassword, type Product, startProduct } from '../../support/product.js';

/** Every account of the demonstration; between them they hold every role but a class head's. */
const usernames = [
  'admin',
  'coordinator',
  'city',
  'county',
  'supervisor',
  'host',
  'unit',
  'instructor',
  'trainee',
];

/** How many clicks from the first page, and how many rows of one kind: enough for a class in every state. */
const depth = 4;
const rowsOfAKind = 12;

describe('Every link leads somewhere for whoever sees it', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({ PROCESSES: 'web' });
  }, 180_000);

  afterAll(() => product.stop());

  it.each(usernames)('for %s', async (username) => {
    const crawler = new Crawler(product.url, await signIn(username));
    await crawler.walk('/');
    expect(crawler.dead).toEqual([]);
    expect(crawler.patterns.size).toBeGreaterThan(5);
  });

  async function signIn(username: string): Promise<string> {
    const answer = await fetch(`${product.url}/api/v1/sign-ins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: demoPassword }),
    });
    return ((await answer.json()) as { token: string }).token;
  }
});

/** Follows the links and the GET forms of the product's pages, as one person. */
class Crawler {
  /** What did not answer with a page or a file: status, path and where the link stands. */
  readonly dead: string[] = [];
  readonly patterns = new Map<string, number>();
  private readonly seen = new Set<string>();

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async walk(start: string): Promise<void> {
    let level = [{ path: start, from: 'start' }];
    for (let clicks = 0; clicks <= depth; clicks++) {
      const next: typeof level = [];
      while (level.length > 0)
        await Promise.all(
          level.splice(0, 4).map(async ({ path, from }) => {
            for (const found of await this.linksOf(path, from)) {
              if (this.isNew(found)) next.push({ path: found, from: path });
            }
          }),
        );
      level = next;
    }
  }

  /** One of few of its kind, not met before. */
  private isNew(path: string): boolean {
    if (this.seen.has(path)) return false;
    this.seen.add(path);
    const [, query = ''] = path.split('?');
    const pattern = `${patternOf(path)}?${[...new URLSearchParams(query).keys()].sort().join('&')}`;
    const count = this.patterns.get(pattern) ?? 0;
    this.patterns.set(pattern, count + 1);
    return count < (pattern.endsWith('?') ? rowsOfAKind : 2);
  }

  private async linksOf(path: string, from: string): Promise<string[]> {
    const answer = await fetch(this.url + path, {
      headers: { authorization: `Bearer ${this.token}`, accept: 'text/html' },
      redirect: 'manual',
    });
    if (answer.status >= 300 && answer.status < 400) {
      await answer.body?.cancel();
      const location = answer.headers.get('location') ?? '';
      if (location.startsWith('/sign-in')) this.dead.push(`signed out at ${path}, linked on ${from}`);
      return [location];
    }
    if (answer.status !== 200) {
      await answer.body?.cancel();
      // A recurring job's run gives way to the next one while one looks at the list.
      if (!path.startsWith('/jobs/')) this.dead.push(`${answer.status} ${path}, linked on ${from}`);
      return [];
    }
    if (answer.headers.get('content-type')?.startsWith('text/html')) return linksIn(await answer.text());
    await answer.body?.cancel();
    return [];
  }
}

/** Addresses of this site in a page's links and GET forms. */
function linksIn(html: string): string[] {
  const links = [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, href]) => href ?? '');
  const forms = [...html.matchAll(/<form\b(?![^>]*method="post")[^>]*?\saction="([^"]*)"/g)];
  return [...links, ...forms.map(([, action]) => action ?? '')]
    .map((href) => href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=').replace(/#.*$/, ''))
    .filter((href) => href.startsWith('/') && !href.startsWith('//'));
}
