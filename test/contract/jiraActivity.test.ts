import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { failureOf } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import { open } from './support/client.ts';
import { checkRequest, describeContracts } from './support/openapi.ts';
import { type RecordingProxy, recordingProxy } from './support/recordingProxy.ts';

let demo: RunningDemoSite;
let proxy: RecordingProxy;
let connection: Connection;
let direct: Connection;

beforeAll(async () => {
  demo = await startDemoSite({ seed: 11 });
  proxy = await recordingProxy(demo.url);
  [connection, direct] = await Promise.all([open(demo, proxy.origin), open(demo, demo.url)]);
});
afterAll(async () => {
  connection.dispose();
  direct.dispose();
  await proxy.close();
  await demo.close();
});

async function code(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => failureOf(error)?.code,
  );
}

function comments(key: string): number {
  return [...demo.site.jira.issues.values()].find((issue) => issue.key === key)?.comments.length ?? -1;
}

describe('comments', () => {
  it('mention people, and can be taken back', async () => {
    const { comments: operations, people } = connection.tracker;
    const mentions = await people.searchAssignable('NIM', 'Paul');
    const added = await operations.add('NIM-1', { markdown: 'Look, @Paul Martin: **done**', mentions });
    expect(added).toMatchObject({ body: expect.stringContaining('**done**'), author: { displayName: 'Léa Dubois' } });
    const issue = [...demo.site.jira.issues.values()].find(({ key }) => key === 'NIM-1');
    expect(JSON.stringify(issue?.comments.at(-1)?.body)).toContain(`"id":"${mentions[0]?.accountId}"`);
    const before = comments('NIM-1');
    await operations.remove('NIM-1', added.id);
    expect(comments('NIM-1')).toBe(before - 1);
  });

  it('whose answer is lost are looked up, and never sent again', async () => {
    const { comments: operations } = direct.tracker;
    const before = comments('NIM-2');
    demo.faults.add({ method: 'POST', path: /\/comment$/, effect: { kind: 'disconnect', when: 'after' } });
    expect((await operations.add('NIM-2', { markdown: 'Only *once*' })).body).toBe('Only *once*');
    demo.faults.clear();
    expect(comments('NIM-2')).toBe(before + 1);
  });

  it('are refused where empty, where the issue is not there, and where the key is none', async () => {
    const { comments: operations } = connection.tracker;
    expect(await code(operations.add('NIM-1', { markdown: ' ' }))).toBe('invalidArgument');
    expect(await code(operations.add('NIM-99999', { markdown: 'x' }))).toBe('notFound');
    expect(await code(operations.add('NIM-1/../../myself', { markdown: 'x' }))).toBe('invalidArgument');
  });
});

describe('links', () => {
  it('read as they were asked for, from both ends', async () => {
    const { links, issues } = connection.tracker;
    const type = (await links.types()).find(({ outward }) => outward === 'blocks');
    await links.link({ typeId: type?.id ?? '', from: 'NIM-3', to: 'NIM-4' });
    const [source, target] = [await issues.get('NIM-3'), await issues.get('NIM-4')];
    const made = source.links.find(({ key, phrase }) => key === 'NIM-4' && phrase === 'blocks');
    expect(made).toBeDefined();
    expect(target.links).toContainEqual(expect.objectContaining({ key: 'NIM-3', blocksThis: true }));
    await links.unlink(made?.linkId ?? '');
    expect((await issues.get('NIM-3')).links.map(({ linkId }) => linkId)).not.toContain(made?.linkId);
  });

  it('to addresses are there once, and can be taken back', async () => {
    const { links } = connection.tracker;
    const link = { url: 'https://github.com/nimbus/shop/pull/7?a=b&c=d#x', title: 'The change' };
    const id = await links.addRemote('NIM-3', link);
    expect(await links.addRemote('NIM-3', { ...link, title: 'The change, again' })).toBe(id);
    expect(await links.remote('NIM-3')).toContainEqual({ ...link, id, title: 'The change, again' });
    await links.removeRemote('NIM-3', id);
    expect((await links.remote('NIM-3')).map((each) => each.id)).not.toContain(id);
    expect(await code(links.addRemote('NIM-3', { url: 'javascript:alert(1)', title: 'x' }))).toBe('invalidArgument');
  });
});

describe('history', () => {
  it('tells every change from the oldest on', async () => {
    const { entries, isComplete } = await connection.tracker.history.changes('NIM-1');
    expect(isComplete).toBe(true);
    const instants = entries.map(({ created }) => Date.parse(created));
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    expect(entries.flatMap(({ items }) => items).every(({ field }) => field !== '')).toBe(true);
  });

  it('tells logged work', async () => {
    const issue = [...demo.site.jira.issues.values()].find(({ key }) => key === 'NIM-5');
    issue?.worklogs.push({ id: '77', authorId: issue.reporterId, started: demo.site.now(), seconds: 5400 });
    const [log] = await connection.tracker.history.worklog('NIM-5');
    expect(log).toMatchObject({ id: '77', seconds: 5400, comment: '', author: expect.anything() });
  });
});

describeContracts('every request that was made', () => {
  it('is valid by the vendor’s documents', () => {
    const requests = proxy.requests.filter(({ path }) => path.startsWith('/rest/api/3/'));
    const problems = requests.flatMap((request) =>
      checkRequest('jira-cloud-platform-v3', request).map((problem) => `${request.method} ${request.path}: ${problem}`),
    );
    expect(requests.length).toBeGreaterThan(15);
    expect(problems).toEqual([]);
  });
});
