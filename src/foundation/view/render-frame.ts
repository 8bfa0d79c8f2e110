import type { ViewContext } from './view-context.js';

/** Handlebars' data frame of one rendering. `page.title` is written by the page and read by its layout. */
export interface RenderFrame {
  view: ViewContext;
  page: PageNotes;
}

export interface PageNotes {
  title?: string;
  /** Labels of the fields by their path, for the error summary above them. */
  labels?: Map<string, string>;
}
