import Handlebars from 'handlebars';
import type { RenderFrame } from './render-frame.js';

/**
 * Gives partials a scope of their own. Handlebars lays a partial's parameters over the context it's called in, so
 * that an optional `title` or `id` that isn't passed would be taken from whatever row surrounds the call, and a
 * partial's own parameters would hide the page's inside its block. Here a partial sees its parameters only (and what
 * it's given explicitly, `{{> partials/kpi this}}`), while its block and its slots see the context they're written in.
 *
 * The template's tree is changed before it's compiled: calls of template files also pass their caller along, and
 * `{{> @partial-block}}` and slots run with the caller that was passed.
 */
export function scopedProgram(source: string): hbs.AST.Program {
  const program = Handlebars.parse(source);
  new Scoping().accept(program);
  return program;
}

/** A template as a partial; counterpart of `scopedProgram`. */
export function scopedPartial(template: Handlebars.TemplateDelegate): Handlebars.TemplateDelegate {
  return (context: unknown, options?: Handlebars.RuntimeOptions) => {
    const { hash = {}, data } = options as { hash?: Record<string, unknown>; data: ScopeFrame };
    const { [callerName]: caller, [givenName]: given, ...params } = hash;
    const frame = Handlebars.createFrame(data) as ScopeFrame;
    frame.caller = caller;
    const block = data['partial-block'];
    if (block) frame['partial-block'] = inScopeOf(data.caller, block);
    const model =
      given === undefined
        ? params
        : { ...(context as object), [callerName]: undefined, [givenName]: undefined };
    return template(model, { ...options, data: frame });
  };
}

interface ScopeFrame extends RenderFrame {
  caller?: unknown;
  'partial-block'?: Block;
}

type Block = Handlebars.TemplateDelegate & { partials?: unknown };

// No parameter of a template can have such a name.
const callerName = '*caller';
const givenName = '*given';

/** A block may itself run a block of the template it's written in, whose caller is the one from there. */
function inScopeOf(caller: unknown, block: Block): Block {
  const scoped: Block = (context: unknown, options: Handlebars.RuntimeOptions = {}) => {
    const frame = Handlebars.createFrame(options.data) as ScopeFrame;
    frame.caller = caller;
    return block(context, { ...options, data: frame });
  };
  scoped.partials = block.partials;
  return scoped;
}

class Scoping extends Handlebars.Visitor {
  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    scope(partial);
    super.PartialStatement(partial);
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    scope(partial);
    super.PartialBlockStatement(partial);
  }
}

function scope(partial: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): void {
  const { loc } = partial;
  const name = (partial.name as hbs.AST.PathExpression).original;
  if (!name.includes('/')) {
    if (partial.params.length === 0) partial.params = [path('caller', true, loc)];
    return;
  }
  const pairs: hbs.AST.HashPair[] = [pair(callerName, path('this', false, loc), loc)];
  if (partial.params.length > 0) {
    pairs.push(
      pair(
        givenName,
        { type: 'BooleanLiteral', value: true, original: true, loc } as hbs.AST.Expression,
        loc,
      ),
    );
  }
  const hash = partial.hash as hbs.AST.Hash | undefined;
  partial.hash = { type: 'Hash', pairs: [...(hash?.pairs ?? []), ...pairs], loc };
}

function pair(key: string, value: hbs.AST.Expression, loc: hbs.AST.SourceLocation): hbs.AST.HashPair {
  return { type: 'HashPair', key, value, loc };
}

function path(name: string, data: boolean, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  const parts = name === 'this' ? [] : [name];
  return { type: 'PathExpression', data, depth: 0, parts, original: data ? `@${name}` : name, loc };
}
