/**
 * A name as a stranger may see it: enough to compare with a paper at hand, too little to learn it. The first
 * character stays, of three or more Han characters the last too: 张*, 王*军, 欧**明.
 */
export function maskedName(name: string): string {
  const characters = Array.from(name.trim());
  const [first = ''] = characters;
  if (characters.length < 3 || !/^\p{Script=Han}+$/u.test(name.trim())) return `${first}*`;
  return `${first}${'*'.repeat(characters.length - 2)}${characters.at(-1) ?? ''}`;
}
