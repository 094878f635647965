import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { builtServer, callTool, connectStdio, siteEnv } from './support/clients.ts';

let demo: RunningDemoSite;
let client: Client;
let pageId: string;
const asked: string[] = [];

beforeAll(async () => {
  await builtServer();
  demo = await startDemoSite({ port: 0 });
  client = await connectStdio({
    args: ['--toolsets', 'all'],
    env: siteEnv(demo),
    onElicit: (message) => {
      asked.push(message);
      return 'decline';
    },
  });
  const found = await callTool(client, 'confluence_search', { query: 'panier', limit: 1 });
  pageId = /"id":"(\d+)"/.exec(found.text)?.[1] ?? '';
});
afterAll(async () => {
  await client.close();
  await demo.close();
});

const cases: ReadonlyArray<readonly [tool: string, args: Record<string, unknown>, shown: readonly string[]]> = [
  [
    'jira_update_issue',
    { key: 'NIM-1', assignee: 'Paul', due: '2027-01-31' },
    ['NIM-1', '→ Paul Martin (the only one whose name fits "Paul")', '2027-01-31'],
  ],
  [
    'jira_comment',
    { key: 'NIM-1', body: 'Exact *text* for @paul' },
    ['NIM-1', 'Paul Martin', 'Exact *text* for @Paul'],
  ],
  ['jira_link', { key: 'NIM-1', issue: 'NIM-2', relation: 'blocks' }, ['NIM-1 blocks NIM-2']],
  ['jira_link', { key: 'NIM-1', url: 'https://example.com/x' }, ['NIM-1', 'https://example.com/x']],
  [
    'confluence_write_page',
    { mode: 'create', space: 'NIM', title: 'New', body: 'Exact.' },
    ['space NIM', 'New', 'Exact.'],
  ],
  ['confluence_write_page', { mode: 'append', body: 'At the *end*' }, ['page', 'At the *end*']],
  ['confluence_comment', { body: 'Exact words' }, ['page', 'Exact words']],
  [
    'jira_log_work',
    { key: 'NIM-1', time: '1d 30m', started: '2026-03-02', comment: 'What was *done*' },
    ['NIM-1', 'Time: 1d 30m (510 minutes)', 'Started: 2026-03-02', 'What was *done*'],
  ],
  ['jira_watch', { key: 'NIM-42', add: ['Björn'], remove: ['Paul'] }, ['Add: Björn Åkesson', 'Remove: Paul Martin']],
  [
    'jira_attach_file',
    { key: 'NIM-1', name: '../../.env', text: 'A=1\nB=2' },
    ['NIM-1', 'File: .env (7 bytes)', 'A=1\nB=2'],
  ],
  [
    'jira_attach_file',
    { key: 'NIM-1', name: 'a.bin', base64: 'AAH/' },
    ['File: a.bin (3 bytes)', 'SHA-256: 26a66b061e8f48f39927c312f25293959729eee95978e2892d49d3512a5cc092'],
  ],
  [
    'jira_delete_issue',
    {
      key: 'NIM-42',
      summary: 'Total du panier faux quand deux remises se cumulent',
      subtasks: ['NIM-56', 'NIM-54', 'NIM-55'],
    },
    [
      'Delete NIM-42 for good',
      'Sub-task: NIM-54 Reproduce with a failing unit test',
      'Comments: 3',
      'Files: panier-deux-remises.png, panier.log',
      'Logged work: 120 min',
      'Jira has no bin',
    ],
  ],
];

it.each(cases)('%s %o shows the exact target and text, and writes nothing on no', async (tool, args, shown) => {
  asked.length = 0;
  const isWrite = ({ method, path }: { readonly method: string; readonly path: string }) =>
    method !== 'GET' && !path.includes('/search');
  const before = demo.requests.filter(isWrite).length;
  const needsPage = tool.startsWith('confluence_') && args['mode'] !== 'create';
  const answer = await callTool(client, tool, needsPage ? { ...args, id: pageId } : args);
  expect(answer.text).toContain('declined');
  expect(asked).toHaveLength(1);
  for (const part of [demo.url, ...shown, ...(needsPage ? [pageId] : [])]) expect(asked[0]).toContain(part);
  expect(demo.requests.filter(isWrite)).toHaveLength(before);
});
