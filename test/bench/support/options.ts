/** A whole number from the command line, e.g. `--people=2000`. */
export function numberOption(name: string, otherwise: number): number {
  const option = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return option === undefined ? otherwise : Number(option.slice(name.length + 3));
}

/** Whether `--name` is on the command line. */
export function flagOption(name: string): boolean {
  return process.argv.includes(`--${name}`);
}
