import { describe, expect, it } from 'vitest';
import { accountIdOf, accountLabel, daysUntilExpiry, originOfAccountId, parseExpiry } from '#domain/account.ts';
import { blockedStatusIds } from '#services/blockedStatuses.ts';

const now = new Date('2026-11-22T10:00:00Z');
const dayMs = 86_400_000;

describe('an account', () => {
  const account = { origin: 'https://nimbus.atlassian.net', email: 'Lea.Dubois@nimbus.example' };

  it('is the same whatever the case of the e-mail, and keeps its site', () => {
    expect(accountIdOf(account)).toBe(accountIdOf({ ...account, email: account.email.toUpperCase() }));
    expect(originOfAccountId(accountIdOf(account))).toBe(account.origin);
    expect(accountLabel(account)).toBe('Lea.Dubois@nimbus.example (nimbus.atlassian.net)');
  });
});

describe('the end of a token', () => {
  it('is a number of days or a date, of which the whole day counts', () => {
    expect(parseExpiry('90', now)).toBe(new Date(now.getTime() + 90 * dayMs).toISOString());
    const end = new Date(parseExpiry(' 2026-12-31 ', now) ?? '');
    expect([end.getFullYear(), end.getMonth(), end.getDate(), end.getHours()]).toEqual([2026, 11, 31, 23]);
    expect(parseExpiry('2026-11-22', now)).toBeDefined();
  });

  it.each(['', '0', '-3', '2026-11-20', '2026-02-30', '2029-01-01', '999', 'soon', '31/12/2026', '1e2'])(
    'is not %j',
    (text) => {
      expect(parseExpiry(text, now)).toBeUndefined();
    },
  );

  it('is counted in days that have begun', () => {
    const inHours = (hours: number) => ({ expiresAt: new Date(now.getTime() + hours * 3_600_000).toISOString() });
    expect(daysUntilExpiry(inHours(1), now)).toBe(1);
    expect(daysUntilExpiry(inHours(49), now)).toBe(3);
    expect(daysUntilExpiry(inHours(-1), now)).toBeLessThanOrEqual(0);
    expect(daysUntilExpiry({}, now)).toBeUndefined();
  });
});

describe('statuses that a team calls blocked', () => {
  const statuses = [
    { id: '3', name: 'In Progress', category: 'indeterminate' },
    { id: '10007', name: 'BLOQUE', category: 'indeterminate' },
    { id: '10008', name: 'Blocked by supplier', category: 'indeterminate' },
  ] as const;

  it('are found by name, case and accents aside, or by id', () => {
    expect([...blockedStatusIds(statuses, ['Bloqué'])]).toEqual(['10007']);
    expect([...blockedStatusIds(statuses, ['10008'])]).toEqual(['10008']);
    expect([...blockedStatusIds(statuses, ['Blocked', '', ' '])]).toEqual([]);
  });
});
