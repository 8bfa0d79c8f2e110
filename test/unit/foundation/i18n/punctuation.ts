const han = '\\p{Script=Han}';
const rules: [name: string, pattern: RegExp][] = [
  ['half-width mark beside Han', new RegExp(`${han}\\s?[,;:!?]|[,;:!?]\\s?${han}`, 'u')],
  ['half-width brackets around Han', new RegExp(`\\([^)]*${han}[^)]*\\)`, 'u')],
  ['half-width full stop after Han', new RegExp(`${han}\\.(\\s|$)`, 'u')],
  ['straight quotes around Han', new RegExp(`"[^"]*${han}[^"]*"`, 'u')],
  ['corner quotes', /[「」『』]/u],
  ['full-width mark inside numbers or Latin', /[A-Za-z0-9][，；：！？（）][A-Za-z0-9]/u],
  ['space before a full-width mark', /\s[，。；：！？、]/u],
];

/** What is wrong with a Chinese text's punctuation; places like `{{name}}` may hold anything. */
export function punctuationFaults(text: string): string[] {
  const plain = text.replace(/{{.*?}}/g, '□').replace(/\w+:\/\/\S+/g, '');
  return rules.filter(([, pattern]) => pattern.test(plain)).map(([name]) => `${name} in "${text}"`);
}
