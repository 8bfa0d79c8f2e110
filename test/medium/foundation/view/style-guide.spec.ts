import { PageRenderer } from '../../../../src/foundation/view/page-renderer.js';
import { TemplateEngine } from '../../../../src/foundation/view/template-engine.js';
import type { ViewContext } from '../../../../src/foundation/view/view-context.js';
import { refused, styleGuide } from './style-guide.model.js';

const view = (language: ViewContext['language']): ViewContext => ({
  language,
  theme: 'auto',
  largeType: true,
  path: '/style-guide?sort=-rate',
  actor: { name: '陈立新', role: 'supervisor', roleName: '省级督导', divisionName: '陕西省', initial: '陈' },
  navigation: [
    { section: 'layout.product', label: 'layout.search.label', href: '/style-guide', icon: 'home', count: 3 },
  ],
  unread: 2,
  notice: { text: 'partials.copy.copied' },
});

describe('the style guide', () => {
  const renderer = new PageRenderer(new TemplateEngine());

  it.each([
    ['zh-CN', 'desk'],
    ['zh-CN', 'phone'],
    ['zh-CN', 'plain'],
    ['zh-CN', 'print'],
    ['en', 'desk'],
    ['en', 'phone'],
  ] as const)('shows every part in %s on the %s layout without a missing text', (language, layout) => {
    const html = renderer.page('foundation/view/style-guide', styleGuide, view(language), layout);
    expect(html).toContain('培训完成情况');
    expect(html).not.toMatch(/\sstyle="|undefined|\[object|<!--label/);
  });

  it('shows what is wrong in the summary with the field’s label, and at the field', () => {
    const html = renderer.page('foundation/view/style-guide', refused, view('zh-CN'));
    expect(html).toContain('<a href="#field-planned">计划人数：不能大于 300</a>');
    expect(html).toMatch(/id="field-planned" aria-describedby="[^"]*field-planned-error"/);
    expect(html).toContain('有 4 处需要修改');
  });

  it('marks the page in the navigation and the column that is sorted', () => {
    const html = renderer.page('foundation/view/style-guide', styleGuide, view('zh-CN'));
    expect(html).toContain('<a href="/style-guide" aria-current="page">');
    expect(html).toContain('aria-sort="descending"');
    expect(html).toContain('href="/style-guide?sort&#x3D;rate"');
  });
});
