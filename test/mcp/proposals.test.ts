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
    args: ['--toolsets', 'all', '--project', 'NIM'],
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

const cases: ReadonlyArray<
  readonly [tool: string, args: Record<string, unknown>, shown: readonly (string | RegExp)[]]
> = [
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
    'jira_move_issues',
    { keys: ['NIM-63', 'NIM-41'], to: '45', after: 'NIM-64' },
    ['2 issues', 'NIM Sprint 15 (45)', 'after NIM-64', /^NIM-63 .*: backlog → /m, /^NIM-41 .*: NIM Sprint 14 → NIM/m],
  ],
  [
    'jira_create_sprint',
    { name: 'NIM Sprint 17', goal: 'Exact goal', end: '2027-01-15T18:00:00Z' },
    ['NIM board (4)', 'NIM Sprint 17', 'Exact goal', '2027-01-15T18:00:00.000Z'],
  ],
  [
    'jira_start_sprint',
    { sprint: 45, goal: 'Exact goal' },
    ['NIM Sprint 15 (45)', 'NIM board (4)', 'Exact goal', /End: 20/],
  ],
  [
    'jira_close_sprint',
    { sprint: 'current', unfinishedTo: '45' },
    ['NIM Sprint 14 (44)', /Unfinished: \d+ issues → NIM Sprint 15 \(45\)/, /Unfinished issues:\n.*NIM-43, /],
  ],
  ['jira_close_sprint', { sprint: '44' }, ['NIM Sprint 14 (44)', /Unfinished: \d+ issues → backlog/]],
  [
    'jira_create_version',
    { name: '4.9', description: 'Exact text', releaseDate: '2027-01-31' },
    ['version 4.9', 'project NIM', 'Exact text', '2027-01-31'],
  ],
  [
    'jira_update_version',
    { version: '4.8', released: true, releaseDate: '2027-01-31', description: 'Exact text' },
    ['Release version 4.8', 'project NIM', '→ 2027-01-31', 'false → true', /\d+ of \d+, which keep it/, 'Exact text'],
  ],
  [
    'jira_update_issues',
    {
      changes: [
        {
          keys: ['NIM-63', 'NIM-64'],
          assignee: 'Paul',
          add: [{ field: 'fixVersions', values: ['5.0'] }],
          sprint: '45',
        },
        {
          keys: ['NIM-65'],
          summary: 'Exact summary',
          description: 'First line\nNIM-66 second line',
          basedOn: '2026-01-01',
        },
        { keys: ['NIM-41'], to: 'Done', add: [{ field: 'labels', values: ['new'] }] },
      ],
    },
    [
      'Change 4 issues',
      /^NIM-63 .+\n {3}Assignee: none → Paul Martin.*\n {3}Fix versions: none → 5\.0\n {3}Sprint: backlog → NIM Sprint 15 \(45\)\nNIM-64 /m,
      /^NIM-65 .+\n {3}Summary: .+ → Exact summary\n {3}Description:\n {3}> First line\n {3}> NIM-66 second line$/m,
      /^NIM-41 .+\n {3}Labels: .+, new\n {3}Status: .+ → Done/m,
    ],
  ],
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
    method !== 'GET' && !/\/(search|bulkfetch)/.test(path);
  const before = demo.requests.filter(isWrite).length;
  const needsPage = tool.startsWith('confluence_') && args['mode'] !== 'create';
  const answer = await callTool(client, tool, needsPage ? { ...args, id: pageId } : args);
  expect(answer.text).toContain('declined');
  expect(asked).toHaveLength(1);
  for (const part of [demo.url, ...shown, ...(needsPage ? [pageId] : [])]) {
    expect(asked[0]).toMatch(typeof part === 'string' ? literally(part) : part);
  }
  expect(demo.requests.filter(isWrite)).toHaveLength(before);
});

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&'));
}
