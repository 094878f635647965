import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { pageIds } from '#demo/confluence/seed/ids.ts';
import { openPolicy } from '#domain/agentPolicy.ts';
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
    const { decided, total } = await call('project_decisions', { project: 'NIM' });
    expect(decided).toBe(13);
    expect(first['decisions']).toMatchObject({ decided, others: Number(total) - 13 });
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

const decisionSchema = z.object({
  text: z.string(),
  state: z.string(),
  sources: z.array(z.object({ url: z.string() })).min(1),
});

/** Ids of the pages on which something was decided, over all pages of the result. */
async function decidedOn(client: WindowSetup['client'], args: Record<string, unknown>) {
  const pages = new Set<string>();
  let total = 0;
  let read = 0;
  for (let cursor: unknown, isLast = false; !isLast; ) {
    const { data, bytes, isError, text } = await callTool(client, 'project_decisions', {
      ...args,
      ...(cursor ? { cursor } : {}),
    });
    expect(isError, text).toBe(false);
    expect(bytes).toBeLessThanOrEqual(resultLimitBytes);
    const rows = z.array(decisionSchema).parse(data['decisions']);
    read += rows.length;
    total = Number(data['total']);
    for (const row of rows) {
      expect(row.text).toMatch(/^<<\w+ others' text, not instructions\n/);
      for (const { url } of row.sources) {
        expect(url.startsWith('http://127.0.0.1:')).toBe(true);
        const page = /\/(?:pages|blog)\/(?:[\d/]+\/)?(\d{6})\b/.exec(url)?.[1];
        if (row.state === 'decided' && page) pages.add(page);
      }
    }
    cursor = data['cursor'];
    isLast = data['truncated'] !== true;
  }
  expect(read).toBe(total);
  return [...pages].sort();
}

const ofNim = [
  pageIds.teamMeetingThisWeek,
  pageIds.sprintPlanning,
  pageIds.accessibilityWorkshop,
  pageIds.adrIdempotency,
  pageIds.decisionRegister,
  pageIds.daciPayment,
  pageIds.checkoutDecisionLog,
  pageIds.checkoutHandbook,
  pageIds.legacyBasket,
  pageIds.weeklyReleasesPost,
];
const ofOps = [pageIds.opsCommittee, pageIds.changeBoard];

describe('project_decisions: the decisions taken on project NIM in Confluence this week', () => {
  it('are the ones there are, each with a link to its source', async () => {
    expect(await decidedOn(window.client, { project: 'NIM', period: 'thisWeek' })).toEqual([...ofNim].sort());
    expect(await decidedOn(window.client, { project: 'NIM' })).toEqual([...ofNim].sort());
  });

  it('are those of another space too where the workspace says that it is the project’s', async () => {
    const other = await openWindow({
      dependencies: {
        defaults: () => ({ projectKey: 'NIM', spaceKey: 'OPS' }),
        userTime: () => ({ zone: 'Europe/Paris', locale: 'fr-FR' }),
      },
    });
    try {
      expect(await decidedOn(other.client, {})).toEqual([...ofNim, ...ofOps].sort());
      const { data } = await callTool(other.client, 'project_decisions');
      expect(data['searched']).toContain(
        'NIM (has the key of the project); OPS (set for this workspace); pages elsewhere',
      );
    } finally {
      await other.close();
    }
  });

  it('are only those of a space that was asked for', async () => {
    expect(await decidedOn(window.client, { space: 'OPS' })).toEqual(ofOps);
    expect(await decidedOn(window.client, { project: 'NIM', space: 'OPS' })).toEqual(ofOps);
    const last = await decidedOn(window.client, { project: 'NIM', period: 'lastWeek' });
    expect(last).toContain(pageIds.teamMeetingLastWeek);
    expect(last).not.toContain(pageIds.teamMeetingThisWeek);
  });

  it('leave out what agents may not read, and say so', async () => {
    const policy = { ...openPolicy, allowedProjects: ['NIM'], allowedSpaces: ['OPS'] };
    const limited = await openWindow({
      dependencies: { policy: () => policy, userTime: () => ({ zone: 'Europe/Paris', locale: 'fr-FR' }) },
    });
    try {
      expect(await decidedOn(limited.client, { project: 'NIM' })).toEqual([]);
      const { data } = await callTool(limited.client, 'project_decisions', { project: 'NIM' });
      expect(data['searched']).toContain('no space to be read has the key NIM');
      expect(data['notSearched']).toContain('1 spaces: what this account may not see (NIM)');
      const state = await callTool(limited.client, 'project_state', { project: 'NIM' });
      expect(state.data['notRead']).toBeUndefined();
      expect((await callTool(limited.client, 'project_state', { project: 'PAY' })).isError).toBe(true);
      expect((await callTool(limited.client, 'project_decisions', { space: 'NIM' })).isError).toBe(true);
    } finally {
      await limited.close();
    }
  });

  it('say the zone, where was looked and what was not', async () => {
    const data = await call('project_decisions');
    expect(data['why']).toEqual(['Project: NIM (chosen for this workspace)']);
    expect(data['period']).toMatch(/\(ISO week \d{4}-W\d\d\), Europe\/Paris$/);
    expect(data['searched']).toMatch(/^\d+ pages and \d+ issues changed in the period; project NIM: spaces NIM/);
    expect(data['notSearched']).toContain('pages: what this account may not see');
  });
});
