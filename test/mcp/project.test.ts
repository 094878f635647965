import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { resultLimitBytes } from '#mcp/output.ts';
import { callTool, openWindow, type WindowSetup } from './support/clients.ts';

let window: WindowSetup;
beforeAll(async () => {
  window = await openWindow({
    demo: { issues: 300 },
    dependencies: {
      userTime: () => ({ zone: 'Europe/Paris', locale: 'fr-FR' }),
      blockedStatuses: () => ['Blocked', 'Bloqué'],
    },
  });
});
afterAll(() => window.close());

async function call(name: string, args: Record<string, unknown> = {}) {
  const answer = await callTool(window.client, name, args);
  expect(answer.isError, answer.text).toBe(false);
  expect(answer.bytes).toBeLessThanOrEqual(resultLimitBytes);
  return answer.data;
}

const figureSchema = z.object({ of: z.string(), count: z.number(), query: z.string(), points: z.number().optional() });

/** All figures over the pages, and the first page. */
async function figures(args: Record<string, unknown>) {
  const first = await call('project_state', args);
  const rows = z.array(figureSchema).parse(first['figures']);
  let data = first;
  while (data['truncated'] === true) {
    data = await call('project_state', { ...args, cursor: data['cursor'] });
    rows.push(...z.array(figureSchema).parse(data['figures']));
  }
  return { first, rows };
}

describe('project_state', () => {
  it.each(['NIM', 'PAY', 'OPS'])('gives figures that their queries confirm: %s', async (project) => {
    const { first, rows } = await figures({ project });
    expect(rows.length).toBeGreaterThan(10);
    expect(new Set(rows.map(({ of }) => of)).size).toBe(rows.length);
    expect(first['notRead']).toBeUndefined();
    for (const { of, count, query } of rows) {
      const isCql = query.startsWith('type in');
      const found = isCql
        ? await call('confluence_search', { cql: query, limit: 25 })
        : await call('jira_search', { jql: query, limit: 1, withTotal: true });
      expect(found['total'], `${of}: ${query}`).toBe(count);
    }
  });

  it('says the zone, the range and what it rests on, and why these spaces', async () => {
    const { first, rows } = await figures({ project: 'NIM' });
    expect(first['period']).toMatch(/^\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d \(ISO week \d{4}-W\d\d\), Europe\/Paris$/);
    expect(first['sprints']).toMatchObject([
      { id: 44, forecast: expect.stringMatching(/^\d+ to \d+ points can be done by the end, \d+ remain.*percentile/) },
    ]);
    expect(rows.filter(({ of }) => of.startsWith('done in NIM Sprint'))).toHaveLength(6);
    expect(first['spaces']).toBe('NIM (has the key of the project); pages elsewhere that name NIM');
    expect(first['jqlUrl']).toBe(`${window.demo.url}/issues/?jql={query}`);
    expect(first['blocked']).toContainEqual({ key: 'NIM-45', since: expect.any(String), by: ['PAY-12'] });
    expect(first['blocked']).toContainEqual({ key: 'NIM-44', since: expect.any(String), by: ['Blocked'] });
  });

  it('tells a kanban board’s work, and a sprint that is over', async () => {
    const { first, rows } = await figures({ project: 'OPS' });
    expect(first['sprints']).toBeUndefined();
    expect(rows[0]).toMatchObject({ of: 'open in the project', count: 9 });
    const closed = await call('project_state', { project: 'NIM', sprint: 'NIM Sprint 13' });
    expect(closed['sprints']).toMatchObject([{ id: 43, forecast: 'none: the sprint is closed' }]);
  });

  it('refuses what there is not, in words', async () => {
    const answers = await Promise.all([
      callTool(window.client, 'project_state', { project: 'NIM', sprint: 'NIM Sprint 99' }),
      callTool(window.client, 'project_state', { project: 'NOPE' }),
      callTool(window.client, 'project_state', { project: 'NIM', period: 'next week' }),
      callTool(window.client, 'project_decisions', { project: 'NIM', period: '2026-02-30' }),
    ]);
    expect(answers.map(({ isError }) => isError)).toEqual([true, true, true, true]);
    expect(answers.map(({ text }) => text)).toEqual([
      expect.stringContaining('NIM Sprint 99'),
      expect.stringContaining('NOPE'),
      expect.stringContaining('expected thisWeek'),
      expect.stringContaining('expected a date'),
    ]);
  });
});
