import { describe, expect, it } from 'vitest';
import { validateAdf } from '#demo/adf.ts';
import { createSite } from '#demo/createSite.ts';
import { canBrowse, statusOf } from '#demo/jira/lookup.ts';
import type { DemoIssue } from '#demo/jira/model.ts';

const now = new Date('2026-11-22T10:00:00Z');
const site = createSite({ now });
const hour = 3_600_000;

function issue(key: string): DemoIssue {
  for (const candidate of site.jira.issues.values()) {
    if (candidate.key === key) {
      return candidate;
    }
  }
  throw new Error(key);
}

/** Hours since the last change of a field (by its name in the changelog) to a given text. */
function hoursSince(key: string, field: string, text: RegExp): number | undefined {
  const change = issue(key).changes.findLast(({ items }) =>
    items.some((item) => item.field === field && text.test(item.toString ?? '')),
  );
  return change && (now.getTime() - change.created) / hour;
}

const flagged = (key: string) => issue(key).custom['customfield_10027'] ?? null;

describe('the seed of the demo Jira', () => {
  it('is the same for the same seed and moment, but for another seed', () => {
    const text = (seed: number) => JSON.stringify([...createSite({ now, seed }).jira.issues.values()]);
    expect(text(14)).toBe(text(14));
    expect(text(14)).not.toBe(text(15));
  });

  it('has projects, boards and sprints as told', () => {
    expect(site.jira.projects.map(({ key, style }) => [key, style])).toEqual([
      ['NIM', 'classic'],
      ['OPS', 'next-gen'],
      ['PAY', 'classic'],
      ['RHX', 'next-gen'],
    ]);
    expect(site.jira.projects.filter((project) => canBrowse(project, site.owner)).map(({ key }) => key)).not.toContain(
      'RHX',
    );
    const states = (boardId: number) =>
      site.jira.sprints.filter(({ originBoardId }) => originBoardId === boardId).map(({ state }) => state);
    expect(states(4).filter((state) => state === 'closed')).toHaveLength(13);
    expect(states(4).filter((state) => state === 'active')).toHaveLength(1);
    expect(states(4).filter((state) => state === 'future')).toHaveLength(2);
    expect(states(9).filter((state) => state === 'active')).toHaveLength(2);
    expect(states(7)).toEqual([]);
    expect(site.jira.sprints.find(({ id }) => id === 44)).toMatchObject({ name: 'NIM Sprint 14', state: 'active' });
    expect(site.jira.fields.filter(({ name }) => name === 'Insights')).toHaveLength(3);
  });

  it('holds valid documents only', () => {
    const documents = [...site.jira.issues.values()].flatMap((each) => [
      each.description,
      each.custom['customfield_10045'],
      ...each.comments.map(({ body }) => body),
      ...each.worklogs.map(({ comment }) => comment),
    ]);
    const present = documents.filter(Boolean);
    expect(present.length).toBeGreaterThan(15);
    expect(present.flatMap(validateAdf)).toEqual([]);
  });

  it('blocks issues by flag, for 1, 47, 49 hours and 5 days', () => {
    for (const [key, hours] of [
      ['NIM-43', 1],
      ['NIM-50', 47],
      ['NIM-51', 49],
      ['NIM-49', 120],
      ['NIM-53', 3],
    ] as const) {
      expect(flagged(key)).toEqual([{ id: '10019', value: 'Impediment' }]);
      expect(hoursSince(key, 'Flagged', /Impediment/)).toBeCloseTo(hours, 5);
    }
    expect(issue('NIM-49').updated).toBeGreaterThan(now.getTime() - hour);
  });

  it('blocks issues by status, link, label and field', () => {
    expect(statusOf(site, issue('NIM-44'))).toMatchObject({ name: 'Blocked', category: 'indeterminate' });
    expect(hoursSince('NIM-44', 'status', /Blocked/)).toBeCloseTo(47, 5);
    expect(hoursSince('NIM-45', 'Link', /is blocked by PAY-12/)).toBeCloseTo(49, 5);
    expect(statusOf(site, issue('PAY-12')).category).not.toBe('done');
    expect(issue('NIM-46').labels).toContain('blocked');
    expect(issue('NIM-46').custom['customfield_10047']).toBe('Imprimante A6 en rupture');
    expect(hoursSince('NIM-46', 'labels', /blocked/)).toBeCloseTo(120, 5);
  });

  it('has issues that only look blocked', () => {
    expect(flagged('NIM-47')).toBeNull();
    expect(hoursSince('NIM-47', 'Flagged', /Impediment/)).toBeCloseTo(72, 5);
    expect(hoursSince('NIM-48', 'Link', /is blocked by NIM-39/)).toBeDefined();
    expect(statusOf(site, issue('NIM-39')).category).toBe('done');
    expect(flagged('NIM-52')).not.toBeNull();
    expect(statusOf(site, issue('NIM-52')).category).toBe('done');
  });

  it('has histories that lead to the state of their issue, in the order of time', () => {
    for (const each of site.jira.issues.values()) {
      const times = [each.created, ...each.changes.map(({ created }) => created), now.getTime()];
      expect(times, each.key).toEqual(times.toSorted((a, b) => a - b));
      const items = each.changes.flatMap((change) => change.items);
      expect(items.findLast(({ field }) => field === 'status')?.to ?? each.statusId, each.key).toBe(each.statusId);
      expect(items.findLast(({ field }) => field === 'assignee')?.to ?? null, each.key).toBe(each.assigneeId);
      const sprints = items.findLast(({ field }) => field === 'Sprint')?.to ?? '';
      expect(sprints, each.key).toBe(each.sprintIds.join(', '));
      expect(each.updated, each.key).toBeGreaterThanOrEqual(each.changes.at(-1)?.created ?? 0);
    }
  });

  it('makes thousands of issues for volume', () => {
    const big = createSite({ now, issues: 5000 });
    const nim = [...big.jira.issues.values()].filter(({ key }) => key.startsWith('NIM-'));
    expect(nim).toHaveLength(5000);
    expect(nim.filter(({ sprintIds }) => sprintIds.includes(44)).length).toBeGreaterThan(1000);
    expect(new Set(nim.map(({ id }) => id)).size).toBe(5000);
  });
});
