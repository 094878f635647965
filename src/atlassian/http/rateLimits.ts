/** What a request counts against, from its URL. */
export interface RateLimitKeys {
  /** `GET /rest/api/3/issue/*` */
  readonly endpoint: string;
  /** Issue a write is about. */
  readonly writtenIssue?: string;
}

export interface Pause {
  /** Milliseconds since the epoch, by our clock. */
  readonly until: number;
  readonly reason?: string;
}

/** A longer `Retry-After` than a day (or a broken one) is no answer but a mistake of the server. */
const longestFloorMs = 86_400_000;
const firstBackoffMs = 1_000;
const longestBackoffMs = 60_000;

/**
 * Remembers what the site asked us to leave alone, and until when. Quotas stop the whole site, bursts one endpoint,
 * the per-issue limit only writes to that issue (`RateLimit-Reason`).
 */
export class RateLimits {
  private readonly pauses = new Map<string, Pause & { readonly strikes: number }>();
  private readonly now: () => number;
  private readonly random: () => number;

  constructor(now: () => number, random: () => number) {
    this.now = now;
    this.random = random;
  }

  /** The longest pause that concerns the request; undefined when it may go now. */
  pauseFor(keys: RateLimitKeys): Pause | undefined {
    const now = this.now();
    let longest: Pause | undefined;
    for (const key of ['site', keys.endpoint, ...(keys.writtenIssue ? [issueKey(keys.writtenIssue)] : [])]) {
      const pause = this.pauses.get(key);
      if (pause && pause.until > now && pause.until > (longest?.until ?? 0)) {
        longest = pause;
      }
    }
    return longest;
  }

  /** Takes note of a 429 or 503 and returns the pause that follows from it. */
  pause(keys: RateLimitKeys, headers: Headers): Pause {
    const reason = headers.get('ratelimit-reason') ?? headers.get('x-beta-ratelimit-reason') ?? undefined;
    const key = pausedKey(keys, reason);
    const now = this.now();
    const known = this.pauses.get(key);
    const strikes = (known?.strikes ?? 0) + 1;
    const floor = floorMs(headers, now) ?? Math.min(firstBackoffMs * 2 ** (strikes - 1), longestBackoffMs);
    // Above the floor only: coming back earlier than asked is answered with the same floor or a longer one.
    const jitter = this.random() * Math.min(floor / 4 + 100, 5_000);
    const until = Math.max(known?.until ?? 0, now + floor + jitter);
    this.pauses.set(key, { until, strikes, ...(reason !== undefined && { reason }) });
    return { until, ...(reason !== undefined && { reason }) };
  }

  /** A request went through: the next pause starts from the first back-off again. */
  succeeded(keys: RateLimitKeys): void {
    for (const key of [keys.endpoint, keys.writtenIssue && issueKey(keys.writtenIssue), 'site']) {
      const pause = key === undefined ? undefined : this.pauses.get(key);
      if (key !== undefined && pause && pause.until <= this.now()) {
        this.pauses.delete(key);
      }
    }
  }
}

function pausedKey(keys: RateLimitKeys, reason: string | undefined): string {
  if (reason?.includes('quota')) {
    return 'site';
  }
  if (reason?.includes('per-issue') && keys.writtenIssue) {
    return issueKey(keys.writtenIssue);
  }
  return keys.endpoint;
}

function issueKey(issue: string): string {
  return `issue ${issue}`;
}

/** The wait the server asks for; undefined when it asks for none that makes sense (missing, 0, -1, NaN, 10⁹). */
export function floorMs(headers: Headers, now: number): number | undefined {
  const retryAfter = headers.get('retry-after')?.trim() ?? '';
  // The server's own clock, where it tells it: ours may be hours off.
  const serverNow = instant(headers.get('date')) ?? now;
  const candidates = [
    /^\d+(\.\d+)?$/.test(retryAfter) ? Number(retryAfter) * 1000 : minus(instant(retryAfter), serverNow),
    minus(instant(headers.get('x-ratelimit-reset')), serverNow),
  ];
  return candidates.find((ms) => ms !== undefined && ms > 0 && ms <= longestFloorMs);
}

function instant(value: string | null): number | undefined {
  // Date.parse takes almost anything ("-1" is a year): only what starts like a date counts.
  const time = value && /^(?:[A-Za-z]{3},|\d{4}-\d\d-\d\d)/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function minus(time: number | undefined, now: number): number | undefined {
  return time === undefined ? undefined : time - now;
}
