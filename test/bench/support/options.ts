/** A whole number from the command line, e.g. `--people=2000`. */
export function numberOption(name: string, otherwise: number): number {
  const option = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return option === undefined ? otherwise : Number(option.slice(name.length + 3));
}

/** A word from the command line, e.g. `--through=http`. */
export function textOption(name: string, otherwise: string): string {
  return (
    process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise
  );
}
