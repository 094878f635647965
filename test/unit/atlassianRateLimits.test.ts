import { describe, expect, it } from 'vitest';
import { floorMs, RateLimits } from '#atlassian/http/rateLimits.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const keys = { endpoint: 'GET /rest/api/3/issue/*' };

describe('the wait a server asks for', () => {
  it.each([
    ['1', 1_000],
    ['1847', 1_847_000],
    ['0', undefined],
    ['-1', undefined],
    ['NaN', undefined],
    ['1000000000', undefined],
    ['', undefined],
    ['soon', undefined],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', undefined],
  ])('%j is %s ms', (retryAfter, expected) => {
    expect(floorMs(new Headers({ 'retry-after': retryAfter }), now)).toBe(expected);
  });

  it('is counted by the server’s clock where it tells it', () => {
    const headers = { date: 'Sun, 22 Nov 2026 14:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 14:00:30 GMT' };
    expect(floorMs(new Headers(headers), now)).toBe(30_000);
  });

  it('is the reset of the limit when there is nothing better', () => {
    expect(floorMs(new Headers({ 'retry-after': '-1', 'x-ratelimit-reset': '2026-11-22T12:01:00Z' }), now)).toBe(
      60_000,
    );
  });
});

describe('a pause', () => {
  it('never ends before the floor, whatever the jitter', () => {
    for (const random of [0, 0.5, 0.999]) {
      const limits = new RateLimits(
        () => now,
        () => random,
      );
      const { until } = limits.pause(keys, new Headers({ 'retry-after': '10' }));
      expect(until).toBeGreaterThanOrEqual(now + 10_000);
      expect(until).toBeLessThanOrEqual(now + 15_000);
    }
  });

  it('grows when the server does not say how long, and starts over after a success', () => {
    let time = now;
    const limits = new RateLimits(
      () => time,
      () => 0,
    );
    const waits = [1, 2, 3].map(() => {
      const wait = limits.pause(keys, new Headers({ 'retry-after': '0' })).until - time;
      time += wait;
      return wait;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    limits.succeeded(keys);
    expect(limits.pause(keys, new Headers()).until - time).toBe(1_000);
  });
});
