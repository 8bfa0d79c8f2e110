import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { type Language, defaultLanguage, isLanguage } from '../i18n/language.js';
import type { Theme, ViewContext } from './view-context.js';

/**
 * The part of the context that needs no sign-in: language, theme and type size from their cookies (`language`,
 * `theme`, `largeType=1`), the browser's languages when there is no cookie, and the path.
 */
export function publicViewContext(request: FastifyRequest): ViewContext {
  const cookies = request.cookies as Record<string, string | undefined> | undefined; // absent without the plugin
  return {
    language: isLanguage(cookies?.language)
      ? cookies.language
      : languageOf(request.headers['accept-language'] ?? ''),
    theme: themeOf(cookies?.theme),
    largeType: cookies?.largeType === '1',
    path: request.url,
    navigation: [],
  };
}

export function themeOf(value: unknown): Theme {
  return value === 'light' || value === 'dark' ? value : 'auto';
}

/** Chinese unless the browser asks for English and not for Chinese at all. */
function languageOf(acceptLanguage: string): Language {
  return /\ben\b/i.test(acceptLanguage) && !/\bzh\b/i.test(acceptLanguage) ? 'en' : defaultLanguage;
}
