// The extension finds htmx as a global, so this must run before it.
import htmx from 'htmx.org/dist/htmx.esm.min.js';

globalThis.htmx = htmx;
