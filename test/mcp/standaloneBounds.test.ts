import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { builtServer, callTool, connectStdio, siteEnv } from './support/clients.ts';

let demo: RunningDemoSite;
beforeAll(async () => {
  await builtServer();
  demo = await startDemoSite({ port: 0 });
}, 90_000);
afterAll(() => demo.close());

it('offers no toolset by itself, and those it was started with', async () => {
  const plain = await connectStdio({ env: siteEnv(demo) });
  expect((await callTool(plain, 'jira_boards')).text).toMatch(/toolOff.*--toolsets/);
  await plain.close();
  const client = await connectStdio({
    args: ['--toolsets', 'boards,versions', '--project', 'NIM'],
    env: siteEnv(demo),
  });
  const names = (await client.listTools()).tools.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['jira_boards', 'jira_versions', 'jira_close_sprint']));
  expect(names).not.toContain('jira_update_issues');
  expect((await callTool(client, 'jira_boards')).data['sprints']).toHaveLength(3);
  await client.close();
});

it('keeps within the projects and spaces it was started with', async () => {
  const env = { ...siteEnv(demo), TRESTLE_TOOLSETS: 'all', TRESTLE_PROJECTS: 'OPS', TRESTLE_SPACES: 'OPS' };
  const client = await connectStdio({ env, args: ['--allow-writes'] });
  for (const [tool, args] of [
    ['jira_get_issue', { key: 'NIM-42' }],
    ['jira_boards', { project: 'NIM' }],
    ['jira_versions', { project: 'PAY' }],
    ['jira_update_issues', { changes: [{ keys: ['NIM-42'], due: '2027-01-01' }] }],
    ['confluence_get_page', { id: '200046' }],
  ] as const) {
    expect((await callTool(client, tool, args)).text).toMatch(/outsideAllowList.*--projects/);
  }
  const boards = await callTool(client, 'jira_boards');
  expect(JSON.stringify(boards.data)).toContain('OPS');
  expect(JSON.stringify(boards.data)).not.toMatch(/NIM|PAY/);
  await client.close();
});
