import type { ViewContext } from './view-context.js';

/** Handlebars' data frame of one rendering. `page.title` is written by the page and read by its layout. */
export interface RenderFrame {
  view: ViewContext;
  page: { title?: string };
}
