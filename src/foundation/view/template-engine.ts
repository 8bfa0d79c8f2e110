import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { templateFolder } from '../i18n/template-folder.js';
import { withLabels } from './helper/form.helper.js';
import { helpers } from './helper/helpers.js';
import { scopedPartial, scopedProgram } from './partial-scope.js';
import type { RenderFrame } from './render-frame.js';
import type { ViewContext } from './view-context.js';

/**
 * All templates of the product, compiled once. Strict: printing a name that the model lacks throws; only the
 * listed helpers exist; no prototype property can be reached.
 */
@Injectable()
export class TemplateEngine {
  private readonly environment = Handlebars.create();
  private readonly templates = new Map<string, Handlebars.TemplateDelegate>();

  constructor() {
    const environment = this.environment;
    for (const [name, helper] of Object.entries(helpers)) environment.registerHelper(name, helper);
    const knownHelpers = Object.fromEntries(Object.keys(helpers).map((name) => [name, true]));
    for (const path of templatePaths()) {
      const source = readFileSync(join(templateFolder(), `${path}.hbs`), 'utf8');
      const template = environment.compile<unknown>(scopedProgram(source), {
        strict: true,
        knownHelpers,
        knownHelpersOnly: true,
        preventIndent: true,
      });
      this.templates.set(path, template);
      environment.registerPartial(path, scopedPartial(template));
    }
  }

  /** @throws when there's no such template, when the model lacks a printed name, when a helper refuses. */
  render(path: string, model: object, view: ViewContext): { html: string; title: string | undefined } {
    const template = this.templates.get(path);
    if (!template) throw new Error(`No template templates/${path}.hbs`);
    const frame: RenderFrame = { view, page: {} };
    const html = template(model, { data: frame });
    // Only a refused form has an error summary; other pages are spared the search.
    if (!('problem' in model)) return { html, title: frame.page.title };
    const colon = view.language === 'en' ? ': ' : '：';
    return { html: withLabels(html, frame.page.labels ?? new Map(), colon), title: frame.page.title };
  }

  has(path: string): boolean {
    return this.templates.has(path);
  }
}

/** Paths of all page templates below `templates/`, without the ending; `wording.hbs` is a certificate's plain text. */
export function templatePaths(): string[] {
  return readdirSync(templateFolder(), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.hbs') && !path.endsWith('wording.hbs'))
    .map((path) => path.slice(0, -'.hbs'.length).replaceAll('\\', '/'))
    .sort();
}
