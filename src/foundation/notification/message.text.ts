import { isTextKey, TextParams, translate } from '../i18n/translate.js';
import type { Message } from './message.js';

/** What a message says, in its reader's language. A template this version no longer has shows its name. */
export function textOf({ template, language, params }: Pick<Message, 'template' | 'language' | 'params'>): {
  subject: string;
  text: string;
} {
  const say = (part: string): string => {
    const key = `${template}.${part}`;
    return isTextKey(key) ? translate(language, key, params as TextParams) : template;
  };
  return { subject: say('subject'), text: say('text') };
}
