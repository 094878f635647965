import assert from 'node:assert/strict';
import {
  authentication,
  CancellationTokenSource,
  ConfigurationTarget,
  commands,
  type Disposable,
  LanguageModelTextPart,
  lm,
  workspace,
} from 'vscode';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { accountIdOf, accountLabel, demoChoice } from '#domain/account.ts';
import { failureOf } from '#domain/errors.ts';
import { AccountSessions } from '#host/authentication.ts';
import type { TestApi } from '../../src/extension.ts';
import { rowsOf, trestle, until } from './support/trestle.ts';

describe('accounts', () => {
  let api: TestApi;
  let first: RunningDemoSite;
  let second: RunningDemoSite;
  const subscriptions: Disposable[] = [];

  before(async () => {
    api = await trestle();
    first = await startDemoSite();
    second = await startDemoSite({ seed: 15 });
  });

  afterEach(async () => {
    for (const subscription of subscriptions.splice(0)) {
      subscription.dispose();
    }
    for (const { id } of await api.accounts.list()) {
      await api.accounts.signOut(id);
    }
    await api.accounts.choose(demoChoice, 'everywhere');
    await api.accounts.signOut(demoChoice);
    await api.sprint.refresh();
    await until('everybody is signed out', () => api.sprint.state.kind === 'signedOut');
    await workspace.getConfiguration('trestle').update('projectKey', undefined, ConfigurationTarget.Workspace);
    for (const site of [first, second]) {
      site.faults.clear();
    }
  });

  after(async () => {
    await first.close();
    await second.close();
  });

  it('of several sites are listed in the Accounts menu, by e-mail and site, without their tokens', async () => {
    await signIn(first);
    await signIn(second);
    const labels = [accountLabel(accountOf(first)), accountLabel(accountOf(second))].sort();
    await until('VS Code knows both', async () => {
      const known = await authentication.getAccounts('trestle');
      return JSON.stringify(known.map(({ label }) => label).sort()) === JSON.stringify(labels);
    });
    const sessions = sessionsOf(async () => false);
    const text = JSON.stringify(await sessions.getSessions());
    assert.ok(text.includes(first.email) && !text.includes(first.token), text);
    await assert.rejects(sessions.createSession(), (error) => failureOf(error)?.code === 'cancelled');
  });

  it('can be signed in to and out of from there', async () => {
    const events: string[] = [];
    const sessions = sessionsOf(() => signIn(first));
    subscriptions.push(
      sessions.onDidChangeSessions(({ added, removed }) =>
        events.push(...(added ?? []).map(({ id }) => `+${id}`), ...(removed ?? []).map(({ id }) => `-${id}`)),
      ),
    );
    const session = await sessions.createSession();
    assert.equal(session.id, accountIdOf(accountOf(first)));
    await sessions.removeSession(session.id);
    await until('both were told', () => events.join() === `+${session.id},-${session.id}`);
    assert.equal(await api.connections.current(), undefined);
  });

  it('are switched everywhere or for one folder, and none takes over when one is signed out', async () => {
    await signIn(first);
    await signIn(second);
    assert.equal(await currentOrigin(), second.url);
    await api.accounts.choose(idOf(first), 'everywhere');
    assert.equal(await currentOrigin(), first.url);
    assert.equal(workspace.getConfiguration('trestle').get('site'), first.url);
    await api.accounts.choose(idOf(second), 'folder');
    assert.equal(await currentOrigin(), second.url);
    assert.equal(workspace.getConfiguration('trestle').get('site'), first.url);
    await api.accounts.signOut(idOf(second));
    assert.equal(await currentOrigin(), undefined);
    await api.accounts.choose(idOf(first), 'everywhere');
    assert.equal(await currentOrigin(), first.url);
  });

  it('of one site do not stand in for each other', async () => {
    const colleague = first.site.users.find(({ email, isActive }) => isActive && email && email !== first.email)?.email;
    assert.ok(colleague);
    await signIn(first);
    await signIn(first, { email: colleague });
    assert.equal((await api.accounts.list()).length, 2);
    assert.equal((await api.connections.current())?.account.email, colleague);
    await api.accounts.signOut(accountIdOf({ origin: first.url, email: colleague }));
    assert.equal(await api.connections.current(), undefined);
  });

  it('are never sent to a site that was only named in the settings', async () => {
    await signIn(first);
    const before = second.requests.length;
    await workspace.getConfiguration('trestle').update('site', second.url, ConfigurationTarget.Global);
    assert.equal(await api.connections.current(), undefined);
    await commands.executeCommand('trestle.refreshSprint');
    await until('the view says so', () => api.sprint.state.kind === 'signedOut');
    assert.equal(second.requests.length, before);
  });

  it('with a scoped token go through the gateway, at once from the second time on', async () => {
    const connection = await signIn(first, { token: first.scopedToken });
    assert.equal(connection.route, 'gateway');
    const before = first.requests.length;
    await showSprint();
    const paths = first.requests.slice(before).map(({ path }) => path);
    assert.ok(paths.length > 3);
    assert.deepEqual(
      paths.filter((path) => !path.startsWith('/ex/jira/') && path !== '/_edge/tenant_info'),
      [],
    );
  });

  it('name the scope that a token lacks', async () => {
    first.scopes.delete('read:jira-user');
    try {
      await assert.rejects(signIn(first, { token: first.scopedToken }), (error) => {
        assert.deepEqual(failureOf(error), { code: 'missingScope', scope: 'read:jira-user' });
        return true;
      });
    } finally {
      first.scopes.add('read:jira-user');
    }
  });

  it('raise one prompt however many requests are refused, and renewing keeps what is on screen', async () => {
    const shown: string[] = [];
    subscriptions.push(api.alerts.onDidShow((message) => shown.push(message)));
    await signIn(first);
    await showSprint();
    const rows = await rowsOf(api);
    const connection = await api.connections.current();
    assert.ok(connection);

    first.faults.add({ times: 1000, path: /^\/rest\//, effect: { kind: 'respond', status: 401, body: '{}' } });
    const { issues, projects } = connection.tracker;
    const calls = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? issues.get(`NIM-${index + 41}`) : projects.list(),
    );
    const outcomes = await Promise.allSettled(calls);
    assert.ok(outcomes.every((outcome) => outcome.status === 'rejected'));
    await api.sprint.refresh();
    await assert.rejects(api.connections.current(), (error) => failureOf(error)?.code === 'credentialRejected');
    assert.match(await askAgentTool(), /credentialRejected/);
    assert.equal(shown.length, 1, shown.join('\n'));
    assert.ok(shown[0]?.includes(first.email), shown[0]);
    assert.ok(api.sprint.state.kind === 'failed' && api.sprint.state.previous);
    const [wayOut, ...kept] = await rowsOf(api);
    assert.match(wayOut ?? '', /^Sign in again…/);
    assert.deepEqual(kept, rows);

    const states: boolean[] = [];
    subscriptions.push(
      api.sprint.onDidChange(() => states.push(api.sprint.state.kind === 'ready' || 'previous' in api.sprint.state)),
    );
    await api.accounts.renew(idOf(first), first.scopedToken, { route: 'gateway' });
    await until('the sprint is loaded anew', () => api.sprint.state.kind === 'ready');
    assert.ok(states.length > 0 && states.every(Boolean), 'the rows never left the screen');
    assert.deepEqual(await rowsOf(api), rows);

    // What was renewed can be refused again, and is told again.
    first.faults.add({ times: 1000, path: /^\/ex\//, effect: { kind: 'respond', status: 401, body: '{}' } });
    await api.sprint.refresh();
    await api.sprint.refresh();
    await api.connections.refusalsTold();
    assert.equal(shown.length, 2, shown.join('\n'));
  });

  it('renewed in another window while requests are under way raise no prompt, and go on with the new token', async () => {
    const shown: string[] = [];
    subscriptions.push(api.alerts.onDidShow((message) => shown.push(message)));
    await signIn(first);
    await showSprint();
    const connection = await api.connections.current();
    assert.ok(connection);
    const old = first.site.token;
    try {
      const before = first.requests.length;
      first.faults.add({ times: 6, path: /^\/rest\/api\/3\/issue\//, effect: { kind: 'delay', ms: 500 } });
      const calls = Array.from({ length: 6 }, (_, index) => connection.tracker.issues.get(`NIM-${index + 41}`));
      const outcomes = Promise.allSettled(calls);
      await until('all are on their way', () => first.requests.length >= before + 6);
      // What the other window stores reaches this one as a change of the secret.
      Object.assign(first.site, { token: 'renewed-elsewhere' });
      await api.accounts.renew(idOf(first), 'renewed-elsewhere', { route: 'site' });
      const codes = (await outcomes).map((each) => (each.status === 'rejected' ? failureOf(each.reason)?.code : 'ok'));
      assert.deepEqual(codes, Array(6).fill('credentialRejected'));
      const next = await api.connections.current();
      assert.equal((await next?.tracker.issues.get('NIM-41'))?.key, 'NIM-41');
      await until('the sprint is loaded anew', () => api.sprint.state.kind === 'ready');
      assert.deepEqual(shown, []);
    } finally {
      Object.assign(first.site, { token: old });
    }
  });

  it('that were refused ask the site no more for a while, whoever calls', async () => {
    await signIn(first);
    first.faults.add({ times: 1000, path: /^\/rest\//, effect: { kind: 'respond', status: 401, body: '{}' } });
    await api.sprint.refresh();
    await until('the view has been refused', () => api.sprint.state.kind === 'failed');
    const before = first.requests.length;
    for (let call = 0; call < 5; call++) {
      await assert.rejects(api.connections.current(), (error) => failureOf(error)?.code === 'credentialRejected');
    }
    assert.equal(first.requests.length, before);
  });

  it('are warned of some days before the token ends, once a day', async () => {
    const warnings: string[] = [];
    subscriptions.push(api.expiry.onDidWarn((message) => warnings.push(message)));
    await signIn(first);
    await api.accounts.setExpiry(idOf(first), inDays(30));
    await api.accounts.setExpiry(idOf(first), inDays(3));
    await until('the warning came', () => warnings.length > 0);
    await api.accounts.choose(idOf(first), 'everywhere');
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.deepEqual(warnings, [`The API token of ${accountLabel(accountOf(first))} expires in 3 days.`]);
  });

  it('are kept when the folder names another project', async () => {
    await signIn(first);
    await showSprint();
    const before = headerOf(await rowsOf(api));
    await workspace.getConfiguration('trestle').update('projectKey', 'OPS', ConfigurationTarget.Workspace);
    await until('the view follows', async () => headerOf(await rowsOf(api)) !== before);
  });

  async function signIn(site: RunningDemoSite, other: { email?: string; token?: string } = {}) {
    const credential = { origin: site.url, email: site.email, token: site.token, ...other };
    const connection = await connect({ credential, userAgent: 'trestle-test' });
    connection.dispose();
    await api.accounts.signIn(credential, connection);
    return connection;
  }

  async function showSprint(): Promise<void> {
    await workspace.getConfiguration('trestle').update('projectKey', 'NIM', ConfigurationTarget.Workspace);
    await api.sprint.refresh();
    await until('the sprint is loaded', () => api.sprint.state.kind === 'ready');
  }

  /** As an agent of this window would. */
  async function askAgentTool(): Promise<string> {
    const find = () => lm.tools.find(({ name }) => name.endsWith('jira_current_sprint'));
    await until('the tools are there', async () => {
      await commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true });
      return find() !== undefined;
    });
    const options = { input: {}, toolInvocationToken: undefined };
    const { content } = await lm.invokeTool(find()?.name ?? '', options, new CancellationTokenSource().token);
    return content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');
  }

  async function currentOrigin(): Promise<string | undefined> {
    return (await api.connections.current())?.site.origin;
  }

  function sessionsOf(ask: () => Promise<unknown>): AccountSessions {
    const sessions = new AccountSessions({ accounts: api.accounts, signIn: ask });
    subscriptions.push(sessions);
    return sessions;
  }
});

function accountOf({ url, email }: RunningDemoSite) {
  return { origin: url, email };
}

function idOf(site: RunningDemoSite): string {
  return accountIdOf(accountOf(site));
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000 - 60_000).toISOString();
}

function headerOf([header]: readonly string[]): string | undefined {
  return header;
}
