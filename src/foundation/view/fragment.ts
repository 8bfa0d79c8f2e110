export class Fragment {
  constructor(
    readonly path: string,
    readonly model: object,
  ) {}
}

/** Answers with one template alone, never with a layout around it, for example a table's next rows. */
export function fragment(path: string, model: object): Fragment {
  return new Fragment(path, model);
}
