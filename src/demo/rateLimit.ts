import type { FaultEffect } from './faults.ts';
import type { DemoResponse } from './http.ts';

const requestsPerWindow = 350;
const windowMs = 60_000;

/**
 * The budget that the answers' `X-RateLimit-*` headers tell. It refuses nothing by itself; refusals are asked for, by a
 * fault or by the request header `x-demo-rate-limit: <reason>;<seconds>`, which limits that endpoint for so long.
 */
export class RateLimiter {
  private windowEndsAt = 0;
  private used = 0;
  private readonly limitedUntil = new Map<string, number>();

  /** Counts a request and gives the headers of its answer. */
  count(now: number): Record<string, string> {
    if (now >= this.windowEndsAt) {
      this.windowEndsAt = now + windowMs;
      this.used = 0;
    }
    this.used += 1;
    return {
      'X-RateLimit-Limit': String(requestsPerWindow),
      'X-RateLimit-Remaining': String(Math.max(0, requestsPerWindow - this.used)),
      'X-RateLimit-Reset': isoSeconds(this.windowEndsAt),
      ...(this.used > requestsPerWindow * 0.8 ? { 'X-RateLimit-NearLimit': 'true' } : {}),
    };
  }

  /** What the request header asks for: refused until the seconds have passed, answered after that. */
  requested(header: string | undefined, endpoint: string, now: number): FaultEffect | undefined {
    const [reason, seconds = '1'] = header?.split(';') ?? [];
    if (!reason) {
      return undefined;
    }
    const key = `${endpoint} ${header}`;
    const until = this.limitedUntil.get(key) ?? now + Math.max(0, Number(seconds) || 0) * 1000;
    this.limitedUntil.set(key, until);
    return until > now ? { kind: 'rateLimit', reason, retryAfterSeconds: Math.ceil((until - now) / 1000) } : undefined;
  }
}

export function tooManyRequests(reason: string, retryAfterSeconds: number, now: number): DemoResponse {
  return {
    status: 429,
    headers: {
      'Retry-After': String(retryAfterSeconds),
      'RateLimit-Reason': reason,
      'X-RateLimit-Limit': String(requestsPerWindow),
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': isoSeconds(now + retryAfterSeconds * 1000),
    },
    body: { errorMessages: ['The request has been rate-limited. Please try again later.'], errors: {}, status: 429 },
  };
}

function isoSeconds(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}
