import Handlebars from 'handlebars';
import { assetUrl, hasIcon } from '../assets.js';
import { refuseBare } from './helper-options.js';

/** `{{asset 'app.css'}}`: the address with its hash. */
function asset(name: unknown): string {
  refuseBare('asset', name);
  return assetUrl(String(name));
}

/**
 * `{{icon 'bell'}}`: decoration beside a word, hidden from screen readers; a button with an icon alone carries
 * an `aria-label`. Names are Tabler's; a new one is added to `templates/assets/icons.svg`.
 */
function icon(name: unknown): Handlebars.SafeString {
  refuseBare('icon', name);
  if (!hasIcon(String(name))) throw new Error(`No icon ${String(name)} in templates/assets/icons.svg`);
  const href = `${assetUrl('icons.svg')}#${String(name)}`;
  return new Handlebars.SafeString(`<svg class="icon" aria-hidden="true"><use href="${href}"/></svg>`);
}

export const assetHelpers = { asset, icon };
