export const languages = ['zh-CN', 'en'] as const;

/** A language the product speaks; the tag is what stands in `<html lang>`. */
export type Language = (typeof languages)[number];

export const defaultLanguage: Language = 'zh-CN';

export function isLanguage(value: unknown): value is Language {
  return languages.includes(value as Language);
}
