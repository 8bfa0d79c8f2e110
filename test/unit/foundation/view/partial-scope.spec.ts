import Handlebars from 'handlebars';
import { scopedPartial, scopedProgram } from '../../../../src/foundation/view/partial-scope.js';

/** Renders `page` with the given partials, compiled as the template engine does. */
function render(partials: Record<string, string>, page: string, model: object): string {
  const environment = Handlebars.create();
  const compile = (source: string) => environment.compile(scopedProgram(source), { strict: true });
  for (const [name, source] of Object.entries(partials))
    environment.registerPartial(name, scopedPartial(compile(source)));
  return compile(page)(model, { data: {} });
}

const box = '[{{#if title}}{{title}}{{/if}}|{{> @partial-block}}]';

describe('a partial', () => {
  it('does not take what it was not given from the row around it', () => {
    expect(
      render({ 'p/box': '{{#if title}}{{title}}{{/if}}.' }, '{{#each rows}}{{> p/box}}{{/each}}', {
        rows: [{ title: 'leak' }],
      }),
    ).toBe('.');
  });

  it('sees what it is given, singly or as a whole', () => {
    const partials = { 'p/box': '{{title}}{{#if more}}{{more}}{{/if}}' };
    expect(render(partials, '{{> p/box title=a}}{{> p/box this more="!"}}', { a: '1', title: '2' })).toBe(
      '12!',
    );
  });

  it('fails when a name it prints was not given, though the page has it', () => {
    expect(() => render({ 'p/box': '{{title}}' }, '{{> p/box}}', { title: 'x' })).toThrow('title');
  });

  it('lets its block see the page, not its own parameters', () => {
    expect(render({ 'p/box': box }, '{{#> p/box title="own"}}{{title}}{{/p/box}}', { title: 'page' })).toBe(
      '[own|page]',
    );
  });

  it('lets blocks inside blocks and inside partials see where they are written', () => {
    const partials = {
      'p/box': box,
      'p/outer': '{{#> p/box title="inner"}}{{name}}:{{> @partial-block}}{{/p/box}}',
    };
    const page =
      '{{#each rows}}{{#> p/outer name="outer"}}{{#> p/box title="deep"}}{{name}}{{/p/box}}{{/p/outer}}{{/each}}';
    expect(render(partials, page, { rows: [{ name: 'a' }, { name: 'b' }] })).toBe(
      '[inner|outer:[deep|a]][inner|outer:[deep|b]]',
    );
  });

  it('lets its slots see the page too', () => {
    const partials = { 'p/box': '<{{#> side}}{{/side}}>{{> @partial-block}}' };
    const page = '{{#> p/box title="own"}}{{#*inline "side"}}{{title}}{{/inline}}{{title}}{{/p/box}}';
    expect(render(partials, page, { title: 'page' })).toBe('<page>page');
  });
});
