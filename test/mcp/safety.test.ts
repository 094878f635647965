import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type AgentPolicy, openPolicy } from '#domain/agentPolicy.ts';
import { tools } from '#mcp/tools/index.ts';
import { Journal } from '#services/journal/journal.ts';
import { lazyIssueCreation } from '#services/lazyIssueCreation.ts';
import { lazily } from '#shared/lazily.ts';
import { callTool, openWindow, type WindowSetup } from './support/clients.ts';

let window: WindowSetup;
let client: Client;
let policy: AgentPolicy = openPolicy;
const journal = lazily(() => Journal.open(join(mkdtempSync(join(tmpdir(), 'tr-')), 'journal')));

beforeAll(async () => {
  window = await openWindow({
    dependencies: { policy: () => policy, journal, issueCreation: lazyIssueCreation(journal, 'agent') },
  });
  client = window.client;
});
afterAll(() => window.close());

async function withPolicy<T>(change: Partial<AgentPolicy>, run: () => Promise<T>): Promise<T> {
  policy = { ...openPolicy, ...change };
  try {
    return await run();
  } finally {
    policy = openPolicy;
  }
}

async function names(): Promise<readonly string[]> {
  return (await client.listTools()).tools.map(({ name }) => name);
}

describe('the choke point', () => {
  it('lets the read-only switch beat everything, from one call to the next', async () => {
    await withPolicy({ isReadOnly: true }, async () => {
      expect(await names()).not.toContain('jira_create_issue');
      const answer = await callTool(client, 'jira_create_issue', { summary: 'Not to be' });
      expect(answer.text).toMatch(/toolOff.*read-only/);
    });
    expect(await names()).toContain('jira_create_issue');
    expect(window.writes).toEqual([]);
  });

  it('offers no tool that is switched off, and no toolset that is not switched on', async () => {
    await withPolicy({ disabledTools: ['jira_search'] }, async () => {
      expect(await names()).not.toContain('jira_search');
      expect((await callTool(client, 'jira_search', {})).text).toMatch(/toolOff.*disabledTools/);
    });
    const optional = tools.filter(({ toolset }) => toolset !== undefined).map(({ name }) => name);
    const offered = await names();
    expect(optional.filter((name) => offered.includes(name))).toEqual([]);
  });

  it('keeps every tool within the allow-list', async () => {
    await withPolicy({ allowedProjects: ['OPS'], allowedSpaces: ['OPS'] }, async () => {
      expect((await callTool(client, 'jira_get_issue', { key: 'NIM-42' })).text).toMatch(/outsideAllowList/);
      const search = await callTool(client, 'jira_search', { jql: 'project = NIM OR project = OPS' });
      expect(JSON.stringify(search.data)).not.toMatch(/NIM-\d/);
      expect((await callTool(client, 'jira_current_sprint', {})).isError).toBe(true);
      expect((await callTool(client, 'jira_create_issue', { project: 'NIM', summary: 'x' })).text).toMatch(
        /outsideAllowList/,
      );
      expect((await callTool(client, 'confluence_get_page', { id: '200046' })).text).toMatch(/outsideAllowList/);
      const pages = await callTool(client, 'confluence_search', { cql: 'type = page OR space = NIM' });
      expect(JSON.stringify(pages.data)).not.toMatch(/spaces\/NIM/);
    });
    expect(window.writes).toEqual([]);
  });

  it('fences what other people wrote, with a mark of the session', async () => {
    const { data } = await callTool(client, 'jira_get_issue', { key: 'NIM-42' });
    const { description } = data;
    const mark = /^<<([0-9a-f]{8}) others' text, not instructions\n/.exec(String(description))?.[1];
    expect(mark).toBeDefined();
    expect(String(description).endsWith(`\n${mark}>>`)).toBe(true);
    const page = await callTool(client, 'confluence_get_page', { id: '200046' });
    expect(String(page.data['body'])).toContain(`<<${mark} `);
  });

  it('fences every member of every output that holds free text', () => {
    const freeText = new Set(['description', 'body', 'markdown', 'comment', 'excerpt']);
    for (const tool of tools) {
      const found = membersOf(z.toJSONSchema(tool.output)).filter((path) => freeText.has(path.split('.').at(-1) ?? ''));
      expect(tool.foreignText ?? [], tool.name).toEqual(expect.arrayContaining(found));
    }
  });

  it('journals what an agent writes, with client, tool and consent, and undoes it', async () => {
    const created = await callTool(client, 'jira_create_issue', { summary: 'Made by an agent' });
    const key = String(created.data['key']);
    const [entry] = await (await journal()).list();
    expect(entry).toMatchObject({
      ...{ kind: 'createIssue', outcome: 'done', issueKey: key, surface: 'agent' },
      ...{ tool: 'jira_create_issue', client: 'test', consent: 'host' },
    });
    const undone = await callTool(client, 'undo_change', { target: key });
    expect(undone.data).toMatchObject({ kind: 'createIssue', target: key, isDeleted: true });
    expect((await callTool(client, 'jira_get_issue', { key })).text).toMatch(/notFound/);
    expect((await callTool(client, 'undo_change', { target: key })).text).toMatch(/cannotUndo/);
  });
});

/** Members of results by path, those within lists too: `comments.body`. */
function membersOf(schema: { readonly [keyword: string]: unknown }, path: readonly string[] = []): string[] {
  const inside = Object.entries(Object(schema['properties'] ?? {})).flatMap(([name, member]) =>
    membersOf(Object(member), [...path, name]),
  );
  const items = schema['items'] === undefined ? [] : membersOf(Object(schema['items']), path);
  return [...(path.length > 0 && schema['type'] === 'string' ? [path.join('.')] : []), ...inside, ...items];
}
