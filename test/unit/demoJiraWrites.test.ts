import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoClient, startForTests } from './support/demoClient.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await startForTests();
});
afterEach(() => client.close());

const api = '/rest/api/3';
const adf = (text: string) => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});
const adfNeeded = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';

const accountOf = (name: string) =>
  client.running.site.users.find(({ displayName }) => displayName === name)?.accountId ?? '';

async function create(fields: Record<string, unknown>): Promise<{ status: number; key: string; body: unknown }> {
  const answer = await client.call('POST', `${api}/issue`, {
    fields: { project: { key: 'NIM' }, issuetype: { id: '10002' }, summary: 'A task', ...fields },
  });
  const body = answer.body;
  const key = typeof body === 'object' && body !== null && 'key' in body ? String(body.key) : '';
  return { status: answer.status, key, body };
}

const fieldsOf = async (key: string) => {
  const { body } = await client.call('GET', `${api}/issue/${key}`);
  return new Map(
    Object.entries(typeof body === 'object' && body !== null && 'fields' in body ? Object(body.fields) : {}),
  );
};

/** Changelog items of an issue, oldest first. */
async function historyOf(key: string): Promise<unknown[]> {
  const { body } = await client.call('GET', `${api}/issue/${key}/changelog`);
  const values = typeof body === 'object' && body !== null && 'values' in body ? body.values : [];
  return Array.isArray(values) ? values.flatMap((change) => change.items) : [];
}

describe('creating an issue', () => {
  it('stores what was asked for, with the next number of its project', async () => {
    const { key } = await create({
      issuetype: { name: 'Bug' },
      description: adf('Texte'),
      assignee: { accountId: accountOf('Paul Martin') },
      priority: { name: 'High' },
      labels: ['panier'],
      parent: { key: 'nim-1' },
      customfield_10024: 44,
      customfield_10038: 3,
    });
    expect(key).toBe('NIM-73');
    const fields = await fieldsOf(key);
    expect(fields.get('assignee')).toMatchObject({ displayName: 'Paul Martin' });
    expect(fields.get('customfield_10024')).toEqual([expect.objectContaining({ id: 44, state: 'active' })]);
    expect(fields.get('parent')).toMatchObject({ key: 'NIM-1' });
    expect(fields.get('status')).toMatchObject({ statusCategory: { key: 'new' } });
    expect(fields.get('reporter')).toMatchObject({ displayName: 'Léa Dubois' });
    expect(fields.get('customfield_10038')).toBe(3);
  });

  it.each([
    [{ summary: '' }, { summary: 'You must specify a summary of the issue.' }],
    [{ summary: 'a\nb' }, { summary: 'The summary is invalid because it contains newline characters.' }],
    [{ description: 'text' }, { description: adfNeeded }],
    [{ description: { type: 'doc', version: 1, content: [{ type: 'nonsense' }] } }, { description: 'INVALID_INPUT' }],
    [{ issuetype: { id: '10004' }, customfield_10045: 'text' }, { customfield_10045: adfNeeded }],
    [{ project: { key: 'NOPE' } }, { project: 'Specify a valid project ID or key' }],
    [{ project: { key: 'RHX' } }, { project: 'Specify a valid project ID or key' }],
    [{ issuetype: { id: '10022' } }, { issuetype: 'Specify a valid issue type' }],
    [{ priority: { id: '9' } }, { priority: 'The priority selected is invalid.' }],
    [{ labels: ['a b'] }, { labels: "The label 'a b' contains spaces which is invalid." }],
    [{ customfield_10024: 43 }, { customfield_10024: 'Issue can be assigned only active or future sprints.' }],
    [
      { project: { key: 'OPS' }, issuetype: { name: 'Tâche' }, customfield_10038: 3 },
      {
        customfield_10038: "Field 'customfield_10038' cannot be set. It is not on the appropriate screen, or unknown.",
      },
    ],
    [
      { issuetype: { name: 'Sub-task' } },
      { parent: 'Issue type is a sub-task but parent issue key or id not specified.' },
    ],
    [{ project: { key: 'PAY' }, issuetype: { name: 'Incident' } }, { customfield_10046: 'Severity is required.' }],
  ])('refuses %j', async (fields, errors) => {
    const before = client.running.site.jira.issues.size;
    expect(await create(fields)).toMatchObject({ status: 400, body: { errorMessages: [], errors } });
    expect(client.running.site.jira.issues.size).toBe(before);
  });

  it.each([
    ['Paul Mercier', 'not assignable in NIM'],
    ['Olivier Garnier', 'no longer active'],
  ])('refuses %s as assignee: %s', async (name) => {
    const accountId = accountOf(name);
    const errors = { assignee: `User '${accountId}' cannot be assigned issues.` };
    expect(await create({ assignee: { accountId } })).toMatchObject({ status: 400, body: { errors } });
    const assigned = await client.call('PUT', `${api}/issue/NIM-42/assignee`, { accountId });
    expect(assigned).toMatchObject({ status: 400, body: { errors } });
  });

  it('puts a subtask into the sprint of its parent', async () => {
    const { key } = await create({ issuetype: { name: 'Sub-task' }, parent: { key: 'NIM-42' } });
    expect((await fieldsOf(key)).get('customfield_10024')).toEqual([expect.objectContaining({ id: 44 })]);
  });

  it('never gives a number twice', async () => {
    const { key } = await create({});
    await client.call('DELETE', `${api}/issue/${key}`);
    expect((await create({})).key).toBe('NIM-74');
  });
});

describe('changing an issue', () => {
  it('tells every change in the changelog', async () => {
    const { key } = await create({ labels: ['a'] });
    const put = (body: unknown) => client.call('PUT', `${api}/issue/${key}`, body);
    expect((await put({ fields: { summary: 'Nouveau', customfield_10027: [{ value: 'Impediment' }] } })).status).toBe(
      204,
    );
    await put({ update: { labels: [{ add: 'b' }, { remove: 'a' }], customfield_10027: [{ set: [] }] } });
    await put({ fields: { customfield_10024: 44, parent: { key: 'NIM-2' } } });
    const items = await historyOf(key);
    expect(items).toMatchObject([
      { field: 'summary', fromString: 'A task', toString: 'Nouveau' },
      { field: 'Flagged', fieldId: 'customfield_10027', from: '', to: '[10019]', toString: 'Impediment' },
      { field: 'labels', fromString: 'a', toString: 'b' },
      { field: 'Flagged', from: '[10019]', to: '', toString: '' },
      { field: 'Sprint', from: '', to: '44', toString: 'NIM Sprint 14' },
      { field: 'IssueParentAssociation', toString: 'NIM-2' },
    ]);
    expect((await fieldsOf(key)).get('labels')).toEqual(['b']);
  });

  it('changes nothing when one field is refused', async () => {
    const answer = await client.call('PUT', `${api}/issue/NIM-42`, {
      fields: { summary: 'X', resolution: { id: '10000' } },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        errors: { resolution: "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown." },
      },
    });
    expect((await fieldsOf('NIM-42')).get('summary')).toContain('remises');
  });

  it('links issues and tells it at both ends', async () => {
    const { key } = await create({});
    const link = { type: { name: 'Blocks' }, inwardIssue: { key: 'NIM-50' }, outwardIssue: { key } };
    expect((await client.call('POST', `${api}/issueLink`, link)).status).toBe(201);
    expect(await historyOf(key)).toMatchObject([
      { field: 'Link', to: 'NIM-50', toString: 'This issue is blocked by NIM-50' },
    ]);
    expect((await historyOf('NIM-50')).at(-1)).toMatchObject({
      field: 'Link',
      to: key,
      toString: `This issue blocks ${key}`,
    });
    expect((await fieldsOf(key)).get('issuelinks')).toMatchObject([
      { type: { inward: 'is blocked by' }, inwardIssue: { key: 'NIM-50' } },
    ]);
  });

  it('keeps subtasks from being lost', async () => {
    expect(await client.call('DELETE', `${api}/issue/NIM-42`)).toMatchObject({ status: 400 });
    expect((await client.call('DELETE', `${api}/issue/NIM-42?deleteSubtasks=true`)).status).toBe(204);
    expect((await client.call('GET', `${api}/issue/NIM-54`)).status).toBe(404);
  });
});

describe('moving an issue through its workflow', () => {
  it('closes a bug with a resolution only', async () => {
    const move = (body: unknown) => client.call('POST', `${api}/issue/NIM-42/transitions`, body);
    expect(await move({})).toMatchObject({ status: 400, body: { errorMessages: ["Missing 'transition' identifier"] } });
    expect(await move({ transition: { id: '99' } })).toMatchObject({ status: 400 });
    expect(await move({ transition: { id: '51' } })).toMatchObject({
      status: 400,
      body: { errorMessages: ['Field Resolution is required.'] },
    });
    const moved = await move({ transition: { id: '51' }, fields: { resolution: { name: 'Duplicate' } } });
    expect(moved.status).toBe(204);
    const fields = await fieldsOf('NIM-42');
    expect(fields.get('resolution')).toMatchObject({ name: 'Duplicate' });
    expect(fields.get('status')).toMatchObject({ statusCategory: { key: 'done' } });
    await move({ transition: { id: '11' } });
    expect((await fieldsOf('NIM-42')).get('resolution')).toBeNull();
    const last = (await historyOf('NIM-42')).slice(-4);
    expect(last).toEqual([
      expect.objectContaining({ field: 'resolution', toString: 'Duplicate' }),
      expect.objectContaining({ field: 'status', toString: 'Done' }),
      expect.objectContaining({ field: 'resolution', fromString: 'Duplicate', to: null }),
      expect.objectContaining({ field: 'status', toString: 'To Do' }),
    ]);
  });

  it('closes a task without, and refuses fields that its transition has no screen for', async () => {
    const { key } = await create({});
    const withField = { transition: { id: '51' }, fields: { resolution: { name: 'Done' } } };
    expect(await client.call('POST', `${api}/issue/${key}/transitions`, withField)).toMatchObject({
      status: 400,
      body: {
        errors: { resolution: "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown." },
      },
    });
    expect((await client.call('POST', `${api}/issue/${key}/transitions`, { transition: { id: '51' } })).status).toBe(
      204,
    );
    expect((await fieldsOf(key)).get('resolution')).toMatchObject({ name: 'Done' });
  });
});

describe('comments', () => {
  it('needs a document', async () => {
    const post = (body: unknown) => client.call('POST', `${api}/issue/NIM-42/comment`, body);
    expect(await post({ body: 'text' })).toMatchObject({ status: 400, body: { errors: { comment: adfNeeded } } });
    expect(await post({})).toMatchObject({
      status: 400,
      body: { errors: { comment: 'Comment body can not be empty!' } },
    });
    expect((await post({ body: adf('Bonjour') })).status).toBe(201);
    const newest = await client.call('GET', `${api}/issue/NIM-42/comment?orderBy=-created&maxResults=1`);
    expect(newest.body).toMatchObject({ total: 4, maxResults: 1, comments: [{ body: adf('Bonjour') }] });
  });
});

describe('search', () => {
  const search = (body: unknown, query = '') => client.call('POST', `${api}/search/jql${query}`, body);
  const idsIn = (body: unknown) => JSON.stringify(body).match(/"id":"\d+"/g) ?? [];

  it('gives bare ids unless fields are named, and no total', async () => {
    const { body } = await search({ jql: 'project = NIM', maxResults: 2 });
    expect(body).toEqual({
      issues: [{ id: expect.any(String) }, { id: expect.any(String) }],
      nextPageToken: expect.any(String),
      isLast: false,
    });
  });

  it('pages by the token in the body, not in the query', async () => {
    const first = await search({ jql: 'project = NIM', maxResults: 70 });
    const token = Object(first.body).nextPageToken;
    const last = await search({ jql: 'project = NIM', maxResults: 70, nextPageToken: token });
    expect(last.body).toMatchObject({ isLast: true });
    expect(last.body).not.toHaveProperty('nextPageToken');
    expect(new Set([...idsIn(first.body), ...idsIn(last.body)]).size).toBe(72);
    const again = await search({ jql: 'project = NIM', maxResults: 70 }, `?nextPageToken=${token}`);
    expect(again.body).toEqual(first.body);
    expect((await search({ jql: 'project = PAY', nextPageToken: token })).status).toBe(400);
  });

  it('makes pages smaller when fields are asked for', async () => {
    const big = await startForTests({ issues: 300 });
    const ask = async (fields: string[]) => {
      const { body } = await big.call('POST', `${api}/search/jql`, { jql: 'project = NIM', maxResults: 5000, fields });
      return Object(body).issues.length;
    };
    expect([await ask(['id']), await ask(['summary'])]).toEqual([300, 100]);
    await big.close();
  });

  it('refuses unknown properties, and queries without a bound', async () => {
    expect((await search({ jql: 'project = NIM', startAt: 0 })).status).toBe(400);
    expect(await search({ jql: 'order by created' })).toMatchObject({
      body: {
        errorMessages: ['Unbounded JQL queries are not allowed here. Please add a search restriction to your query.'],
      },
    });
  });

  it('finds a new issue after the index lag only, unless asked to reconcile', async () => {
    const late = await startForTests({ indexLagMs: 60_000 });
    const fields = { project: { key: 'NIM' }, issuetype: { id: '10002' }, summary: 'Lagging' };
    const id = Number(Object((await late.call('POST', `${api}/issue`, { fields })).body).id);
    await late.call('PUT', `${api}/issue/NIM-41`, { fields: { labels: ['frais'] } });
    const found = async (body: object) => idsIn((await late.call('POST', `${api}/search/jql`, body)).body).length;
    expect(await found({ jql: 'project = NIM AND summary ~ Lagging' })).toBe(0);
    expect(await found({ jql: 'project = NIM AND summary ~ Lagging', reconcileIssues: [id] })).toBe(1);
    expect(await found({ jql: 'project = NIM AND labels = frais' })).toBe(0);
    expect((await late.call('GET', `${api}/issue/${id}`)).status).toBe(200);
    await late.close();
  });

  it('keeps quiet about forbidden projects', async () => {
    expect(await search({ jql: 'project = RHX' })).toMatchObject({ status: 200, body: { issues: [], isLast: true } });
    expect((await client.call('GET', `${api}/issue/RHX-1`)).status).toBe(404);
  });
});

describe('people', () => {
  const names = async (path: string) => {
    const { body } = await client.call('GET', `${api}${path}`);
    return Array.isArray(body) ? body.map(({ displayName }) => displayName) : body;
  };

  it('finds by the beginnings of names, without regard to accents', async () => {
    expect(await names('/user/search?query=paul')).toEqual(['Paul Martin', 'Paul Mercier']);
    expect(await names('/user/assignable/search?project=NIM&query=paul')).toEqual(['Paul Martin']);
    expect(await names('/user/assignable/search?project=PAY&query=paul')).toEqual(['Paul Mercier']);
    expect(await names('/user/assignable/search?issueKey=OPS-3&query=emile')).toEqual(['Émile Lefèvre']);
    expect(await names('/user/search?query=nguyen')).toEqual(['Chloé Nguyễn']);
    expect(await names('/user/assignable/search?project=NIM&query=release')).toEqual(['Nimbus Release Bot']);
  });

  it('hides most addresses', async () => {
    const { body } = await client.call('GET', `${api}/users/search`);
    const visible = Array.isArray(body) ? body.filter(({ emailAddress }) => emailAddress !== undefined) : [];
    expect(visible).toHaveLength(2);
  });
});
