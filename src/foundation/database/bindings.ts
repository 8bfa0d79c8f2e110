/** Collects the parameters of a hand-written statement while its text is put together. */
export class Bindings {
  readonly values: unknown[] = [];

  /** Keeps a value and gives the placeholder that stands for it (`$1`, `$2`, ...). */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
