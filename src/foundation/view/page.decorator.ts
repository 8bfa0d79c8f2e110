import { SetMetadata, UseInterceptors, applyDecorators } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { PageInterceptor } from './page.interceptor.js';
import { type PageOptions, pageMetadata } from './page-options.js';

/**
 * Answers a handler's plain view model as an HTML page.
 *
 * ```ts
 * @Page('service/statistics/monitor')            // templates/service/statistics/monitor.hbs
 * monitor(@Actor() actor: Actor) { return { rows: await this.statistics.of(actor) }; }
 * ```
 *
 * **What a handler returns**
 * - a plain object: the template's model, status 200;
 * - `redirect('/classes', { notice: 'class.published', params: { name }, undo: { action: '/...' } })`: 303,
 *   and a toast on the next page;
 * - `fragment('integration/class/rows', model)`: that template alone, without a layout;
 * - `attempt(() => this.save(form), (problem) => this.form(form))`: the redirect, or the same page again with
 *   422 and `problem` in its model. Such a handler takes the body as `unknown` and checks it inside the action
 *   (`validate(Dto, body)`): a DTO parameter is refused before the handler runs and lands on the error page.
 *
 * **Layouts**: `desk` (default: top bar, sidebar), `phone` (four tabs), `plain` (sign-in, public check),
 * `print` (paper: A4, no navigation). A request of htmx that swaps a part of the page (`HX-Request-Type: partial`)
 * gets the template without its layout, a `<title>` and the toast.
 *
 * **Templates** are strict: `{{name}}` of a name that the model lacks is an error, while `{{#if name}}` and
 * parameters may be absent. All are compiled at boot; each is a partial under its path
 * (`{{> partials/badge tone='ok' text=(t 'class.state.open')}}`). Each partial's parameters stand in the comment
 * at its top; `templates/foundation/view/style-guide.hbs` uses all of them.
 * - A partial sees the parameters it's given and nothing else; `{{> partials/kpi this}}` gives it a whole object. Its
 *   block, and its slots (`{{#*inline "card-actions"}}...{{/inline}}` inside the block), see the page.
 * - A property named like a helper (`date`, `url`, `time`, `number`, ...) is written `{{this.url}}`.
 * - The request is at hand as `@view` (`{{@view.language}}`, `{{@view.actor.name}}`); see `ViewContext`.
 * - Texts are never written in templates: `{{t 'class.roster.approve' count=rows.length}}`, from
 *   `templates/<wing>/<feature>/{zh-CN,en}.json` below the prefix `<feature>.`.
 * - No `style=`, no `on...=`, no `<script>`: the content security policy refuses them. Bars are SVG.
 * - A form works without script: `<form method="post">` with real field names, confirmations by a page of their
 *   own (`partials/confirm`), then htmx attributes on top. Field partials find `@root.problem` by themselves.
 */
export function Page(template: string, options: PageOptions = {}): MethodDecorator {
  return applyDecorators(
    SetMetadata(pageMetadata, { template, layout: options.layout ?? 'desk' }),
    UseInterceptors(PageInterceptor),
    ApiExcludeEndpoint(),
  );
}
