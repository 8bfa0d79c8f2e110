import { Inject, Injectable } from '@nestjs/common';
import { navigationGroups } from './navigation-groups.js';
import type { Layout } from './page-options.js';
import { TemplateEngine } from './template-engine.js';
import type { ViewContext } from './view-context.js';

/** Puts a page's template into its layout. The page is rendered first, so that it can name the title. */
@Injectable()
export class PageRenderer {
  constructor(@Inject(TemplateEngine) private readonly engine: TemplateEngine) {}

  /** The whole document. */
  page(template: string, model: object, view: ViewContext, layout: Layout = 'desk'): string {
    const { html: body, title } = this.engine.render(template, model, view);
    const groups = navigationGroups(view.navigation, view.path);
    const tabs = groups.flatMap(({ items }) => items).slice(0, 4);
    const { html } = this.engine.render(`layout/${layout}`, { body, title: title ?? '', groups, tabs }, view);
    return html;
  }

  /** What goes between `<main>` and `</main>`, with the title and the toast for htmx to put in their places. */
  part(template: string, model: object, view: ViewContext): string {
    const { html: body, title } = this.engine.render(template, model, view);
    return this.engine.render('layout/part', { body, title: title ?? '' }, view).html;
  }

  fragment(template: string, model: object, view: ViewContext): string {
    return this.engine.render(template, model, view).html;
  }
}
