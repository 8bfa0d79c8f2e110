/** Repeatable chance: the same seed gives the same province, so figures of two runs can be compared. */
export class Random {
  constructor(private state: number) {}

  /** At least 0, below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error('Nothing to pick from');
    return item;
  }

  /** Puts the items into a random order, in place (Fisher-Yates). */
  shuffle<Item>(items: Item[]): Item[] {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.between(0, last);
      [items[last], items[other]] = [items[other] as Item, items[last] as Item];
    }
    return items;
  }

  /** `parts` whole numbers around the mean, none above `most`, whose sum is exactly `total`. */
  split(total: number, parts: number, most = Number.MAX_SAFE_INTEGER): number[] {
    const mean = total / parts;
    const sizes = Array.from({ length: parts }, () =>
      Math.min(most, Math.max(1, Math.round(mean * (0.5 + this.next())))),
    );
    let rest = total - sizes.reduce((sum, size) => sum + size, 0);
    for (let index = 0; rest !== 0; index = (index + 1) % parts) {
      const size = sizes[index] ?? 0;
      const step = rest > 0 ? (size < most ? 1 : 0) : size > 1 ? -1 : 0;
      sizes[index] = size + step;
      rest -= step;
    }
    return sizes;
  }
}
