import type Handlebars from 'handlebars';
import type { RenderFrame } from '../render-frame.js';

export type HelperOptions = Omit<Handlebars.HelperOptions, 'data' | 'hash'> & {
  hash: Record<string, unknown>;
  data: RenderFrame;
};

/**
 * Helpers take positional arguments and then Handlebars' options. A property printed under a helper's name
 * (`{{url}}`) calls the helper with the options alone; this says so instead of printing nonsense.
 */
export function refuseBare(helper: string, value: unknown): void {
  if (value !== null && typeof value === 'object' && 'hash' in value && 'data' in value) {
    throw new Error(`{{${helper}}} needs a value; a property of that name is written {{this.${helper}}}`);
  }
}
