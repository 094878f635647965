import assert from 'node:assert/strict';
import { ConfigurationTarget, commands, workspace } from 'vscode';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { accountIdOf, demoChoice } from '#domain/account.ts';
import { openSampleProject } from './support/project.ts';
import { trestle, until } from './support/trestle.ts';

describe('a sprint step that fails', () => {
  let demo: RunningDemoSite;

  before(async () => {
    demo = await startDemoSite();
    const api = await trestle();
    const credential = { origin: demo.url, email: demo.email, token: demo.token };
    const connection = await connect({ credential, userAgent: 'trestle-test' });
    connection.dispose();
    await api.accounts.signIn(credential, connection);
    await workspace.getConfiguration('trestle').update('projectKey', 'NIM', ConfigurationTarget.Workspace);
  });

  after(async () => {
    const { accounts, sprint } = await trestle();
    await accounts.signOut(accountIdOf({ origin: demo.url, email: demo.email }));
    await accounts.choose(demoChoice, 'everywhere');
    await accounts.signOut(demoChoice);
    await sprint.refresh();
    await workspace.getConfiguration('trestle').update('projectKey', undefined, ConfigurationTarget.Workspace);
    await demo.close();
  });

  it('keeps the ticket, and is carried out by the offer to try again', async () => {
    const { cart } = await openSampleProject();
    const path = /^\/rest\/agile\/1\.0\/sprint\/\d+\/issue$/;
    demo.faults.add({ method: 'POST', path, effect: { kind: 'respond', status: 403, body: '{"errorMessages":[]}' } });
    const before = demo.site.jira.issues.size;
    const key = await commands.executeCommand<string>('trestle.createIssueFromSelection', {
      ...{ uri: cart.toString(), startLine: 32, endLine: 34 },
      ...{ summary: 'Kept without its sprint', issueType: 'Bug', assignee: 'Paul', sprint: 'current' },
    });
    const sprintsOf = () => [...demo.site.jira.issues.values()].find((issue) => issue.key === key)?.sprintIds;
    assert.deepEqual(sprintsOf(), []);
    await until('the offer is taken and the step done', async () => {
      await commands.executeCommand('notification.acceptPrimaryAction');
      return (sprintsOf()?.length ?? 0) === 1;
    });
    assert.equal(demo.site.jira.issues.size, before + 1);
  });
});
