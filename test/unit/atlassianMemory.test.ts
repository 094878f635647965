import { describe, expect, it } from 'vitest';
import { Cached } from '#atlassian/cached.ts';
import { WriteSpacing } from '#atlassian/http/writeSpacing.ts';
import { RecentWrites } from '#atlassian/jira/recentWrites.ts';

describe('writes to one issue', () => {
  it('keep within 20 in 2 s and 100 in 30 s, and do not hold up others', () => {
    const spacing = new WriteSpacing(() => 0);
    const turns = Array.from({ length: 250 }, () => spacing.book('NIM-1'));
    expect(turns.slice(0, 20)).toEqual(Array(20).fill(0));
    for (const [index, turn] of turns.entries()) {
      expect(turn - (turns[index - 20] ?? -2_000)).toBeGreaterThanOrEqual(2_000);
      expect(turn - (turns[index - 100] ?? -30_000)).toBeGreaterThanOrEqual(30_000);
    }
    expect(turns.at(-1)).toBe(64_000);
    expect(spacing.nextTurn('NIM-2')).toBe(0);
  });

  it('go at once when the last ones are long past', () => {
    let now = 0;
    const spacing = new WriteSpacing(() => now);
    for (let count = 0; count < 100; count++) spacing.book('NIM-1');
    now = 100_000;
    expect(spacing.book('NIM-1')).toBe(100_000);
  });
});

describe('recent writes', () => {
  it('are the ids of the last minutes, newest first, at most 50', () => {
    let now = 0;
    const writes = new RecentWrites(() => now);
    writes.written({ key: 'NIM-1', id: '1' });
    writes.written({ key: 'NIM-2' });
    expect(writes.issueIds()).toEqual([1]);
    // The id of an issue written by its key is learnt when it is read.
    writes.seen({ key: 'NIM-2', id: '2', url: '' });
    writes.seen({ key: 'NIM-3', id: '3', url: '' });
    expect(writes.issueIds()).toEqual([2, 1]);
    now = 200_000;
    writes.written({ key: 'NIM-1' });
    expect(writes.issueIds()).toEqual([1, 2]);
    now = 400_000;
    expect(writes.issueIds()).toEqual([1]);
    for (let id = 100; id < 200; id++) writes.written({ key: `NIM-${id}`, id: String(id) });
    expect(writes.issueIds()).toHaveLength(50);
    expect(writes.issueIds()[0]).toBe(199);
  });
});

describe('remembered answers', () => {
  it('expire, are not kept when not worth it, and are asked for anew on demand', async () => {
    let now = 0;
    let loads = 0;
    const cached = new Cached<number[]>(1_000, { now: () => now, isKept: (list) => list.length > 0 });
    const load = async () => [++loads];
    expect(await cached.get('a', load)).toEqual([1]);
    expect(await cached.get('a', load)).toEqual([1]);
    expect(await cached.get('a', load, { isFresh: true })).toEqual([2]);
    expect(await cached.get('a', load)).toEqual([2]);
    now = 1_000;
    expect(await cached.get('a', load)).toEqual([3]);
    expect(await cached.get('b', async () => [])).toEqual([]);
    expect(await cached.get('b', load)).toEqual([4]);
    for (let key = 0; key < 300; key++) await cached.get(String(key), load);
    await cached.get('a', load);
    expect(loads).toBe(305); // the oldest had been forgotten
  });
});
