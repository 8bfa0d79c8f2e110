import { Logger } from '@nestjs/common';
import { createInstance, type i18n } from 'i18next';
import { readCatalogues } from './catalogue.js';
import { Language, defaultLanguage, languages } from './language.js';
import { templateFolder } from './template-folder.js';

/** Values a text may show; a number under `count` also chooses the English plural. */
export type TextParams = Record<string, string | number | boolean | Date | null | undefined>;

const logger = new Logger('Translate');
const reported = new Set<string>();
let loaded: i18n | undefined;

/**
 * The text of `key` (`class.roster.approve`) in a language, with `{{name}}` places filled in, not escaped:
 * the template engine escapes. A missing key throws under test; in production it's logged once and the key
 * itself is shown, because a page with one ugly word is better than no page.
 */
export function translate(language: Language, key: string, params: TextParams = {}): string {
  for (const _ in params) return look(language, key, params);
  const known = plain[language].get(key);
  if (known !== undefined) return known;
  const text = look(language, key, params);
  plain[language].set(key, text);
  return text;
}

/** Texts without values, which are most of a page's: i18next takes several microseconds for each. */
const plain: Record<Language, Map<string, string>> = { 'zh-CN': new Map(), en: new Map() };

function look(language: Language, key: string, params: TextParams): string {
  const text = (loaded ??= load()).t(key, { ...params, lng: language });
  // i18next answers an unknown key with the key.
  return text === key ? missing(language, key) : text;
}

/** Whether the Chinese and the English catalogues both know the key. */
export function isTextKey(key: string): boolean {
  const texts = (loaded ??= load());
  return languages.every((language) => texts.exists(key, { lng: language, count: 1 }));
}

function load(): i18n {
  const catalogues = readCatalogues(templateFolder());
  const instance = createInstance();
  void instance.init({
    initAsync: false,
    lng: defaultLanguage,
    fallbackLng: false,
    supportedLngs: [...languages],
    interpolation: { escapeValue: false },
    resources: Object.fromEntries(
      languages.map((language) => [language, { translation: catalogues[language] }]),
    ),
  });
  return instance;
}

function missing(language: Language, key: string): string {
  const message = `No text for ${key} in ${language}`;
  if (process.env.NODE_ENV === 'test') throw new Error(message);
  if (!reported.has(language + key)) logger.error(message);
  reported.add(language + key);
  return key;
}
