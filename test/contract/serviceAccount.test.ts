import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectOptions, connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { Failure } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import { describeFailure } from '#services/errorText.ts';
import { moveToSprint } from '#services/sprintMove.ts';
import { failureIn } from './support/client.ts';

let demo: RunningDemoSite;
const opened: Connection[] = [];
beforeAll(async () => {
  demo = await startDemoSite({ seed: 7 });
});
afterAll(() => demo.close());
afterEach(() => {
  for (const connection of opened.splice(0)) {
    connection.dispose();
  }
  demo.schemes.add('basic').add('bearer');
  demo.scopes.add('read:jira-user').add('write:jira-work');
  demo.faults.clear();
});

async function signIn(
  credential: { readonly email?: string; readonly token?: string } = {},
  options: Partial<ConnectOptions> = {},
): Promise<Connection> {
  const connection = await connect({
    credential: { origin: demo.url, ...demo.serviceAccount, ...credential },
    userAgent: 'Trestle/0.0.0',
    limits: { backoffMs: 1 },
    ...options,
  });
  opened.push(connection);
  return connection;
}

/** Paths asked for since `count`, but for the open one that tells the cloud id. */
function pathsSince(count: number): string[] {
  return demo.requests.slice(count).flatMap(({ path }) => (path === '/_edge/tenant_info' ? [] : [path]));
}

/** As the presenters say it, in English. */
function said(what: Failure | undefined): string | undefined {
  return (
    what && describeFailure(what, (text, ...values) => text.replace(/\{(\d)\}/g, (_, index) => String(values[index])))
  );
}

describe('a service account', () => {
  it('is refused by the site itself and signs in at the gateway, where it reads and writes', async () => {
    const before = demo.requests.length;
    const connection = await signIn();
    const myself = `/ex/jira/${demo.cloudId}/rest/api/3/myself`;
    expect(pathsSince(before)).toEqual(['/rest/api/3/myself', myself]);
    expect(connection).toMatchObject({ route: 'gateway', account: { displayName: 'Nimbus Automation' } });
    const { boards, issues } = connection.tracker;
    const [board] = (await boards.list('NIM')).items;
    const [sprint] = await boards.sprints(board?.id ?? 0, ['active']);
    const { key } = await issues.create({
      projectKey: 'NIM',
      summary: 'By a robot',
      issueTypeId: await taskType(connection),
    });
    if (sprint) {
      await moveToSprint(connection, key, sprint);
    }
    const stored = await issues.get(key);
    expect(stored).toMatchObject({ reporter: { displayName: 'Nimbus Automation' }, sprints: [{ id: sprint?.id }] });
    // Links are for people: they lead to the site, not to the gateway.
    expect(stored.url).toBe(`${demo.url}/browse/${key}`);
    expect((await connection.knowledge.pages.search({ filter: { text: 'decision' } })).items.length).toBeGreaterThan(0);
    expect(
      pathsSince(before)
        .slice(1)
        .every((path) => path.startsWith('/ex/')),
    ).toBe(true);
  });

  it('signs in with the token alone where e-mail and token are refused, and at once from the second time on', async () => {
    demo.schemes.delete('basic');
    const connection = await signIn();
    expect(connection.route).toBe('gatewayBearer');
    expect((await connection.tracker.projects.get('NIM')).key).toBe('NIM');
    const before = demo.requests.length;
    const again = await signIn({}, { route: connection.route });
    expect(again.route).toBe('gatewayBearer');
    expect(pathsSince(before)).toEqual([`/ex/jira/${demo.cloudId}/rest/api/3/myself`]);
  });

  it('also on a site that answers such a token with a log-in page', async () => {
    const page = '<!doctype html><html><title>Log in</title></html>';
    const headers = { 'content-type': 'text/html' };
    demo.faults.add({
      path: /^\/rest\/api\/3\/myself$/,
      effect: { kind: 'respond', status: 401, headers, body: page },
    });
    expect((await signIn()).route).toBe('gateway');
  });

  it('that lacks a scope hears which, when signing in and later', async () => {
    const connection = await signIn();
    demo.scopes.delete('write:jira-work');
    const writing = await failureIn(connection.tracker.comments.add('NIM-1', { markdown: 'Hello' }));
    expect(writing).toEqual({ code: 'missingScope', scope: 'write:jira-work' });
    for (const scheme of ['basic', 'bearer'] as const) {
      demo.schemes.add('basic').add('bearer').delete(scheme);
      demo.scopes.delete('read:jira-user');
      const signingIn = await failureIn(signIn());
      expect(signingIn).toEqual({ code: 'missingScope', scope: 'read:jira-user' });
      expect(said(signingIn)).toBe(
        'The API token is valid but lacks the scope "read:jira-user". Create a token with that scope and sign in again.',
      );
    }
  });

  it('that no way leads in for hears where it was tried', async () => {
    const refused = await failureIn(signIn({ token: 'ATSTT3xFfGF0-revoked' }));
    expect(refused).toEqual({ code: 'credentialRejected', origin: demo.url, isGatewayTried: true });
    expect(said(refused)).toBe(
      `${demo.url} refused this e-mail and API token, on the site itself and through the gateway of Atlassian, where scoped tokens and those of service accounts are valid. The e-mail may belong to another token, or the token be wrong, expired or revoked: create a new one and sign in again.`,
    );
    // Nobody but the service account itself: not by another e-mail.
    demo.schemes.delete('bearer');
    expect(await failureIn(signIn({ email: demo.email }))).toEqual(refused);
  });

  it('is not tried at a gateway that the site does not tell of', async () => {
    demo.faults.add({ path: /tenant_info/, times: 9, effect: { kind: 'respond', status: 404 } });
    const refused = await failureIn(signIn());
    expect(refused).toEqual({ code: 'credentialRejected', origin: demo.url });
    expect(said(refused)).toContain('refused this e-mail and API token. The token may be wrong');
  });
});

async function taskType({ tracker }: Connection): Promise<string> {
  const [type] = (await tracker.forms.issueTypes('NIM')).filter(({ isSubtask }) => !isSubtask);
  return type?.id ?? '';
}
