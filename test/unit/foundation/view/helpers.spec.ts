import { chosenDivision } from '../../../../src/foundation/view/chosen-division.js';
import { barChart } from '../../../../src/foundation/view/chart/bar.chart.js';
import { heatClass } from '../../../../src/foundation/view/chart/heat-scale.js';
import { lineChart } from '../../../../src/foundation/view/chart/line.chart.js';
import { tileMap } from '../../../../src/foundation/view/chart/tile-map.chart.js';
import { dateHelpers } from '../../../../src/foundation/view/helper/date.helper.js';
import { figureHelpers } from '../../../../src/foundation/view/helper/figure.helper.js';
import type { HelperOptions } from '../../../../src/foundation/view/helper/helper-options.js';
import { logicHelpers } from '../../../../src/foundation/view/helper/logic.helper.js';
import { urlHelpers } from '../../../../src/foundation/view/helper/url.helper.js';
import { navigationGroups } from '../../../../src/foundation/view/navigation-groups.js';
import { isOwnPath, redirect } from '../../../../src/foundation/view/redirect.js';
import { labelled } from './labelled.js';

const options = (hash: Record<string, unknown> = {}, language = 'zh-CN') =>
  ({ hash, data: { view: { language }, page: {} } }) as unknown as HelperOptions;

describe('dates', () => {
  const { date, time, dateTime, isoDate, localTime } = dateHelpers;

  it('are said in Chinese with spaces around figures, in English short', () => {
    expect(date('2020-12-01', options())).toBe('12 月 1 日（周二）');
    expect(date('2020-12-01', 'year', options())).toBe('2020 年 12 月 1 日（周二）');
    expect(date('2020-12-01', options({}, 'en'))).toBe('Tue 1 Dec');
    expect(date('2020-12-01', 'table', options())).toBe('2020-12-01');
  });

  it('follow the clock of Shaanxi, whatever the server’s zone', () => {
    const lateEvening = new Date('2020-11-30T16:05:00Z');
    expect(date(lateEvening, 'table', options())).toBe('2020-12-01');
    expect(time(lateEvening)).toBe('00:05');
    expect(dateTime('2020-11-30T16:05:00Z')).toBe('2020-12-01 00:05');
    expect(localTime(lateEvening)).toBe('2020-12-01T00:05');
  });

  it('are a dash when there is none, and empty in an input', () => {
    expect(date(null, options())).toBe('—');
    expect(isoDate(undefined)).toBe('');
  });

  it('refuse to be printed as a property', () => {
    expect(() => date(options())).toThrow('{{this.date}}');
  });
});

describe('figures', () => {
  const { number, percent, bytes } = figureHelpers;

  it('have thousands, and fixed digits when asked', () => {
    expect(number(248309, options())).toBe('248,309');
    expect(number('4.5', options({ digits: 2 }))).toBe('4.50');
    expect(number(0, options())).toBe('0');
    expect(number(null, options())).toBe('—');
  });

  it('show shares as percentages', () => {
    expect(percent(0.878, options())).toBe('87.8%');
    expect(percent(1, options({ digits: 0 }))).toBe('100%');
  });

  it.each([
    [900, '900 B'],
    [190464, '186 KB'],
    [1572864, '1.5 MB'],
  ])('show %i bytes as %s', (value, text) => {
    expect(bytes(value)).toBe(text);
  });
});

describe('conditions', () => {
  it('treat an empty list as false and 0 as given', () => {
    const { and, or, given, not } = logicHelpers;
    expect(or([], 'x', options())).toBe('x');
    expect(and(true, [], options())).toEqual([]);
    expect(not([])).toBe(true);
    expect(given(0)).toBe(true);
  });

  it('find a value in a list whatever its type', () => {
    expect(logicHelpers.includes(['1', '2'], 2)).toBe(true);
    expect(logicHelpers.includes('1', '1')).toBe(true);
    expect(logicHelpers.includes(undefined, undefined)).toBe(false);
  });
});

describe('addresses', () => {
  const { url } = urlHelpers;

  it('keep the filters when a page is turned', () => {
    expect(url('/classes?state=open&cursor=a', options({ cursor: 'b+/=' }))).toBe(
      '/classes?state=open&cursor=b%2B%2F%3D',
    );
  });

  it('lose what is emptied and repeat lists', () => {
    expect(url('/classes?q=x&cursor=a', options({ q: '', cursor: null, county: ['1', '2'] }))).toBe(
      '/classes?county=1&county=2',
    );
    expect(url('/classes?q=x', options({ q: undefined }))).toBe('/classes');
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example', 'evil', ''])(
    'are not ours: %s',
    (path) => {
      expect(isOwnPath(path)).toBe(false);
      expect(() => redirect(path)).toThrow('stays on this site');
    },
  );

  it('are ours with a query and Chinese', () => {
    expect(isOwnPath('/classes?q=班')).toBe(true);
  });
});

describe('navigation', () => {
  const items = [
    { section: 'a', label: 'l', href: '/', icon: 'home' },
    { section: 'a', label: 'l', href: '/classes', icon: 'home' },
    { section: 'b', label: 'l', href: '/classes/reviews', icon: 'home', leadsTo: ['/inbox'] },
  ];
  const current = (path: string) =>
    navigationGroups(items, path)
      .flatMap((group) => group.items)
      .find((item) => item.current)?.href;

  it('marks the longest path that the request lies below', () => {
    expect(current('/classes/reviews/7?x=1')).toBe('/classes/reviews');
    expect(current('/classes/8')).toBe('/classes');
    expect(current('/classrooms')).toBeUndefined();
    expect(current('/')).toBe('/');
    expect(current('/inbox/3')).toBe('/classes/reviews');
  });

  it('groups neighbours by section', () => {
    expect(navigationGroups(items, '/').map(({ items: { length } }) => length)).toEqual([2, 1]);
  });
});

describe('the chosen division', () => {
  it('is the deepest that fits the one above it', () => {
    expect(chosenDivision(['610000000000', '610700000000', ''])).toBe('610700000000');
    expect(chosenDivision(['610000000000', '610700000000', '610802000000'])).toBe('610700000000');
    expect(chosenDivision('610702000000')).toBe('610702000000');
    expect(chosenDivision(['', ''])).toBeUndefined();
  });
});

describe('charts', () => {
  it('never draw a bar wider than its place, nor divide by nothing', () => {
    expect(barChart(3, { max: 2 })).toContain('class="fill" width="100%"');
    expect(barChart(3, { max: 0 })).toContain('class="fill" width="0%"');
  });

  it('colour by steps, the bound belonging to the upper', () => {
    expect([0.1, 0.6, 0.95, null].map((value) => heatClass(value))).toEqual([
      'heat-0',
      'heat-1',
      'heat-6',
      'heat-none',
    ]);
  });

  it('escape names', () => {
    const tile = { code: '610100', name: '<b>"', value: 1, text: '1', href: '/"' };
    expect(tileMap([tile], '<i>')).not.toMatch(/<b>|<i>/);
  });

  it('place every tile once, and those of unknown code below', () => {
    const tiles = ['6101', '6103', '6199'].map((code) => ({ code, name: code, value: 0.5, text: '' }));
    const spots = Array.from(
      tileMap(tiles, 'map').matchAll(/<rect x="(\d+)" y="(\d+)"/g),
      ([, x, y]) => `${x ?? ''},${y ?? ''}`,
    );
    expect(new Set(spots).size).toBe(3);
    expect(spots[2]).toBe('0,330');
  });

  it('give the line’s figures as a table too', () => {
    const drawn = lineChart([{ name: '实际', kind: 'actual', values: [1, null] }], {
      labels: ['1 月', '2 月'],
      caption: 'c',
      tableTitle: 't',
      unit: '%',
    });
    expect(drawn).toContain('<td class="figure">1%</td>');
    expect(drawn).toContain('<td class="figure">—</td>');
  });
});

describe('labels in the error summary', () => {
  it('come from fields further down, escaped', () => {
    expect(labelled('planned', '计划<人数>')).toBe('计划&lt;人数&gt;：');
    expect(labelled('other', '计划')).toBe('');
  });
});
