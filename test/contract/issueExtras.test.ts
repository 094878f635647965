import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { systemClock } from '#atlassian/http/clock.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { Failure } from '#domain/errors.ts';
import type { Connection, IssueTracker } from '#domain/ports.ts';
import { portOf } from '#test/unit/support/nastyServer.ts';
import { failureIn } from './support/client.ts';
import { checkRequest, describeContracts } from './support/openapi.ts';
import { type RecordingProxy, recordingProxy } from './support/recordingProxy.ts';

let demo: RunningDemoSite;
let proxy: RecordingProxy;
let connection: Connection;
let tracker: IssueTracker;
const failures: Failure[] = [];

beforeAll(async () => {
  demo = await startDemoSite({ seed: 7 });
  proxy = await recordingProxy(demo.url);
  connection = await connect({
    credential: { origin: proxy.origin, email: demo.email, token: demo.token },
    userAgent: 'Trestle/0.0.0',
    limits: { backoffMs: 1 },
    clock: { ...systemClock, sleep: (_, signal) => systemClock.sleep(1, signal) },
    onFailure: (failure) => void failures.push(failure),
  });
  tracker = connection.tracker;
});
afterAll(async () => {
  connection.dispose();
  await proxy.close();
  await demo.close();
});
beforeEach(() => demo.faults.clear());

function stored(key: string) {
  return [...demo.site.jira.issues.values()].find((issue) => issue.key === key) ?? expect.unreachable(key);
}

/** Stores what it is sent, but says nothing. */
function loseAnswer(method: string, path: RegExp): void {
  demo.faults.add({ method, path, effect: { kind: 'disconnect', when: 'after' } });
}

describe('logged work', () => {
  it('is stored with time, day and comment, and taken out again', async () => {
    const before = stored('NIM-43').worklogs.length;
    const log = await tracker.worklogs.add('NIM-43', {
      ...{ seconds: 5400, started: '2026-03-02', comment: 'Looked into **it**.' },
    });
    expect(log).toMatchObject({ seconds: 5400, comment: 'Looked into **it**.' });
    // Noon by the user's clock (Paris, in winter).
    expect(new Date(log.started).toISOString()).toBe('2026-03-02T11:00:00.000Z');
    expect((await tracker.history.worklog('NIM-43')).map(({ id }) => id)).toContain(log.id);
    await tracker.worklogs.remove('NIM-43', log.id);
    expect(stored('NIM-43').worklogs).toHaveLength(before);
    expect(await failureIn(tracker.worklogs.remove('NIM-43', log.id))).toMatchObject({ entity: 'worklog' });
    expect(await failureIn(tracker.worklogs.add('NIM-43', { seconds: 61 }))).toMatchObject({ argument: 'seconds' });
    expect(await failureIn(tracker.worklogs.add('NIM-43', { seconds: 60, started: 'soon' }))).toMatchObject({
      argument: 'started',
    });
  });

  it('is written once when the answer is lost', async () => {
    loseAnswer('POST', /worklog$/);
    const log = await tracker.worklogs.add('NIM-44', { seconds: 600, comment: 'Once' });
    expect(stored('NIM-44').worklogs.map(({ id }) => id)).toEqual([log.id]);
    loseAnswer('DELETE', /worklog/);
    await tracker.worklogs.remove('NIM-44', log.id);
    expect(stored('NIM-44').worklogs).toEqual([]);
  });

  it('is counted by the days of the site', async () => {
    demo.site.jira.timeTracking.hoursPerDay = 7;
    expect(await tracker.worklogs.timeTracking()).toEqual({ isOn: true, hoursPerDay: 7, daysPerWeek: 5 });
    demo.site.jira.timeTracking.hoursPerDay = 8;
  });
});

describe('watchers', () => {
  it('come and go, and who may not see the issue is told apart from who may not sign in', async () => {
    const { people } = await tracker.watchers.list('NIM-42');
    const paul = people.find(({ displayName }) => displayName === 'Paul Martin') ?? expect.unreachable();
    loseAnswer('DELETE', /watchers/);
    await tracker.watchers.remove('NIM-42', paul.accountId);
    expect((await tracker.watchers.list('NIM-42')).people).not.toContainEqual(paul);
    await tracker.watchers.add('NIM-42', paul.accountId);
    await tracker.watchers.add('NIM-42', paul.accountId);
    const again = await tracker.watchers.list('NIM-42');
    expect(again.people.filter(({ accountId }) => accountId === paul.accountId)).toHaveLength(1);
    expect(again.total).toBe(again.people.length);

    failures.length = 0;
    const body = JSON.stringify({ errorMessages: ['The user "x" may not see this issue.'], errors: {} });
    demo.faults.add({ method: 'POST', path: /watchers/, effect: { kind: 'respond', status: 401, body } });
    expect(await failureIn(tracker.watchers.add('NIM-42', 'x'))).toEqual({
      ...{ code: 'forbidden', entity: 'person' },
      detail: 'The user "x" may not see this issue.',
    });
    expect(failures.map(({ code }) => code)).not.toContain('credentialRejected');
    expect(await failureIn(tracker.watchers.add('NIM-42', '../x'))).toMatchObject({ argument: 'accountId' });
  });
});

describe('files', () => {
  it('are listed by age and read from the site itself', async () => {
    const list = await tracker.attachments.list('NIM-42');
    expect(list).toMatchObject([
      { id: '10400', fileName: 'panier-deux-remises.png', bytes: 48_213, mediaType: 'image/png' },
      { id: '10401', fileName: 'panier.log', mediaType: 'text/plain' },
    ]);
    expect(list[0]?.url).toBe(`${proxy.origin}/rest/api/3/attachment/content/10400`);
    const { content } = await tracker.attachments.read('NIM-42', '10401', { mostBytes: 10_000 });
    expect(Buffer.from(content).toString('utf8')).toContain('déjà remisé');
    expect(await failureIn(tracker.attachments.read('NIM-42', '10400', { mostBytes: 10_000 }))).toMatchObject({
      code: 'answerTooLarge',
    });
    expect(await failureIn(tracker.attachments.read('NIM-43', '10401', { mostBytes: 10_000 }))).toMatchObject({
      ...{ code: 'notFound', entity: 'attachment' },
    });
  });

  it('are stored byte by byte, once, under a name without a path', async () => {
    const content = Buffer.from([0, 255, 13, 10, 128, 45, 45]);
    loseAnswer('POST', /attachments/);
    const file = await tracker.attachments.add('NIM-43', { name: 'bytes « é ».bin', content });
    expect(stored('NIM-43').attachments).toMatchObject([
      { id: file.id, filename: 'bytes « é ».bin', size: 7, authorId: connection.account.accountId },
    ]);
    const read = await tracker.attachments.read('NIM-43', file.id, { mostBytes: 7 });
    expect(Buffer.from(read.content)).toEqual(content);
    for (const name of ['../up.txt', 'a\\b.txt', ' ']) {
      expect(await failureIn(tracker.attachments.add('NIM-43', { name, content }))).toMatchObject({ argument: 'name' });
    }
    loseAnswer('DELETE', /attachment/);
    await tracker.attachments.remove('NIM-43', file.id);
    expect(stored('NIM-43').attachments).toEqual([]);
  });

  it('are fetched from nowhere else, wherever the site points', async () => {
    let visits = 0;
    const elsewhere = createServer((_, response) => {
      visits += 1;
      response.end('stolen');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${portOf(elsewhere.address())}/file`;
    const redirect = { kind: 'respond', status: 303, headers: { Location: location } } as const;
    demo.faults.add({ path: /content/, effect: redirect });
    expect(await failureIn(readTrace())).toMatchObject({ code: 'unexpectedAnswer' });
    expect(visits).toBe(0);
    elsewhere.close();
  });

  it.each([
    ['a log-in page', 'signInPage', { 'Content-Type': 'text/html' }],
    ['only a part', 'unexpectedAnswer', { 'Content-Type': 'text/plain' }],
  ])('are not what %s says', async (_, code, headers) => {
    demo.faults.add({ path: /content/, effect: { kind: 'respond', status: 200, headers, body: '<html>Log in' } });
    expect(await failureIn(readTrace())).toMatchObject({ code });
  });

  function readTrace() {
    return tracker.attachments.read('NIM-42', '10401', { mostBytes: 10_000 });
  }
});

describeContracts('what was asked for', () => {
  it('is as the vendor’s OpenAPI document has it', () => {
    expect(proxy.requests.length).toBeGreaterThan(30);
    const problems = proxy.requests.flatMap(({ method, path, body }) =>
      Buffer.isBuffer(body) || !path.startsWith('/rest/api/3/')
        ? []
        : checkRequest('jira-cloud-platform-v3', { method, path, body }).map((each) => `${method} ${path}: ${each}`),
    );
    expect(problems).toEqual([]);
    const [form] = proxy.requests.filter(({ body }) => Buffer.isBuffer(body));
    expect(String(form?.body)).toContain('name="file"; filename="bytes');
  });
});
