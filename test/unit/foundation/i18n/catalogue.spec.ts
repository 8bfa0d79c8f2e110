import { readdirSync, readFileSync } from 'node:fs';
import { type CatalogueTree, readCatalogues } from '../../../../src/foundation/i18n/catalogue.js';
import { templateFolder } from '../../../../src/foundation/i18n/template-folder.js';
import { punctuationFaults } from './punctuation.js';

const catalogues = readCatalogues(templateFolder());
const chinese = flat(catalogues['zh-CN']);
const english = flat(catalogues.en);

function flat(tree: CatalogueTree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '');
const places = (text: string) =>
  [...new Set(text.match(/{{\s*\w+/g)?.map((place) => place.replace(/{{\s*/, '')))].sort();

describe('the catalogues', () => {
  it('have the same keys in both languages', () => {
    const keys = (texts: Map<string, string>) => [...new Set([...texts.keys()].map(withoutPlural))].sort();
    expect(keys(english)).toEqual(keys(chinese));
  });

  it('fill in the same values in both languages', () => {
    const different = [...english]
      .filter(([key]) => !key.endsWith('_one'))
      .filter(
        ([key, text]) =>
          String(places(text)) !== String(places(chinese.get(withoutPlural(key)) ?? chinese.get(key) ?? '')),
      )
      .map(([key]) => key);
    expect(different).toEqual([]);
  });

  it('say nothing with an empty text', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  it('set Chinese punctuation full width between Han and half width inside numbers and Latin', () => {
    const faults = [...chinese].flatMap(([key, text]) =>
      punctuationFaults(text).map((fault) => `${key}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it('keep Chinese out of English, except to name the language', () => {
    const mixed = [...english].filter(
      ([key, text]) => key !== 'layout.language.chinese' && /\p{Script=Han}|[，。；：！？（）、]/u.test(text),
    );
    expect(mixed).toEqual([]);
  });
});

/** Keys are written out, put together behind a prefix that ends in a dot, or the two texts of a message. */
describe('the keys of the catalogues', () => {
  it('are all used', () => {
    const source = ['src', templateFolder()]
      .flatMap((root) =>
        readdirSync(root, { recursive: true, encoding: 'utf8' })
          .filter((path) => /\.(ts|hbs)$|zh-CN\.json$/.test(path))
          .map((path) => readFileSync(`${root}/${path}`, 'utf8')),
      )
      .join('\n');
    const written = new Set(source.match(/[\w-]+(\.[\w-]+)+/g));
    const prefixes = [
      ...source.matchAll(/['"`]([\w-]+\.(?:[\w-]+\.)*)(?:['"]|\$\{)/g),
      ...source.matchAll(/\$t\(([\w.-]+\.)\{\{/g),
    ].map(([, prefix]) => prefix ?? '');
    // What the tests of notification send.
    prefixes.push('notification.sample.');
    const unused = [...new Set([...chinese.keys()].map(withoutPlural))].filter(
      (key) =>
        !written.has(key) &&
        !written.has(key.replace(/\.(subject|text)$/, '')) &&
        !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });
});

describe('the punctuation check', () => {
  it.each(['请填写,再提交', '共 3 条(本页)', '名单：Zhao，Qian', '已保存!', '「甲」与"乙"'])(
    'finds the fault in %s',
    (text) => {
      expect(punctuationFaults(text)).not.toEqual([]);
    },
  );

  it.each([
    '请填写，再提交',
    '1,554 个班次（省级 52）',
    '12:30 前',
    '编号 {{a}}，请附上',
    'Idempotency-Key 为 1,2',
    'https://a.cn/b',
  ])('accepts %s', (text) => {
    expect(punctuationFaults(text)).toEqual([]);
  });
});
