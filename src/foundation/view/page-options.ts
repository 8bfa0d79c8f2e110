export type Layout = 'desk' | 'phone' | 'plain' | 'print';

export interface PageOptions {
  layout?: Layout;
}

/** What `@Page` leaves on a handler. */
export interface PageMetadata {
  template: string;
  layout: Layout;
}

export const pageMetadata = 'view:page';
