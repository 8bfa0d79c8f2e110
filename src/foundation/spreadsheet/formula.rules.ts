/**
 * A text which a spreadsheet program could run, after OWASP's list: it begins with = + - @, their full-width forms or
 * a tab or line break, blanks aside. Plain numbers, also signed phone numbers, and a lone sign are harmless.
 */
const couldRun = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u;
const harmless = /^[+-]?(?:\d+(?:\.\d+)?%?)?$/u;

/**
 * Puts an apostrophe before a text that could be taken for a formula. In .xlsx a text isn't run either way, but sheets
 * are saved on as CSV. Our own reader takes the apostrophe off again.
 */
export function withoutFormula(text: string): string {
  return couldRun.test(text) && !harmless.test(text) ? `'${text}` : text;
}
