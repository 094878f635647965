import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Router } from '#demo/router.ts';
import { basic, type DemoClient, startForTests } from './support/demoClient.ts';

let client: DemoClient;
const get = (path: string, headers: Record<string, string> = {}) => client.call('GET', path, undefined, headers);

beforeAll(async () => {
  client = await startForTests();
});
afterAll(() => client.close());
afterEach(() => client.running.faults.clear());

describe('who may ask what where', () => {
  it('knows the owner by e-mail and token, whatever the case of the address', async () => {
    const answer = await get('/rest/api/3/myself', {
      Authorization: basic(client.running.email.toUpperCase(), client.running.token),
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ displayName: 'Léa Dubois', emailAddress: client.running.email });
  });

  it.each([
    ['a wrong token', () => basic(client.running.email, 'wrong')],
    ['a stranger', () => basic('nobody@example.org', client.running.token)],
    ['somebody who left', () => basic('olivier.garnier@nimbus.example', client.running.token)],
    ['the scoped token', () => basic(client.running.email, client.running.scopedToken)],
    ['a bearer token', () => `Bearer ${client.running.token}`],
    ['no credential', () => ''],
  ])('refuses %s on the site', async (_name, authorization) => {
    const answer = await get('/rest/api/3/myself', { Authorization: authorization() });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      message: 'Client must be authenticated to access this resource.',
      'status-code': 401,
    });
    expect(answer.headers.get('www-authenticate')).toContain('OAuth');
  });

  it('takes the scoped token at the gateway only, and answers with gateway addresses there', async () => {
    const { cloudId, email, scopedToken, token, url } = client.running;
    const gateway = `/ex/jira/${cloudId}/rest/api/3/myself`;
    const answer = await get(gateway, { Authorization: basic(email, scopedToken) });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ self: expect.stringContaining(`${url}/ex/jira/${cloudId}/rest/api/3/user`) });
    expect((await get(gateway, { Authorization: `Bearer ${scopedToken}` })).status).toBe(200);
    const refused = await get(gateway, { Authorization: basic(email, token) });
    expect([refused.status, refused.body]).toEqual([401, { code: 401, message: 'Unauthorized' }]);
    expect((await get(`/ex/jira/other/rest/api/3/myself`)).status).toBe(404);
  });

  it('names a missing scope as the gateway does', async () => {
    const { cloudId, scopedToken, scopes } = client.running;
    scopes.delete('read:jira-user');
    const answer = await get(`/ex/jira/${cloudId}/rest/api/3/myself`, { Authorization: `Bearer ${scopedToken}` });
    scopes.add('read:jira-user');
    expect([answer.status, answer.body]).toEqual([401, { code: 401, message: 'Unauthorized; scope does not match' }]);
  });

  it('tells the cloud id to anybody', async () => {
    const answer = await get('/_edge/tenant_info', { Authorization: '' });
    expect(answer.body).toEqual({ cloudId: client.running.cloudId });
  });

  it('refuses writes of browsers, and a host name that is not its own', async () => {
    const browser = { 'User-Agent': 'Mozilla/5.0', 'X-Atlassian-Token': 'no-check' };
    const write = await client.call('POST', '/rest/api/3/search/approximate-count', { jql: 'project = NIM' }, browser);
    expect([write.status, write.body]).toEqual([403, 'XSRF check failed']);
    expect((await get('/rest/api/3/myself', browser)).status).toBe(200);
    expect(await statusWithHost('evil.example')).toBe(403);
    expect(await statusWithHost(new URL(client.running.url).host)).toBe(200);
  });
});

describe('what is not there', () => {
  it('answers 404 and 405', async () => {
    expect((await get('/rest/api/3/nothing')).status).toBe(404);
    const wrong = await client.call('DELETE', '/rest/api/3/myself');
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect((await client.call('OPTIONS', '/rest/api/3/myself')).status).toBe(200);
    const head = await client.call('HEAD', '/rest/api/3/myself');
    expect([head.status, head.body]).toEqual([200, undefined]);
    expect((await get('/rest/api/3/issue/%E0%A4%A')).status).toBe(404);
  });

  it('answers 410 for the removed search', async () => {
    const answer = await get('/rest/api/3/search?jql=project=NIM');
    expect(answer.status).toBe(410);
    expect(JSON.stringify(answer.body)).toContain('/rest/api/3/search/jql');
  });

  it('refuses bodies that are no JSON', async () => {
    const malformed = await fetch(`${client.running.url}/rest/api/3/issue`, {
      method: 'POST',
      headers: {
        Authorization: basic(client.running.email, client.running.token),
        'Content-Type': 'application/json',
      },
      body: '{"fields":',
    });
    expect(malformed.status).toBe(400);
    expect((await client.call('POST', '/rest/api/3/issue', {}, { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await client.call('POST', '/rest/api/3/search/jql')).status).toBe(415);
  });

  it('refuses bodies above its cap', async () => {
    const answer = await client
      .call('POST', '/rest/api/3/issue', { fields: 'x'.repeat(11 * 1024 * 1024) })
      .catch(() => undefined);
    // The connection may end while the client is still sending.
    expect(answer?.status ?? 413).toBe(413);
  });
});

describe('trouble on demand', () => {
  it('tells its rate limits with every answer', async () => {
    const { headers } = await get('/rest/api/3/myself');
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeLessThan(Number(headers.get('x-ratelimit-limit')));
    expect(headers.get('x-ratelimit-reset')).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('limits the rate when a header asks for it', async () => {
    const limited = await get('/rest/api/3/myself', { 'x-demo-rate-limit': 'jira-burst-based;2' });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('2');
    expect(limited.headers.get('ratelimit-reason')).toBe('jira-burst-based');
    const passed = await get('/rest/api/3/myself', { 'x-demo-rate-limit': 'jira-burst-based;0' });
    expect(passed.status).toBe(200);
  });

  it('answers with faults as often as told', async () => {
    client.running.faults.add({ path: /myself/, effect: { kind: 'respond', status: 503, body: '<html>' }, times: 2 });
    const statuses = [await get('/rest/api/3/myself'), await get('/rest/api/3/field'), await get('/rest/api/3/myself')];
    expect(statuses.map(({ status }) => status)).toEqual([503, 200, 503]);
    expect((await get('/rest/api/3/myself')).status).toBe(200);
  });

  it('stores a write whose answer is lost', async () => {
    client.running.faults.add({ method: 'POST', effect: { kind: 'disconnect', when: 'after' } });
    const before = client.running.site.jira.issues.size;
    const fields = { project: { key: 'NIM' }, issuetype: { id: '10002' }, summary: 'Lost answer' };
    await expect(client.call('POST', '/rest/api/3/issue', { fields })).rejects.toThrow();
    expect(client.running.site.jira.issues.size).toBe(before + 1);
  });
});

describe('pages for humans', () => {
  it('shows an issue without running anything in it', async () => {
    const answer = await get('/browse/nim-42', { Authorization: '' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.body).toContain('findDiscounts');
    expect(answer.body).not.toContain('<script');
    expect((await get('/browse/RHX-1', { Authorization: '' })).status).toBe(404);
    const found = await get(`/issues/?jql=${encodeURIComponent('key in (NIM-43, NIM-44)')}`, { Authorization: '' });
    expect(found.body).toMatch(/2 issues[\s\S]*href="\/browse\/NIM-43"/);
  });
});

describe('the router', () => {
  it('prefers literal segments and decodes parameters', () => {
    const handle = () => ({ status: 200 });
    const router = new Router([
      { method: 'GET', pattern: '/issue/{id}', handle },
      { method: 'GET', pattern: '/issue/picker', handle },
      { method: 'GET', pattern: '/issue/{id}/{key}', handle },
    ]);
    expect(router.match('GET', '/issue/picker')).toMatchObject({ route: { pattern: '/issue/picker' } });
    expect(router.match('GET', '/issue/a%2Fb/c')).toMatchObject({ params: { id: 'a/b', key: 'c' } });
    expect(router.match('GET', '/issue/')).toEqual({ kind: 'unknownPath' });
  });
});

/** `fetch` does not let the Host header be chosen. */
function statusWithHost(host: string): Promise<number | undefined> {
  const { hostname, port } = new URL(client.running.url);
  return new Promise((resolve, reject) => {
    const headers = { Host: host, Authorization: basic(client.running.email, client.running.token) };
    httpRequest({ hostname, port, path: '/rest/api/3/myself', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
