const windowLength = 60_000;
/** Names remembered; past that the oldest are forgotten, so that a flood of names costs no memory. */
const mostNames = 50_000;

/** Counts what each name did within a minute, in this process. */
export class RateWindow {
  private readonly counts = new Map<string, { used: number; until: number }>();

  /** @returns seconds until the next try when this one is beyond `limit`, else undefined */
  count(name: string, limit: number, now = Date.now()): number | undefined {
    const present = this.counts.get(name);
    const current = present && present.until > now ? present : { used: 0, until: now + windowLength };
    current.used += 1;
    if (current !== present) this.counts.delete(name);
    this.counts.set(name, current);
    if (this.counts.size > mostNames) {
      const [oldest] = this.counts.keys();
      if (oldest !== undefined) this.counts.delete(oldest);
    }
    return current.used > limit ? Math.ceil((current.until - now) / 1000) : undefined;
  }
}
