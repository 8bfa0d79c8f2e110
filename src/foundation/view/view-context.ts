import { AsyncLocalStorage } from 'node:async_hooks';
import type { Role } from '../access/actor.js';
import type { Language } from '../i18n/language.js';
import type { TextParams } from '../i18n/translate.js';

export type Theme = 'light' | 'dark' | 'auto';

/** A link of the sidebar (desk) or of the tab bar (phone, where the first four count). */
export interface NavigationItem {
  /** Catalogue key of the group's heading; neighbours with an equal one stand together. */
  section?: string;
  /** Catalogue key of the link's word. */
  label: string;
  href: string;
  icon: string;
  /** Work waiting there; 0 shows nothing. */
  count?: number;
  /** Further addresses that belong to this place, e.g. pages that its own page leads to. */
  leadsTo?: readonly string[];
  /** Decided by the longest matching path when no item says so itself. */
  current?: boolean;
}

/** What is said once on the page after a redirect, as a toast. */
export interface Notice {
  /** Catalogue key. */
  text: string;
  params?: TextParams;
  /** A form that takes the action back; `action` is a path of this site. */
  undo?: { action: string; fields?: Record<string, string> };
}

/** Everything a layout or a helper needs to know about the request, never about the page. */
export interface ViewContext {
  language: Language;
  theme: Theme;
  largeType: boolean;
  /** Path with query of the request, for links that come back here. */
  path: string;
  actor?: { name: string; role: Role; roleName: string; divisionName: string; initial: string };
  navigation: NavigationItem[];
  /** What stands in for the desk layout on pages that several roles share, for those whose place is the phone. */
  sharedLayout?: 'phone';
  /** Whether the asker's role has the page of a route pattern (`/classes/:id/roster`); absent, every link is shown. */
  mayOpen?: (pattern: string) => boolean;
  /** Number of unread notifications; absent hides the bell. */
  unread?: number;
  notice?: Notice;
}

const storage = new AsyncLocalStorage<ViewContext>();

/** The context of the page being answered; outside of a page there is none. */
export const ViewContext = {
  run<T>(context: ViewContext, work: () => T): T {
    return storage.run(context, work);
  },
  current(): ViewContext | undefined {
    return storage.getStore();
  },
};
