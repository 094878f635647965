/** Trouble on demand, for tests of clients: what should go wrong with which requests, and how often. */
export interface Fault {
  readonly method?: string;
  /** Tested against the path with the gateway prefix and without the query. */
  readonly path?: RegExp;
  /** How many matching requests are hit; 1 unless told. */
  readonly times?: number;
  /** Matching requests let through before the first is hit. */
  readonly after?: number;
  readonly effect: FaultEffect;
}

export type FaultEffect =
  /** Answers in place of the site; `body` is sent as it is. */
  | {
      readonly kind: 'respond';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly kind: 'rateLimit'; readonly reason: string; readonly retryAfterSeconds: number }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Closes the connection, before the request is handled or after its effect is stored. */
  | { readonly kind: 'disconnect'; readonly when: 'before' | 'after' };

/** The faults of one running site, in the order in which they were added; the first that matches is used. */
export class FaultPlan {
  private entries: { fault: Fault; skip: number; left: number }[] = [];

  add(fault: Fault): void {
    this.entries.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.entries = [];
  }

  /** Takes the effect for a request and counts it as used. */
  take(method: string, path: string): FaultEffect | undefined {
    for (const entry of this.entries) {
      const { fault } = entry;
      if (entry.left === 0 || (fault.method && fault.method !== method) || (fault.path && !fault.path.test(path))) {
        continue;
      }
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      return fault.effect;
    }
    return undefined;
  }
}
