import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ConnectOptions, connect } from '#atlassian/connect.ts';
import { type Failure, failureOf } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import { type Answer, html, json, type NastyServer, portOf, serve } from './support/nastyServer.ts';

const me = { accountId: '712020:abc', displayName: 'Sofia Martin', active: true, timeZone: 'Europe/Paris' };
const cloudId = '07779958-e747-4285-ad18-0f5252a97bff';

const opened: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) {
    await close();
  }
});

async function site(answer: Answer): Promise<NastyServer> {
  const server = await serve(answer);
  opened.push(() => server.close());
  return server;
}

function signIn(origin: string, more: Partial<ConnectOptions> = {}): Promise<Connection> {
  const credential = { origin, email: 'sofia@example.com', token: 'secret-token' };
  return connect({ credential, userAgent: 'Trestle/0.0.0', limits: { backoffMs: 1 }, ...more });
}

async function failure(promise: Promise<Connection>): Promise<Failure | undefined> {
  try {
    opened.push((await promise).dispose);
    return undefined;
  } catch (error) {
    expect(String(error)).not.toContain('secret-token');
    return failureOf(error) ?? expect.unreachable(`not a typed failure: ${error}`);
  }
}

describe('signing in', () => {
  it('tells who and where, from whatever address was pasted', async () => {
    const server = await site((request, response) =>
      request.url === '/_edge/tenant_info' ? json(response, { cloudId }) : json(response, me),
    );
    const connection = await signIn(`${server.origin}/jira/software/projects/NIM?x=1`);
    opened.push(connection.dispose);
    expect(connection.site).toEqual({ origin: server.origin, name: new URL(server.origin).host, cloudId });
    expect(connection.account).toEqual({
      accountId: me.accountId,
      displayName: me.displayName,
      isActive: true,
      kind: 'atlassian',
    });
    expect(server.seen.sort()).toEqual(['GET /_edge/tenant_info', 'GET /rest/api/3/myself']);
  });

  it.each(['http://nimbus.example.com', 'https://user:pw@nimbus.atlassian.net', 'ftp://x.example', '', 'a b'])(
    'refuses the address %j before anything is sent',
    async (origin) => {
      expect(await failure(signIn(origin))).toMatchObject({ code: 'invalidArgument', argument: 'origin' });
    },
  );

  it.each([
    [
      'a wrong token',
      (_, response) => json(response, { message: 'no', 'status-code': 401 }, 401),
      'credentialRejected',
    ],
    ['no Jira there', (_, response) => html(response, 404), 'noSuchSite'],
    ['single sign-on', (_, response) => html(response, 200), 'signInPage'],
    ['no access', (_, response) => json(response, {}, 403), 'forbidden'],
    ['an array', (_, response) => json(response, []), 'unexpectedAnswer'],
    ['null', (_, response) => json(response, null), 'unexpectedAnswer'],
    ['maintenance', (_, response) => json(response, {}, 500), 'siteUnavailable'],
  ] satisfies [string, Answer, Failure['code']][])('says what is wrong: %s', async (_, answer, code) => {
    const server = await site(answer);
    expect((await failure(signIn(server.origin)))?.code).toBe(code);
  });

  it('says that nobody answers', async () => {
    const server = await site((_, response) => json(response, me));
    await server.close();
    expect(await failure(signIn(server.origin))).toEqual({
      code: 'offline',
      origin: server.origin,
      cause: 'ECONNREFUSED',
    });
  });

  it('goes through the gateway with a token that only works there', async () => {
    const server = await site((request, response) => {
      if (request.url === '/_edge/tenant_info') {
        json(response, { cloudId });
      } else if (request.url?.startsWith(`/ex/jira/${cloudId}/rest/api/3/myself`)) {
        json(response, me);
      } else if (request.url?.startsWith(`/ex/confluence/${cloudId}/wiki/api/v2/spaces`)) {
        json(response, { results: [{ id: '1', key: 'NIM', name: 'N', _links: { webui: '/spaces/NIM' } }], _links: {} });
      } else {
        json(response, { message: 'no' }, 401);
      }
    });
    const connection = await signIn(server.origin);
    opened.push(connection.dispose);
    expect(connection.route).toBe('gateway');
    const { items } = await connection.knowledge.spaces.list();
    // Links are for people: they lead to the site, not to the gateway.
    expect(items).toEqual([{ id: '1', key: 'NIM', name: 'N', url: `${server.origin}/wiki/spaces/NIM` }]);
  });

  it('takes the way that worked before, and no other', async () => {
    const server = await site((request, response) =>
      request.url === '/_edge/tenant_info' ? json(response, { cloudId }) : json(response, { message: 'no' }, 401),
    );
    const refused = { code: 'credentialRejected', origin: server.origin };
    expect(await failure(signIn(server.origin, { route: 'gateway' }))).toEqual(refused);
    expect(await failure(signIn(server.origin, { route: 'site' }))).toEqual(refused);
    expect(server.seen.filter((line) => line.includes('myself'))).toEqual([
      `GET /ex/jira/${cloudId}/rest/api/3/myself`,
      'GET /rest/api/3/myself',
    ]);
  });

  it('tells of every request that fails later, but not of the ways tried before', async () => {
    const server = await site((request, response) => {
      const isKnown = request.url === '/_edge/tenant_info' || request.url?.startsWith('/ex/jira/');
      json(response, request.url === '/_edge/tenant_info' ? { cloudId } : me, isKnown ? 200 : 401);
    });
    const told: string[] = [];
    const connection = await signIn(server.origin, { onFailure: ({ code }) => told.push(code) });
    opened.push(connection.dispose);
    expect(told).toEqual([]);
    await Promise.allSettled([connection.knowledge.spaces.list(), connection.knowledge.spaces.list()]);
    expect(told).toEqual(['credentialRejected', 'credentialRejected']);
  });

  it('names the scope a scoped token lacks', async () => {
    const server = await site((request, response) =>
      request.url === '/_edge/tenant_info'
        ? json(response, { cloudId })
        : json(
            response,
            request.url?.startsWith('/ex/') ? { code: 401, message: 'Unauthorized; scope does not match' } : {},
            401,
          ),
    );
    expect(await failure(signIn(server.origin))).toEqual({ code: 'missingScope', scope: 'read:jira-user' });
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('certificates', () => {
  it('are checked against the system and the CA file, and there is no way around', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trestle-ca-'));
    opened.push(() => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
      ...name,
    ];
    execFileSync('openssl', request, { stdio: 'ignore' });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
      json(response, me),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const port = portOf(server.address());
    const local = `https://localhost:${port}`;
    expect(await failure(signIn(local))).toMatchObject({ code: 'certificateRefused', origin: local });
    const connection = await signIn(local, { caFile: cert });
    opened.push(connection.dispose);
    expect(connection.account.displayName).toBe('Sofia Martin');
    // The right CA on the wrong host is still refused.
    expect(await failure(signIn(`https://127.0.0.1:${port}`, { caFile: cert }))).toMatchObject({
      code: 'certificateRefused',
    });
    expect(await failure(signIn(local, { caFile: key }))).toMatchObject({
      code: 'invalidArgument',
      argument: 'caFile',
    });
  });
});
