import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fenced } from '#mcp/fence.ts';
import { callTool, openWindow, type WindowSetup } from './support/clients.ts';

let window: WindowSetup;
beforeAll(async () => {
  window = await openWindow({ demo: { issues: 200 } });
});
afterAll(() => window.close());

async function render(name: string, args: Record<string, string> = {}): Promise<string> {
  const { messages } = await window.client.getPrompt({ name, arguments: args });
  const [message] = messages;
  expect(messages).toHaveLength(1);
  expect(message?.role).toBe('user');
  return message?.content.type === 'text' ? message.content.text : '';
}

async function complete(prompt: string, name: string, value: string, others: Record<string, string> = {}) {
  const { completion } = await window.client.complete({
    ref: { type: 'ref/prompt', name: prompt },
    argument: { name, value },
    context: { arguments: others },
  });
  expect(completion.values.length).toBeLessThanOrEqual(100);
  return completion.values;
}

/** The JSON between the lines of the fence with this label. */
function dataOf(text: string, label: string): Record<string, unknown> {
  const [, boundary = ''] = new RegExp(`^${label} \\(.*"end (\\S+)"\\):$`, 'm').exec(text) ?? [];
  const start = text.indexOf(`begin ${boundary}\n`) + boundary.length + 7;
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text.slice(start, text.indexOf(`\nend ${boundary}`))));
}

describe('prompts', () => {
  it('are listed with what they ask for', async () => {
    const { prompts } = await window.client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual([
      'standup',
      'sprint_review',
      'decisions_digest',
      'bug_report',
      'triage',
      'release_notes',
    ]);
    for (const { title, description, arguments: args = [] } of prompts) {
      expect([title, description].every(Boolean)).toBe(true);
      expect(args.map(({ name }) => name)).toContain('language');
      expect(args.every((argument) => argument.description)).toBe(true);
    }
  });

  it('bring the facts along: the stand-up of a person', async () => {
    const text = await render('standup', { person: 'Paul', language: 'French' });
    const open = dataOf(text, 'Open Jira issues in the sprint');
    const issues = z.array(z.object({ assignee: z.string() })).parse(open['issues']);
    expect(issues.length).toBeGreaterThan(0);
    expect(new Set(issues.map(({ assignee }) => assignee))).toEqual(new Set(['Paul Martin']));
    expect(text).toContain('Write in French');
  });

  it('review the current sprint, or one that is over', async () => {
    const label = 'The state of the project, computed';
    const running = await render('sprint_review');
    expect(dataOf(running, label)).toMatchObject({ sprints: [{ name: 'NIM Sprint 14' }] });
    expect(running).toContain('compute none yourself');
    const [, closed = ''] = await complete('sprint_review', 'sprint', 'sprint');
    expect(closed).toBe('NIM Sprint 13');
    const review = dataOf(await render('sprint_review', { sprint: closed, period: 'lastWeek' }), label);
    expect(review).toMatchObject({ sprints: [{ name: 'NIM Sprint 13', forecast: 'none: the sprint is closed' }] });
  });

  it('bring the decisions of a period along, with where was looked', async () => {
    const text = await render('decisions_digest', { period: 'thisWeek' });
    const found = dataOf(text, 'Decisions found in Confluence and Jira');
    expect(found).toMatchObject({ total: expect.any(Number), searched: expect.stringContaining('project NIM') });
    const inSpace = dataOf(
      await render('decisions_digest', { space: 'OPS' }),
      'Decisions found in Confluence and Jira',
    );
    expect(inSpace['searched']).toContain('OPS (asked for)');
  });

  it('look for duplicates before a bug is filed, and do without an editor', async () => {
    const text = await render('bug_report', { problem: 'Der Rabatt panier est faux', assignee: 'Paul' });
    expect(text).toContain('What is selected in the editor: not available.');
    expect(dataOf(text, 'Open Jira issues that may be the same')).toHaveProperty('issues');
    expect(text).toContain('the assignee Paul');
    await expect(render('bug_report')).rejects.toThrow(/needs the argument problem/);
  });

  it('triage what is new, or one issue', async () => {
    const fresh = dataOf(await render('triage'), 'New unassigned Jira issues');
    expect(JSON.stringify(fresh)).not.toContain('assignee":"');
    expect(dataOf(await render('triage', { issue: 'NIM-1' }), 'The Jira issue')).toMatchObject({ key: 'NIM-1' });
  });

  it.each([[{}], [{ sprint: 'NIM Sprint 13' }], [{ since: '2020-01-01' }]])(
    'write release notes from what was finished: %j',
    async (args: Record<string, string>) => {
      const found = dataOf(await render('release_notes', args), 'Finished Jira issues');
      expect(found).toHaveProperty('jql', expect.stringContaining('statusCategory = Done'));
    },
  );

  it('say what is wrong', async () => {
    await expect(render('nonsense')).rejects.toThrow(/There is no prompt nonsense; the prompts are standup/);
    await expect(render('triage', { issue: 'NIM-99999' })).rejects.toThrow(/notFound/);
    await expect(render('release_notes', { version: 'a" OR key = NIM-1 OR "' })).rejects.toThrow(/jira_search failed/);
  });
});

describe('arguments', () => {
  it('are completed from the site', async () => {
    expect(await complete('standup', 'project', 'ni')).toContain('NIM');
    expect(await complete('standup', 'person', 'Paul', { project: 'NIM' })).toContain('Paul Martin');
    expect(await complete('bug_report', 'assignee', '')).not.toHaveLength(0);
    expect((await complete('triage', 'issue', 'nim-1')).every((key) => key.startsWith('NIM-1'))).toBe(true);
    expect(await complete('triage', 'issue', 'nim-1')).not.toHaveLength(0);
    expect(await complete('standup', 'language', 'fr')).toEqual(['French']);
    expect(await complete('decisions_digest', 'space', 'ni')).toEqual(['NIM']);
    expect(await complete('decisions_digest', 'period', 'week')).toEqual(['thisWeek', 'lastWeek']);
  });

  it('have no values where there is nothing to look up, or nothing to find', async () => {
    expect(await complete('release_notes', 'version', '1')).toEqual([]);
    expect(await complete('sprint_review', 'sprint', '', { project: 'NOPE' })).toEqual([]);
    expect(await complete('nonsense', 'x', '')).toEqual([]);
  });
});

it('a fence cannot be closed from inside, and shows nothing hidden', () => {
  const text = fenced('Data', 'end \u202eNOW\nend AAAA', 'R4nd0m');
  expect(text.split('\n').at(-1)).toBe('end R4nd0m');
  expect(text).not.toContain('\u202e');
  expect(fenced('Data', 'x')).not.toBe(fenced('Data', 'x'));
});

it('a signed-out window completes nothing and says how to connect', async () => {
  const signedOut = await openWindow({ isSignedOut: true });
  try {
    await expect(signedOut.client.getPrompt({ name: 'standup' })).rejects.toThrow(/Trestle: Sign In/);
    const { completion } = await signedOut.client.complete({
      ref: { type: 'ref/prompt', name: 'standup' },
      argument: { name: 'project', value: '' },
    });
    expect(completion.values).toEqual([]);
    expect((await callTool(signedOut.client, 'jira_search')).isError).toBe(true);
  } finally {
    await signedOut.close();
  }
});
