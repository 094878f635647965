import { fail } from '#domain/errors.ts';

interface Budget {
  /** Calls that may come at once. */
  readonly burst: number;
  /** Calls a second that it fills up by. */
  readonly perSecond: number;
}

/** Far above what a job needs: it stops loops. What the site itself finds too much is said, and heeded, elsewhere. */
const budgets = {
  read: { burst: 2000, perSecond: 50 },
  write: { burst: 200, perSecond: 1 },
} as const satisfies Record<string, Budget>;

/** One session's calls: a token bucket each for reading and for writing. */
export class CallBudget {
  private readonly now: () => number;
  private readonly left = { read: 0, write: 0 };
  private readonly at = { read: -Infinity, write: -Infinity };

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** @throws tooManyCalls */
  spend(access: keyof typeof budgets): void {
    const { burst, perSecond } = budgets[access];
    const now = this.now();
    const filled = Math.min(burst, this.left[access] + ((now - this.at[access]) / 1000) * perSecond);
    this.at[access] = now;
    this.left[access] = filled;
    if (filled < 1) {
      fail({ code: 'tooManyCalls', retryAfterMs: Math.ceil(((1 - filled) / perSecond) * 1000) });
    }
    this.left[access] = filled - 1;
  }
}
