import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { Connection } from '#domain/ports.ts';
import { type CreateIssueRequest, finishIssue, resolveRequest } from '#services/createIssue.ts';
import { carryOutTransition, resolveTransitionRequest } from '#services/transitionIssue.ts';
import { carryOutUpdate, resolveUpdate, type UpdateIssueRequest } from '#services/updateIssue.ts';
import { failureIn, open } from './support/client.ts';
import { checkRequest, describeContracts } from './support/openapi.ts';
import { operationsOf, type RecordingProxy, recordingProxy } from './support/recordingProxy.ts';

let demo: RunningDemoSite;
let proxy: RecordingProxy;
let connection: Connection;

beforeAll(async () => {
  demo = await startDemoSite({ seed: 11, indexLagMs: 60_000 });
  proxy = await recordingProxy(demo.url);
  connection = await open(demo, proxy.origin);
});
afterAll(async () => {
  connection.dispose();
  await proxy.close();
  await demo.close();
});
beforeEach(() => demo.faults.clear());

async function create(request: CreateIssueRequest) {
  const resolved = await resolveRequest(connection.tracker, request, {});
  const reference = await connection.tracker.issues.create(resolved.draft);
  return finishIssue(connection, resolved, reference);
}

async function update(request: UpdateIssueRequest, through = connection) {
  return carryOutUpdate(atOnce(through), await resolveUpdate(through.tracker, request));
}

/** Looks for lost answers without waiting in between. */
function atOnce(through: Connection): Connection {
  return { ...through, wait: async () => {} };
}

/** Requests since `count`, as `POST /rest/api/3/search/jql`. */
function sentSince(count: number) {
  return proxy.requests
    .slice(count)
    .map(({ method, path, body }) => ({ call: `${method} ${path.split('?')[0]}`, body }));
}

const incident = { projectKey: 'PAY', issueType: 'incident', summary: 'Cards are refused' };

describe('fields of the site’s own', () => {
  it('are written by name and come back as asked', async () => {
    const { steps, mismatches, stored } = await create({
      ...incident,
      components: ['GATEWAY'],
      fixVersions: ['2026'],
      due: '2026-12-31',
      labels: ['payment'],
      fields: {
        severity: 'sev-1',
        'Etapes de reproduction': '1. Pay\n2. **Refused**',
        Relecteur: 'bjorn akesson',
        'Story Points': '5',
        'Blocked reason': 'No idea',
      },
    });
    expect(steps.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(mismatches).toEqual([]);
    expect(stored).toMatchObject({
      components: ['gateway'],
      fixVersions: ['2026.2'],
      due: '2026-12-31',
      labels: ['payment'],
      storyPoints: 5,
    });
    expect(Object.values(stored?.fields ?? {}).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['SEV-1', 'Björn Åkesson', '5', 'No idea', expect.stringContaining('**Refused**')]),
    );
  });

  it('that are required and missing are named with their values before anything is sent', async () => {
    const before = proxy.requests.length;
    expect(await failureIn(create(incident))).toEqual({
      code: 'invalidFields',
      problems: [
        {
          field: 'Severity',
          message: 'required',
          allowedValues: expect.arrayContaining([{ id: '10030', name: 'SEV-1' }]),
        },
      ],
      messages: [],
    });
    expect(sentSince(before).filter(({ call }) => call === 'POST /rest/api/3/issue')).toEqual([]);
  });

  it('that the site refuses are named with their values too', async () => {
    const { forms, issues } = connection.tracker;
    const type = (await forms.issueTypes('PAY')).find(({ name }) => name === 'Incident');
    const draft = { projectKey: 'PAY', issueTypeId: type?.id ?? '', summary: 'x' };
    expect(await failureIn(issues.create(draft))).toMatchObject({
      code: 'invalidFields',
      problems: [{ field: 'Severity', message: 'Severity is required.', allowedValues: [{}, {}, {}] }],
    });
    const odd = { customfield_10046: { kind: 'choice', id: '99999' } } as const;
    expect(await failureIn(issues.create({ ...draft, fields: odd }))).toMatchObject({
      code: 'invalidFields',
      problems: [{ field: 'Severity', allowedValues: [{}, {}, {}] }],
    });
    const project = { project: { kind: 'text', text: 'SECRET' } } as const;
    expect(await failureIn(issues.create({ ...draft, fields: project }))).toMatchObject({ code: 'invalidArgument' });
  });

  it('unknown names get the names that are known', async () => {
    expect(await failureIn(create({ ...incident, fields: { severity: 'SEV' } }))).toMatchObject({
      code: 'unknownName',
      argument: 'Severity',
      allowedValues: [{ name: 'SEV-1' }, { name: 'SEV-2' }, { name: 'SEV-3' }],
    });
    expect(await failureIn(create({ ...incident, fields: { Sevrity: 'SEV-1' } }))).toMatchObject({
      code: 'unknownName',
      argument: 'field',
    });
    expect(await failureIn(create({ ...incident, issueType: 'S' }))).toMatchObject({
      code: 'unknownName',
      argument: 'issue type',
      allowedValues: [{ name: 'Story' }, { name: 'Sub-task' }],
    });
    expect(await failureIn(create({ ...incident, fields: { severity: '1', Sprint: '68' } }))).toMatchObject({
      code: expect.stringMatching(/unknownName|invalidArgument/),
    });
  });
});

describe('a change', () => {
  it('adds and removes members without touching others', async () => {
    const { reference } = await create({ projectKey: 'NIM', summary: 'Lists', labels: ['a', 'b'] });
    const before = proxy.requests.length;
    const { outcome, stored, mismatches } = await update({
      issueKey: reference.key,
      labels: { add: ['c'], remove: ['a'] },
      components: { add: ['panier'] },
      fixVersions: { add: ['4.8'] },
      priority: 'highest',
      assignee: 'Paul',
    });
    expect(outcome).toBe('answered');
    expect(mismatches).toEqual([]);
    expect(stored).toMatchObject({
      labels: ['b', 'c'],
      components: ['panier'],
      fixVersions: ['4.8'],
      priority: { name: 'Highest' },
      assignee: { displayName: 'Paul Martin' },
    });
    const put = sentSince(before).find(({ call }) => call.startsWith('PUT'));
    expect(put?.body).toMatchObject({ update: { labels: [{ add: 'c' }, { remove: 'a' }] } });
    const cleared = await update({ issueKey: reference.key, assignee: null, components: { remove: ['panier'] } });
    expect(cleared.mismatches).toEqual([]);
    expect(cleared.stored.assignee).toBeUndefined();
    expect(cleared.stored.components).toEqual([]);
  });

  it('of a parent, a due date and further fields can be taken back', async () => {
    const { items } = await connection.tracker.issues.search({
      filter: { projectKeys: ['NIM'], issueTypes: ['Epic'] },
    });
    const epic = items[0]?.key ?? '';
    const { reference } = await create({
      projectKey: 'NIM',
      summary: 'In an epic',
      parentKey: epic,
      due: '2026-11-30',
    });
    const filled = await update({
      issueKey: reference.key,
      fields: { 'Blocked reason': 'Waiting', Relecteur: 'Sofia' },
    });
    expect(filled.mismatches).toEqual([]);
    const { stored, mismatches } = await update({
      issueKey: reference.key,
      parentKey: null,
      due: null,
      fields: { 'Blocked reason': null, Relecteur: null },
    });
    expect(mismatches).toEqual([]);
    expect(stored.parent).toBeUndefined();
    expect(stored.due).toBeUndefined();
  });

  it('rewrites only what differs in a text, and only on the version that was read', async () => {
    const description = 'First **bold** words.\n\n> [!NOTE]\n> Keep this.\n\nLast words.';
    const { reference, stored } = await create({ projectKey: 'NIM', summary: 'Text', description });
    const { key } = reference;
    const edited = stored?.description.replace('Last words.', 'Other words.') ?? '';
    expect(await failureIn(update({ issueKey: key, description: edited }))).toMatchObject({
      code: 'invalidArgument',
      argument: 'basedOn',
    });
    const before = proxy.requests.length;
    const basedOn = stored?.updated ?? '';
    const changed = await update({ issueKey: key, description: edited, basedOn });
    expect(changed.stored.description).toBe(edited);
    expect(sentSince(before).map(({ call }) => call)[0]).toBe(`GET /rest/api/3/issue/${key}`);
    expect(await failureIn(update({ issueKey: key, description: 'Mine', basedOn }))).toEqual({
      code: 'conflict',
      entity: 'issue',
      id: key,
    });
    // The same text again is no write at all.
    const count = proxy.requests.length;
    await update({ issueKey: key, description: edited, basedOn: changed.stored.updated ?? '' });
    expect(sentSince(count).some(({ call }) => call.startsWith('PUT'))).toBe(false);
  });

  it('whose answer is lost is looked up, and never sent again', async () => {
    const direct = await open(demo, demo.url);
    try {
      const { reference } = await create({ projectKey: 'NIM', summary: 'Lost' });
      const request = { issueKey: reference.key, summary: 'Found' };
      demo.faults.add({ method: 'PUT', path: /\/issue\//, effect: { kind: 'disconnect', when: 'after' } });
      expect(await update(request, direct)).toMatchObject({ outcome: 'lookedUp', mismatches: [] });
      demo.faults.clear();
      demo.faults.add({ method: 'PUT', path: /\/issue\//, effect: { kind: 'disconnect', when: 'before' } });
      const puts = () =>
        demo.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(reference.key)).length;
      const sent = puts();
      expect(await failureIn(update({ ...request, summary: 'Never' }, direct))).toMatchObject({
        code: 'outcomeUnknown',
      });
      expect(puts() - sent).toBeLessThanOrEqual(1);
    } finally {
      direct.dispose();
    }
  });
});

describe('a transition', () => {
  const move = async (issueKey: string, to: string, fields = {}, through = connection) =>
    carryOutTransition(atOnce(through), await resolveTransitionRequest(through.tracker, { issueKey, to, fields }));

  it('is found by status or step, in the site’s language', async () => {
    const { reference } = await create({ projectKey: 'NIM', summary: 'Moves', issueType: 'Task' });
    const review = await move(reference.key, 'demander une revue');
    expect(review).toMatchObject({
      because: 'step exactName',
      stored: { status: { name: 'In Review' } },
      mismatches: [],
    });
    expect(await move(reference.key, 'in prog')).toMatchObject({ because: 'status onlyPrefix', outcome: 'answered' });
    expect(await failureIn(move(reference.key, 'Terminé'))).toMatchObject({
      code: 'unknownName',
      allowedValues: expect.arrayContaining([{ id: '31', name: 'In Review (Demander une revue)' }]),
    });
    const task = await create({ projectKey: 'OPS', summary: 'Disque', issueType: 'tache' });
    expect((await move(task.reference.key, 'termine')).stored.status.name).toBe('Terminé');
  });

  it('names what its screen requires, and what only the workflow asks for', async () => {
    const { reference } = await create({ projectKey: 'NIM', summary: 'A bug', issueType: 'Bug' });
    const resolution = {
      field: 'Resolution',
      message: 'required',
      allowedValues: expect.arrayContaining([{ id: '10000', name: 'Done' }]),
    };
    expect(await failureIn(move(reference.key, 'Done'))).toEqual({
      code: 'invalidFields',
      problems: [resolution],
      messages: [],
    });
    expect(await failureIn(move(reference.key, "Won't Do"))).toEqual({
      code: 'invalidFields',
      problems: [resolution],
      messages: ['Field Resolution is required.'],
    });
    const done = await move(reference.key, 'Done', { Resolution: 'cannot rep' });
    expect(done.stored).toMatchObject({ status: { category: 'done' }, resolution: 'Cannot Reproduce' });
    expect(done.mismatches).toEqual([]);
  });

  it('whose answer is lost is looked up by the status', async () => {
    const direct = await open(demo, demo.url);
    try {
      const { reference } = await create({ projectKey: 'NIM', summary: 'Lost step', issueType: 'Task' });
      demo.faults.add({ method: 'POST', path: /\/transitions$/, effect: { kind: 'disconnect', when: 'after' } });
      expect(await move(reference.key, 'In Progress', {}, direct)).toMatchObject({ outcome: 'lookedUp' });
      demo.faults.clear();
      demo.faults.add({ method: 'POST', path: /\/transitions$/, effect: { kind: 'disconnect', when: 'before' } });
      expect(await failureIn(move(reference.key, 'In Review', {}, direct))).toMatchObject({ code: 'outcomeUnknown' });
    } finally {
      direct.dispose();
    }
  });
});

describe('search', () => {
  it('finds what was written a moment ago, with the same ids on every page', async () => {
    const summary = 'Quagga in the index';
    const { reference } = await create({ projectKey: 'NIM', summary });
    const other = await open(demo, demo.url);
    try {
      const query = { filter: { text: 'quagga' } };
      expect((await other.tracker.issues.search(query)).items).toEqual([]);
      expect((await connection.tracker.issues.search(query)).items.map(({ key }) => key)).toEqual([reference.key]);
    } finally {
      other.dispose();
    }
    await connection.tracker.issues.update(reference.key, { summary: 'Okapi in the index' });
    expect((await connection.tracker.issues.search({ filter: { text: 'okapi' } })).items).toHaveLength(1);
    const before = proxy.requests.length;
    const first = await connection.tracker.issues.search({ filter: { projectKeys: ['NIM'] } }, { limit: 5 });
    await create({ projectKey: 'NIM', summary: 'In between' });
    await connection.tracker.issues.search(
      { filter: { projectKeys: ['NIM'] } },
      { limit: 5, cursor: first.cursor ?? '' },
    );
    const lists = sentSince(before).flatMap(({ call, body }) =>
      call === 'POST /rest/api/3/search/jql' && typeof body === 'object' && body !== null && 'reconcileIssues' in body
        ? [body.reconcileIssues]
        : [],
    );
    // The third looks whether the list has changed in between.
    expect(lists).toHaveLength(3);
    expect(new Set(lists.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await failureIn(connection.tracker.issues.search({ filter: {} }, { cursor: 'x' }))).toMatchObject({
      code: 'invalidArgument',
      argument: 'cursor',
    });
  });

  it('fills a long limit from several pages, each issue once, and tells the total', async () => {
    const { issues } = connection.tracker;
    const query = { filter: { orderBy: 'key' } } as const;
    const all = await issues.search(query, { limit: 500, withTotal: true });
    expect(all.isIncomplete).toBe(false);
    expect(all.cursor).toBeUndefined();
    expect(all.approximateTotal).toBe(all.items.length);
    expect(all.items.length).toBeGreaterThan(100);
    expect(new Set(all.items.map(({ id }) => id)).size).toBe(all.items.length);
    const some = await issues.search(query, { limit: 7, withTotal: true });
    expect(some.items).toHaveLength(7);
    expect(some.approximateTotal).toBeGreaterThan(80);
  });

  it('stops where pages repeat, and says that the list is incomplete', async () => {
    const direct = await open(demo, demo.url);
    try {
      await direct.tracker.issues.search({ filter: {} }, { limit: 1 });
      const page = (id: string, nextPageToken: string) => ({
        kind: 'respond' as const,
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ issues: [{ id, key: `NIM-${id}`, fields: {} }], nextPageToken, isLast: false }),
      });
      for (const effect of [page('1', 'a'), page('2', 'b'), page('1', 'a')]) {
        demo.faults.add({ path: /search\/jql$/, effect });
      }
      const found = await direct.tracker.issues.search({ filter: {} }, { limit: 100, withTotal: true });
      expect(found).toMatchObject({ isIncomplete: true, items: [{ key: 'NIM-1' }, { key: 'NIM-2' }] });
      expect(found.cursor).toBeUndefined();
      expect(found.approximateTotal).toBeGreaterThan(80);
    } finally {
      direct.dispose();
    }
  });

  it('asks for no more fields than wanted', async () => {
    const before = proxy.requests.length;
    const { items } = await connection.tracker.issues.search({ filter: { assignee: 'me' } }, { fields: ['assignee'] });
    expect(sentSince(before).at(-1)?.body).toMatchObject({
      fields: ['summary', 'issuetype', 'status', 'assignee'],
    });
    expect(items[0]?.assignee?.accountId).toBe(connection.account.accountId);
    expect(items[0]?.links).toEqual([]);
  });
});

describeContracts('every request that was made', () => {
  it('is valid by the vendor’s documents', () => {
    const problems = proxy.requests.flatMap((request) =>
      request.path.startsWith('/rest/api/3/')
        ? checkRequest('jira-cloud-platform-v3', request).map(
            (problem) => `${request.method} ${request.path}: ${problem}`,
          )
        : [],
    );
    // Whatever is not asked for any more has not been checked.
    expect(operationsOf(proxy.requests)).toEqual([
      'GET /_edge/tenant_info',
      'GET /rest/api/3/field',
      'GET /rest/api/3/issue/createmeta/{project}/issuetypes',
      'GET /rest/api/3/issue/createmeta/{project}/issuetypes/{id}',
      'GET /rest/api/3/issue/{key}',
      'GET /rest/api/3/issue/{key}/editmeta',
      'GET /rest/api/3/issue/{key}/transitions',
      'GET /rest/api/3/myself',
      'GET /rest/api/3/user/assignable/search',
      'GET /rest/api/3/user/search',
      'POST /rest/api/3/issue',
      'POST /rest/api/3/issue/{key}/transitions',
      'POST /rest/api/3/search/approximate-count',
      'POST /rest/api/3/search/jql',
      'PUT /rest/api/3/issue/{key}',
    ]);
    expect(problems).toEqual([]);
  });
});
