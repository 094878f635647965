/** The vendor's limits for writes to one issue. */
const windows: readonly { readonly writes: number; readonly ms: number }[] = [
  { writes: 20, ms: 2_000 },
  { writes: 100, ms: 30_000 },
];
const longestWindowMs = 30_000;

/** Keeps writes to one issue apart, so that a batch does not run into the site's limit in the first place. */
export class WriteSpacing {
  private readonly now: () => number;
  /** Instants of the writes to each issue, also those to come, oldest first. */
  private readonly turns = new Map<string, number[]>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** When the next write to the issue may be sent (epoch ms), at the earliest now. */
  nextTurn(issue: string): number {
    const turns = this.turns.get(issue) ?? [];
    const earliest = windows.map(({ writes, ms }) => {
      const before = turns[turns.length - writes];
      return before === undefined ? 0 : before + ms;
    });
    return Math.max(this.now(), ...earliest);
  }

  /** Takes the next turn. */
  book(issue: string): number {
    const turn = this.nextTurn(issue);
    const since = this.now() - longestWindowMs;
    for (const [key, turns] of this.turns) {
      if ((turns.at(-1) ?? 0) < since) {
        this.turns.delete(key);
      }
    }
    this.turns.set(issue, [...(this.turns.get(issue) ?? []).filter((each) => each >= since), turn]);
    return turn;
  }
}
