import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Transport, type TransportLimits } from '#atlassian/transport.ts';
import { type Failure, failureOf } from '#domain/errors.ts';
import { type Answer, html, json, type NastyServer, serve } from './support/nastyServer.ts';

const secret = 'token-that-must-not-leak';
const email = 'sofia@example.com';
const basic = Buffer.from(`${email}:${secret}`).toString('base64');
const quick: Partial<TransportLimits> = { backoffMs: 1, idleMs: 5_000, totalMs: 10_000 };

const opened: { dispose(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) {
    await each.dispose();
  }
});

async function site(
  answer: Answer,
  limits: Partial<TransportLimits> = {},
): Promise<{ readonly transport: Transport; readonly server: NastyServer; readonly lines: string[] }> {
  const server = await serve(answer);
  const lines: string[] = [];
  const transport = new Transport({
    credential: { origin: server.origin, email, token: secret },
    bases: { jira: server.origin, confluence: server.origin },
    userAgent: 'Trestle/0.0.0',
    fetch,
    limits: { ...quick, ...limits },
    log: (line) => lines.push(line),
  });
  opened.push({ dispose: () => server.close() }, transport);
  return { transport, server, lines };
}

const read = (transport: Transport, signal?: AbortSignal) =>
  transport.send({ url: '/rest/api/3/issue/NIM-1' }, signal && { signal }, { entity: 'issue', id: 'NIM-1' });
const write = (transport: Transport, signal?: AbortSignal) =>
  transport.send({ url: '/rest/api/3/issue', method: 'POST', body: { fields: {} } }, signal && { signal }, {
    entity: 'project',
    id: 'NIM',
    operation: 'create issue',
  });

async function failure(promise: Promise<unknown>): Promise<Failure | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    expect(String(error)).not.toContain(secret);
    expect(String(error)).not.toContain(basic);
    return failureOf(error) ?? expect.unreachable(`not a typed failure: ${error}`);
  }
}

const unknown = { code: 'outcomeUnknown', operation: 'create issue' };

describe('every request', () => {
  it('carries the credential, our own User-Agent, and the XSRF header on writes', async () => {
    const { transport, server, lines } = await site((_, response) => json(response, { ok: true }));
    expect(await read(transport)).toEqual({ ok: true });
    expect(await write(transport)).toEqual({ ok: true });
    await transport.send({ url: '/_edge/tenant_info', isAnonymous: true }, undefined, { entity: 'site' });
    expect(server.headers.map((headers) => headers.authorization)).toEqual([
      `Basic ${basic}`,
      `Basic ${basic}`,
      undefined,
    ]);
    expect(server.headers.map((headers) => headers['x-atlassian-token'])).toEqual([undefined, 'no-check', undefined]);
    expect(new Set(server.headers.map((headers) => headers['user-agent']))).toEqual(new Set(['Trestle/0.0.0']));
    expect(lines.join()).not.toContain(secret);
    expect(lines[0]).toMatch(/^GET \/rest\/api\/3\/issue\/\*: ok/);
  });

  it('repeats array parameters and leaves out what is undefined', async () => {
    const { transport, server } = await site((_, response) => json(response, {}));
    const searchParams = { fields: ['summary', 'status'], token: undefined, none: null, startAt: 0, text: 'a&b=c d' };
    await transport.send({ url: '/rest/api/3/field', searchParams }, undefined, { entity: 'site' });
    expect(server.seen).toEqual(['GET /rest/api/3/field?fields=summary&fields=status&startAt=0&text=a%26b%3Dc+d']);
  });

  it.each([
    '/rest/api/3/issue/../myself',
    '/rest/api/3/issue/%2e%2e%2fmyself',
    '/rest/api/3/issue/ABC-1?expand=x',
    '/rest/api/3/issue/ABC-1#x',
    '/rest/api/3/issue/ABC-1\\x',
    '/rest/api/3/issue/ABC-１',
    '/rest/api/3/issue/a\u0000b',
    '/rest/api/3/issue//x',
    '//evil.example/rest/api/3/x',
    'https://evil.example/rest/api/3/x',
    '@evil.example/rest/x',
  ])('never leaves for %j', async (url) => {
    const { transport, server } = await site((_, response) => json(response, {}));
    expect(await failure(transport.send({ url }, undefined, { entity: 'issue' }))).toMatchObject({
      code: 'invalidArgument',
    });
    expect(server.seen).toEqual([]);
  });

  it('is one of at most eight at a time', async () => {
    const { transport, server } = await site((_, response) => setTimeout(() => json(response, {}), 20));
    await Promise.all(Array.from({ length: 30 }, () => read(transport)));
    expect(server.seen).toHaveLength(30);
    expect(server.peak()).toBeLessThanOrEqual(8);
  });
});

describe('a broken connection', () => {
  const reset: Answer = (_, response) => void response.socket?.destroy();
  const resetMidBody: Answer = (_, response) => {
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"id":', () => response.socket?.destroy());
  };

  it('makes a read try again, three times at most', async () => {
    const { transport, server } = await site((request, response, count) =>
      count < 4 ? reset(request, response, count) : json(response, { ok: true }),
    );
    expect(await read(transport)).toEqual({ ok: true });
    expect(server.seen).toHaveLength(4);
    const always = await site(resetMidBody);
    expect(await failure(read(always.transport))).toMatchObject({ code: 'offline' });
    expect(always.server.seen).toHaveLength(4);
  });

  it.each([
    ['reset before the status', reset],
    ['reset in the body', resetMidBody],
    [
      'truncated JSON',
      (_, response) => void response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"1'),
    ],
    ['an HTML page', (_, response) => html(response, 200)],
    ['500', (_, response) => json(response, {}, 500)],
    ['502', (_, response) => json(response, {}, 502)],
    ['503', (_, response) => json(response, {}, 503, { 'retry-after': '1' })],
    ['504', (_, response) => html(response, 504)],
    ['a redirect within the site', (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
  ] satisfies [string, Answer][])('leaves a write unknown and unsent again: %s', async (_, answer) => {
    const { transport, server } = await site(answer);
    expect(await failure(write(transport))).toEqual(unknown);
    expect(server.seen).toHaveLength(1);
  });

  it('is told apart from one that was never made', async () => {
    const { transport, server } = await site((_, response) => json(response, {}));
    await server.close();
    expect(await failure(write(transport))).toMatchObject({ code: 'offline', cause: 'ECONNREFUSED' });
    expect(await failure(read(transport))).toMatchObject({ code: 'offline', cause: 'ECONNREFUSED' });
  });
});

describe('a slow site', () => {
  const silent: Answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{');
  };
  const drip: Answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  };

  it('runs into the idle deadline, or into the total one when it drips', async () => {
    const idle = await site(silent, { idleMs: 60 });
    expect(await failure(read(idle.transport))).toEqual({ code: 'timedOut', afterMs: 60 });
    const total = await site(drip, { idleMs: 5_000, totalMs: 200 });
    expect(await failure(read(total.transport))).toEqual({ code: 'timedOut', afterMs: 200 });
    const during = await site(silent, { idleMs: 60 });
    expect(await failure(write(during.transport))).toEqual(unknown);
  });

  it('can be left at any time', async () => {
    const { transport } = await site(silent);
    const reading = new AbortController();
    const read1 = failure(read(transport, reading.signal));
    setTimeout(() => reading.abort(), 30);
    expect(await read1).toEqual({ code: 'cancelled' });
    expect(await failure(write(transport, AbortSignal.abort()))).toEqual({ code: 'cancelled' });
    const read2 = failure(read(transport));
    setTimeout(() => transport.dispose(), 30);
    expect(await read2).toEqual({ code: 'cancelled' });
    expect(await failure(read(transport))).toEqual({ code: 'cancelled' });
  });

  it('gives a waiting request its turn up, unsent', async () => {
    const { transport, server } = await site(silent, { concurrency: 1 });
    const first = failure(read(transport));
    const leaving = new AbortController();
    const second = failure(write(transport, leaving.signal));
    setTimeout(() => leaving.abort(), 30);
    expect(await second).toEqual({ code: 'cancelled' });
    expect(server.seen).toEqual(['GET /rest/api/3/issue/NIM-1']);
    transport.dispose();
    await first;
  });
});

describe('a body', () => {
  it('is read to the cap and no further, also when it unpacks to more', async () => {
    const bodyBytes = 64 * 1024;
    const endless = await site(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const pump = () => {
          while (response.write('x'.repeat(16_384))) {}
          response.once('drain', pump);
        };
        pump();
      },
      { bodyBytes },
    );
    expect(await failure(read(endless.transport))).toEqual({ code: 'answerTooLarge', limitBytes: bodyBytes });
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, '"'));
    const packed = await site(
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb),
      { bodyBytes },
    );
    expect(await failure(read(packed.transport))).toEqual({ code: 'answerTooLarge', limitBytes: bodyBytes });
  });

  it.each([
    ['an HTML page', (_, response) => html(response), 'signInPage'],
    [
      'an HTML page without its type',
      (_, response) => void response.writeHead(200).end('<!DOCTYPE html><p>'),
      'signInPage',
    ],
    ['an HTML page with 401', (_, response) => html(response, 401), 'signInPage'],
    ['an HTML page with 400', (_, response) => html(response, 400), 'signInPage'],
    [
      'a wrong type',
      (_, response) => void response.writeHead(200, { 'content-type': 'image/png' }).end('x'),
      'unexpectedAnswer',
    ],
    [
      'truncated JSON',
      (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"a"'),
      'unexpectedAnswer',
    ],
    [
      'nothing',
      (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(),
      'unexpectedAnswer',
    ],
    ['404', (_, response) => html(response, 404), 'notFound'],
    ['403', (_, response) => void response.writeHead(403).end('XSRF check failed'), 'forbidden'],
    ['401', (_, response) => json(response, { message: `no: ${secret} ${basic}` }, 401), 'credentialRejected'],
    [
      '400 with our secrets',
      (_, response) => json(response, { errorMessages: [`no: ${secret} ${basic}`] }, 400),
      'unexpectedAnswer',
    ],
    ['410', (_, response) => json(response, { errorMessages: ['gone'] }, 410), 'unexpectedAnswer'],
    ['500', (_, response) => json(response, {}, 500), 'siteUnavailable'],
  ] satisfies [string, Answer, Failure['code']][])('of a read may be %s', async (_, answer, code) => {
    const { transport, server } = await site(answer);
    expect((await failure(read(transport)))?.code).toBe(code);
    expect(server.seen).toHaveLength(1);
  });
});

describe('a redirect', () => {
  it('is followed within the site, three times', async () => {
    const { transport, server } = await site((request, response) =>
      request.url === '/there'
        ? json(response, { ok: true })
        : void response.writeHead(302, { location: '/there' }).end(),
    );
    expect(await read(transport)).toEqual({ ok: true });
    expect(server.seen).toEqual(['GET /rest/api/3/issue/NIM-1', 'GET /there']);
    const loop = await site((_, response) => void response.writeHead(302, { location: '/again' }).end());
    expect((await failure(read(loop.transport)))?.code).toBe('unexpectedAnswer');
    expect(loop.server.seen).toHaveLength(4);
  });

  it('is never followed elsewhere', async () => {
    const elsewhere = await serve((_, response) => json(response, {}));
    opened.push({ dispose: () => elsewhere.close() });
    const { transport } = await site(
      (request, response) =>
        void response
          .writeHead(302, {
            location: request.method === 'GET' ? `${elsewhere.origin}/x` : `${elsewhere.origin}/login.jsp`,
          })
          .end(),
    );
    expect(await failure(read(transport))).toMatchObject({
      code: 'unexpectedAnswer',
      detail: `redirected to ${elsewhere.origin}`,
    });
    expect((await failure(write(transport)))?.code).toBe('outcomeUnknown');
    expect(elsewhere.seen).toEqual([]);
  });
});

describe('a refusal', () => {
  it('of a write names the fields', async () => {
    const { transport } = await site((_, response) =>
      json(response, { errorMessages: ['No.'], errors: { duedate: 'Due is required.', toString: 'What?' } }, 400),
    );
    expect(await failure(write(transport))).toEqual({
      code: 'invalidFields',
      messages: ['No.'],
      problems: [
        { field: 'duedate', message: 'Due is required.' },
        { field: 'toString', message: 'What?' },
      ],
    });
  });

  it('of a query is about the query', async () => {
    const { transport } = await site((_, response) =>
      json(response, { errorMessages: ['Expecting )'], errors: {} }, 400),
    );
    const request = { url: '/rest/api/3/search/jql', method: 'POST', body: { jql: '(' } };
    expect(await failure(transport.send(request, undefined, { entity: 'issue', query: '(' }))).toEqual({
      code: 'invalidQuery',
      query: '(',
      messages: ['Expecting )'],
    });
  });

  it('of a scoped token names the scope', async () => {
    const { transport } = await site((_, response) =>
      json(response, { code: 401, message: 'Unauthorized; scope does not match' }, 401),
    );
    expect(await failure(read(transport))).toEqual({ code: 'missingScope', scope: 'read:jira-work' });
    expect(await failure(write(transport))).toEqual({ code: 'missingScope', scope: 'write:jira-work' });
  });

  it('by conflict tells the current version', async () => {
    const { transport } = await site((_, response) =>
      json(
        response,
        {
          errors: [{ status: 409, title: 'Version must be incremented. Current Version: [7]. Provided version: [6]' }],
        },
        409,
      ),
    );
    expect(await failure(read(transport))).toEqual({
      code: 'conflict',
      entity: 'issue',
      id: 'NIM-1',
      currentVersion: 7,
    });
  });
});

describe('a rate limit', () => {
  const limited =
    (headers: Record<string, string>): Answer =>
    (_, response, count) =>
      count === 1 ? json(response, {}, 429, headers) : json(response, { ok: true });

  it('is waited for when short, and the write is not sent again', async () => {
    const { transport, server } = await site(
      limited({ 'retry-after': '0.05', 'ratelimit-reason': 'jira-burst-based' }),
    );
    expect(await read(transport)).toEqual({ ok: true });
    expect(server.seen).toHaveLength(2);
    const writing = await site(limited({ 'retry-after': '0.05' }));
    expect(await failure(write(writing.transport))).toMatchObject({ code: 'rateLimited', retryAt: expect.any(String) });
    expect(writing.server.seen).toHaveLength(1);
  });

  it('by quota stops the whole site at once, by burst one endpoint only', async () => {
    const quota = await site(limited({ 'retry-after': '1847', 'ratelimit-reason': 'jira-quota-global-based' }));
    const expected = { code: 'rateLimited', reason: 'jira-quota-global-based' };
    expect(await failure(read(quota.transport))).toMatchObject(expected);
    expect(await failure(write(quota.transport))).toMatchObject(expected);
    expect(quota.server.seen).toHaveLength(1);
    const burst = await site(limited({ 'retry-after': '600', 'ratelimit-reason': 'jira-burst-based' }));
    expect(await failure(read(burst.transport))).toMatchObject({ code: 'rateLimited', reason: 'jira-burst-based' });
    expect(await write(burst.transport)).toEqual({ ok: true });
  });

  it('of one issue lets writes to others pass', async () => {
    const { transport } = await site(limited({ 'retry-after': '600', 'ratelimit-reason': 'jira-per-issue-on-write' }));
    const edit = (key: string) =>
      transport.send({ url: `/rest/api/3/issue/${key}`, method: 'PUT', body: {} }, undefined, {
        entity: 'issue',
        id: key,
      });
    expect((await failure(edit('NIM-1')))?.code).toBe('rateLimited');
    expect((await failure(edit('NIM-1')))?.code).toBe('rateLimited');
    expect(await edit('NIM-2')).toEqual({ ok: true });
    expect(await read(transport)).toEqual({ ok: true });
  });
});
