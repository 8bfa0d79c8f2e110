import Handlebars from 'handlebars';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTextKey } from '../../../../src/foundation/i18n/translate.js';
import { templateFolder } from '../../../../src/foundation/i18n/template-folder.js';
import { helpers } from '../../../../src/foundation/view/helper/helpers.js';
import { templatePaths } from '../../../../src/foundation/view/template-engine.js';

const paths = templatePaths();
const sources = new Map(
  paths.map((path) => [path, readFileSync(join(templateFolder(), `${path}.hbs`), 'utf8')]),
);
const icons = new Set(
  Array.from(
    readFileSync(join(templateFolder(), 'assets', 'icons.svg'), 'utf8').matchAll(/<symbol id="([\w-]+)"/g),
    ([, name]) => name,
  ),
);

interface Findings {
  keys: string[];
  icons: string[];
  partials: string[];
  helpers: string[];
}

/** Walks a template's tree for what it names. */
function findingsOf(source: string): Findings {
  const found: Findings = { keys: [], icons: [], partials: [], helpers: [] };
  class Finder extends Handlebars.Visitor {
    override MustacheStatement(node: hbs.AST.MustacheStatement): void {
      this.call(node);
      super.MustacheStatement(node);
    }
    override SubExpression(node: hbs.AST.SubExpression): void {
      this.call(node);
      super.SubExpression(node);
    }
    override BlockStatement(node: hbs.AST.BlockStatement): void {
      found.helpers.push(node.path.original);
      super.BlockStatement(node);
    }
    override PartialStatement(node: hbs.AST.PartialStatement): void {
      found.partials.push((node.name as hbs.AST.PathExpression).original);
      super.PartialStatement(node);
    }
    override PartialBlockStatement(node: hbs.AST.PartialBlockStatement): void {
      found.partials.push((node.name as hbs.AST.PathExpression).original);
      super.PartialBlockStatement(node);
    }
    private call({ path, params, hash }: hbs.AST.MustacheStatement | hbs.AST.SubExpression): void {
      const name = (path as hbs.AST.PathExpression).original;
      const first = params[0];
      const literal = first?.type === 'StringLiteral' ? (first as hbs.AST.StringLiteral).value : undefined;
      if (params.length > 0 || (hash as hbs.AST.Hash | undefined)) found.helpers.push(name);
      if (literal === undefined) return;
      if (name === 't' || name === 'tWith') found.keys.push(literal);
      if (name === 'icon') found.icons.push(literal);
    }
  }
  new Finder().accept(Handlebars.parse(source));
  return found;
}

describe.each(paths)('templates/%s.hbs', (path) => {
  const source = sources.get(path) ?? '';
  const found = findingsOf(source);

  it('names texts that exist in both languages', () => {
    expect(found.keys.filter((key) => !isTextKey(key))).toEqual([]);
  });

  it('names icons of the sprite', () => {
    expect(found.icons.filter((name) => !icons.has(name))).toEqual([]);
  });

  it('names partials that exist', () => {
    const files = found.partials.filter((name) => name.includes('/'));
    expect(files.filter((name) => !sources.has(name))).toEqual([]);
  });

  it('calls helpers that exist', () => {
    const builtIn = ['if', 'unless', 'each', 'with', 'lookup'];
    expect(found.helpers.filter((name) => !(name in helpers) && !builtIn.includes(name))).toEqual([]);
  });

  it('has nothing that the content security policy refuses, and no text outside the catalogues', () => {
    const markup = source.replace(/{{!--[^]*?--}}|{{![^]*?}}/g, '');
    expect(markup).not.toMatch(/\sstyle=|\son\w+=|javascript:|hx-on|<script(?![^>]*\ssrc=)|<style/);
    expect(markup.replace('>知<', '')).not.toMatch(/\p{Script=Han}/u);
  });
});
