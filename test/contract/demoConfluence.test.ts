import { afterAll, beforeAll, expect, test } from 'vitest';
import { doc, heading, p } from '#demo/adf.ts';
import { pageIds, spaceIds } from '#demo/confluence/seed/ids.ts';
import { at, type DemoWikiClient, listAt, openDemoWiki, resultIds } from './support/demoWiki.ts';
import { checkRequest, checkResponse, describeContracts } from './support/openapi.ts';

let wiki: DemoWikiClient;
beforeAll(async () => {
  wiki = await openDemoWiki();
});
afterAll(() => wiki.close());

const v2 = '/wiki/api/v2';
const adfBody = (...content: Parameters<typeof doc>) => ({
  representation: 'atlas_doc_format',
  value: JSON.stringify(doc(...content)),
});
const storageBody = (value: string) => ({ representation: 'storage', value });

async function createPage(title: string, body: unknown = adfBody('Hello')): Promise<string> {
  const { status, body: page } = await wiki.send('POST', `${v2}/pages`, {
    spaceId: spaceIds.NIM,
    status: 'current',
    title,
    body,
  });
  expect(status).toBe(200);
  return String(at(page, 'id'));
}

const update = (id: string, title: string, number: number, body: unknown = adfBody('Changed'), more = {}) =>
  wiki.send('PUT', `${v2}/pages/${id}`, { id, status: 'current', title, body, version: { number }, ...more });

test('spaces are found by key and by id', async () => {
  const byKey = await wiki.get(`${v2}/spaces?keys=NIM&description-format=plain`);
  expect(resultIds(byKey)).toEqual([spaceIds.NIM]);
  expect(at(byKey, 'results', 0, 'description', 'plain', 'value')).toBe('Tout sur la boutique Nimbus');
  expect(resultIds(await wiki.get(`${v2}/spaces?ids=${spaceIds.OPS}`))).toEqual([spaceIds.OPS]);
  expect(at(await wiki.get(`${v2}/spaces/${spaceIds.NIM}`), 'homepageId')).toBe(pageIds.nimHome);
  expect((await wiki.send('GET', `${v2}/spaces/1`)).status).toBe(404);
});

test('pages come in pages: following next gives every one once', async () => {
  const ids: unknown[] = [];
  let next: string | undefined = `${v2}/pages?space-id=${spaceIds.NIM}&limit=4&body-format=storage`;
  while (next !== undefined) {
    const body: Readonly<Record<string, unknown>> = await wiki.get(next);
    ids.push(...resultIds(body));
    const link = at(body, '_links', 'next');
    next = typeof link === 'string' ? link : undefined;
    if (next) expect(next).toMatch(/^\/wiki\/api\/v2\/pages\?/);
  }
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain(pageIds.teamMeetingThisWeek);
  expect(ids).not.toContain(pageIds.opsHome);
  expect(ids).not.toContain(pageIds.draftIdea);
  expect(ids).not.toContain(pageIds.budget);
});

test('parameters of the wrong kind are refused', async () => {
  for (const query of ['space-id=NIM', 'limit=251', 'limit=0', 'sort=size', 'body-format=view', 'cursor=abc']) {
    const { status, body } = await wiki.send('GET', `${v2}/pages?${query}`);
    expect([query, status]).toEqual([query, 400]);
    expect(at(body, 'errors', 0, 'code')).toBe('INVALID_REQUEST_PARAMETER');
  }
  expect((await wiki.send('GET', `${v2}/pages/abc`)).status).toBe(400);
});

test('a body comes in the format asked for, and not at all without', async () => {
  const path = `${v2}/pages/${pageIds.teamMeetingThisWeek}`;
  expect(at(await wiki.get(path), 'body')).toEqual({});
  const adf = at(await wiki.get(`${path}?body-format=atlas_doc_format`), 'body', 'atlas_doc_format', 'value');
  expect(at(JSON.parse(String(adf)), 'type')).toBe('doc');
  const storage = String(at(await wiki.get(`${path}?body-format=storage`), 'body', 'storage', 'value'));
  expect(storage).toContain('<ac:adf-extension><ac:adf-node type="decision-list">');
  expect(storage).toContain('<ac:adf-attribute key="state">DECIDED</ac:adf-attribute>');
  expect(String(at(await wiki.get(`${path}?body-format=view`), 'body', 'view', 'value'))).not.toContain('ac:');
});

test('a page written in storage format keeps it and is given as ADF too', async () => {
  const path = `${v2}/pages/${pageIds.legacyBasket}`;
  const storage = String(at(await wiki.get(`${path}?body-format=storage`), 'body', 'storage', 'value'));
  expect(storage).toContain('&nbsp;');
  const adf = String(at(await wiki.get(`${path}?body-format=atlas_doc_format`), 'body', 'atlas_doc_format', 'value'));
  for (const type of ['panel', 'table', 'codeBlock', 'taskList', 'decisionList', 'mention', 'date', 'extension']) {
    expect(adf).toContain(`"type":"${type}"`);
  }
});

test('versions: each with its number, author, message and body', async () => {
  const path = `${v2}/pages/${pageIds.decisionRegister}/versions`;
  const versions = await wiki.get(`${path}?body-format=atlas_doc_format`);
  expect(listAt(versions, 'results').map((version) => at(version, 'number'))).toEqual([4, 3, 2, 1]);
  const bodies = listAt(versions, 'results').map((version) =>
    String(at(version, 'page', 'body', 'atlas_doc_format', 'value')),
  );
  expect(bodies[0]).toContain('Les retours sont gratuits');
  expect(bodies[1]).not.toContain('Les retours sont gratuits');
  expect(await wiki.get(`${path}/2`)).toMatchObject({ number: 2, prevVersion: 1, nextVersion: 3 });
  const old = await wiki.get(`${v2}/pages/${pageIds.decisionRegister}?version=1&body-format=storage`);
  expect(old).toMatchObject({ status: 'historical', version: { number: 1 } });
});

test('create, update, conflict, delete, restore', async () => {
  const id = await createPage('Life of a page');
  expect((await update(id, 'Life of a page', 3)).status).toBe(409);
  expect((await update(id, 'Life of a page', 1)).body).toEqual({
    errors: [
      {
        status: 409,
        code: 'CONFLICT',
        title: 'Version must be incremented when updating a page. Current Version: [1]. Provided version: [1]',
        detail: null,
      },
    ],
  });
  const updated = await update(
    id,
    'Life of a page, second part',
    2,
    storageBody('<p>Written <strong>by hand</strong></p>'),
  );
  expect(updated).toMatchObject({
    status: 200,
    body: { version: { number: 2 }, title: 'Life of a page, second part' },
  });
  expect((await wiki.send('DELETE', `${v2}/pages/${id}`)).status).toBe(204);
  expect(await wiki.get(`${v2}/pages/${id}`)).toMatchObject({ status: 'trashed' });
  expect(resultIds(await wiki.get(`${v2}/pages?id=${id}`))).toEqual([]);
  expect(resultIds(await wiki.get(`${v2}/pages?id=${id}&status=trashed`))).toEqual([id]);
  expect((await wiki.send('DELETE', `${v2}/pages/${id}?purge=true`)).status).toBe(204);
  expect((await wiki.send('GET', `${v2}/pages/${id}`)).status).toBe(404);
});

test('a new page is below the homepage unless told otherwise', async () => {
  const id = await createPage('Where am I?');
  expect(await wiki.get(`${v2}/pages/${id}`)).toMatchObject({ parentId: pageIds.nimHome, parentType: 'page' });
  const moved = await update(id, 'Where am I?', 2, adfBody('x'), { parentId: pageIds.guides });
  expect(moved.body).toMatchObject({ parentId: pageIds.guides });
});

test('drafts are seen by nobody else, not listed, and published as version 1', async () => {
  const created = await wiki.send('POST', `${v2}/pages`, {
    spaceId: spaceIds.NIM,
    status: 'draft',
    title: 'Soon',
    body: adfBody('…'),
  });
  const id = String(at(created.body, 'id'));
  expect(created.body).toMatchObject({ status: 'draft' });
  expect(resultIds(await wiki.get(`${v2}/pages?title=Soon`))).toEqual([]);
  expect((await update(id, 'Soon', 1)).body).toMatchObject({ status: 'current', version: { number: 1 } });
  const draft = await wiki.send('PUT', `${v2}/pages/${id}`, {
    id,
    status: 'draft',
    title: 'Soon',
    body: adfBody('new'),
    version: { number: 1 },
  });
  expect(draft.body).toMatchObject({ status: 'draft' });
  expect(await wiki.get(`${v2}/pages/${id}?get-draft=true`)).toMatchObject({ status: 'draft' });
  expect(await wiki.get(`${v2}/pages/${id}`)).toMatchObject({ status: 'current' });
});

test('what is no valid body, or a taken title, is refused', async () => {
  const refuse = async (body: unknown, title = 'Refused') => {
    const answer = await wiki.send('POST', `${v2}/pages`, { spaceId: spaceIds.NIM, title, body });
    expect(answer.status).toBe(400);
    return String(at(answer.body, 'errors', 0, 'title'));
  };
  await refuse({ representation: 'atlas_doc_format', value: doc('an object, not a string') });
  await refuse({
    representation: 'atlas_doc_format',
    value: '{"type":"doc","version":1,"content":[{"type":"bogus"}]}',
  });
  await refuse({ representation: 'atlas_doc_format', value: 'not json' });
  await refuse({ representation: 'wiki', value: 'h1. No' });
  expect(await refuse(storageBody('<p>open'))).toContain('Error parsing xhtml');
  expect(await refuse(adfBody('x'), 'promo code api')).toContain('already exists');
});

test('children, descendants and ancestors', async () => {
  const children = await wiki.get(`${v2}/pages/${pageIds.nimHome}/children`);
  expect(resultIds(children)).toContain(pageIds.minutes);
  expect(resultIds(children)).not.toContain(pageIds.budget);
  expect(
    resultIds(await wiki.get(`${v2}/pages/${pageIds.minutes}/direct-children?sort=-title`)).length,
  ).toBeGreaterThan(4);
  const descendants = await wiki.get(`${v2}/pages/${pageIds.nimHome}/descendants?limit=250`);
  expect(resultIds(descendants)).toContain(pageIds.teamMeetingThisWeek);
  const ancestors = await wiki.get(`${v2}/pages/${pageIds.teamMeetingThisWeek}/ancestors`);
  expect(resultIds(ancestors)).toEqual([pageIds.nimHome, pageIds.minutes]);
});

test('labels are read in v2 and written in v1', async () => {
  const id = await createPage('Labelled');
  const added = await wiki.send('POST', `/wiki/rest/api/content/${id}/label`, [
    { prefix: 'global', name: 'decision' },
    { prefix: 'global', name: 'Checkout' },
  ]);
  expect(listAt(added.body, 'results').map((label) => at(label, 'name'))).toEqual(['decision', 'checkout']);
  const labels = await wiki.get(`${v2}/pages/${id}/labels?sort=name`);
  expect(listAt(labels, 'results').map((label) => at(label, 'name'))).toEqual(['checkout', 'decision']);
  const labelId = at(labels, 'results', 1, 'id');
  expect(resultIds(await wiki.get(`${v2}/labels/${labelId}/pages`))).toContain(id);
  expect((await wiki.send('DELETE', `/wiki/rest/api/content/${id}/label?name=decision`)).status).toBe(204);
  expect((await wiki.send('DELETE', `/wiki/rest/api/content/${id}/label/checkout`)).status).toBe(204);
  expect(resultIds(await wiki.get(`${v2}/pages/${id}/labels`))).toEqual([]);
  expect((await wiki.send('POST', '/wiki/rest/api/content/1/label', [{ prefix: 'global', name: 'x' }])).status).toBe(
    404,
  );
});

test('footer comments: top level, replies, update, delete', async () => {
  const id = await createPage('Discussed');
  const created = await wiki.send('POST', `${v2}/footer-comments`, { pageId: id, body: storageBody('<p>First</p>') });
  expect(created).toMatchObject({ status: 201, body: { pageId: id, title: 'Re: Discussed' } });
  const commentId = String(at(created.body, 'id'));
  const reply = await wiki.send('POST', `${v2}/footer-comments`, {
    parentCommentId: commentId,
    body: adfBody('Second'),
  });
  expect(resultIds(await wiki.get(`${v2}/pages/${id}/footer-comments?body-format=storage`))).toEqual([commentId]);
  expect(resultIds(await wiki.get(`${v2}/footer-comments/${commentId}/children`))).toEqual([at(reply.body, 'id')]);
  const write = { version: { number: 2 }, body: storageBody('<p>First, better</p>') };
  expect((await wiki.send('PUT', `${v2}/footer-comments/${commentId}`, write)).body).toMatchObject({
    version: { number: 2 },
  });
  expect((await wiki.send('PUT', `${v2}/footer-comments/${commentId}`, write)).status).toBe(409);
  expect((await wiki.send('DELETE', `${v2}/footer-comments/${commentId}`)).status).toBe(204);
  expect(resultIds(await wiki.get(`${v2}/pages/${id}/footer-comments`))).toEqual([]);
});

test('an inline comment marks the text it is about', async () => {
  const id = await createPage('Marked', adfBody(heading(2, 'Same same'), p('Same again')));
  const write = (textSelectionMatchCount: number, textSelectionMatchIndex: number) =>
    wiki.send('POST', `${v2}/inline-comments`, {
      pageId: id,
      body: storageBody('<p>Why?</p>'),
      inlineCommentProperties: { textSelection: 'Same', textSelectionMatchCount, textSelectionMatchIndex },
    });
  expect((await write(3, 0)).status).toBe(400);
  const created = await write(2, 1);
  expect(created).toMatchObject({
    status: 201,
    body: { resolutionStatus: 'open', properties: { inlineOriginalSelection: 'Same' } },
  });
  const markerRef = String(at(created.body, 'properties', 'inlineMarkerRef'));
  const page = await wiki.get(`${v2}/pages/${id}?body-format=storage`);
  expect(at(page, 'body', 'storage', 'value')).toBe(
    `<h2>Same same</h2><p><ac:inline-comment-marker ac:ref="${markerRef}">Same</ac:inline-comment-marker> again</p>`,
  );
  expect(at(page, 'version', 'number')).toBe(1);
  const resolved = await wiki.send('PUT', `${v2}/inline-comments/${at(created.body, 'id')}`, {
    version: { number: 2 },
    resolved: true,
  });
  expect(resolved.body).toMatchObject({ resolutionStatus: 'resolved' });
  expect(resultIds(await wiki.get(`${v2}/pages/${id}/inline-comments?resolution-status=open`))).toEqual([]);
});

test('tasks follow the page, and the page follows its tasks', async () => {
  const paul = wiki.running.site.users.find(({ displayName }) => displayName === 'Paul Martin')?.accountId ?? '';
  const assigned = await wiki.get(
    `${v2}/tasks?assigned-to=${encodeURIComponent(paul)}&status=incomplete&body-format=storage`,
  );
  expect(listAt(assigned, 'results').map((task) => at(task, 'pageId'))).toEqual([pageIds.teamMeetingThisWeek]);
  const id = String(at(assigned, 'results', 0, 'id'));
  const done = await wiki.send('PUT', `${v2}/tasks/${id}`, { status: 'complete' });
  expect(done.body).toMatchObject({ status: 'complete' });
  expect(at(done.body, 'completedBy')).toBe(wiki.running.site.owner.accountId);
  const page = await wiki.get(`${v2}/pages/${pageIds.teamMeetingThisWeek}?body-format=atlas_doc_format`);
  expect(String(at(page, 'body', 'atlas_doc_format', 'value')).match(/"state":"DONE"/g)?.length).toBe(2);
});

test('attachments name the file that the body shows', async () => {
  const attachments = await wiki.get(`${v2}/pages/${pageIds.promoCodeApi}/attachments`);
  expect(resultIds(attachments)).toEqual(['att250001']);
  const page = await wiki.get(`${v2}/pages/${pageIds.promoCodeApi}?body-format=storage`);
  expect(String(at(page, 'body', 'storage', 'value'))).toContain('ri:filename="promo-field.png"');
  expect(await wiki.get(`${v2}/attachments/att250001`)).toMatchObject({ pageId: pageIds.promoCodeApi });
});

test('blog posts stand apart from pages', async () => {
  expect(resultIds(await wiki.get(`${v2}/blogposts?space-id=${spaceIds.NIM}`))).toEqual([pageIds.weeklyReleasesPost]);
  expect(await wiki.get(`${v2}/blogposts/${pageIds.weeklyReleasesPost}`)).toMatchObject({
    title: 'We are moving to weekly releases',
  });
  expect((await wiki.send('GET', `${v2}/pages/${pageIds.weeklyReleasesPost}`)).status).toBe(404);
  expect(resultIds(await wiki.get(`${v2}/spaces/${spaceIds.OPS}/blogposts`))).toEqual([]);
});

test('restricted pages do not exist for the others', async () => {
  expect((await wiki.send('GET', `${v2}/pages/${pageIds.budget}`)).status).toBe(404);
  const found = await wiki.get(`/wiki/rest/api/search?cql=${encodeURIComponent('title ~ budget')}`);
  expect(listAt(found, 'results')).toEqual([]);
});

test('search: highlights in title and excerpt, cursor, expansions', async () => {
  const cql = encodeURIComponent('type = page and text ~ "decision"');
  const first = await wiki.get(
    `/wiki/rest/api/search?cql=${cql}&limit=3&expand=content.version,content.space,content.metadata.labels,version`,
  );
  expect(at(first, 'size')).toBe(3);
  expect(Number(at(first, 'totalSize'))).toBeGreaterThan(10);
  expect(listAt(first, 'results').some((hit) => String(at(hit, 'title')).includes('@@@hl@@@'))).toBe(true);
  expect(String(at(first, 'results', 0, 'content', 'title'))).not.toContain('@@@');
  expect(at(first, 'results', 0, 'content', 'version', 'number')).toBeTypeOf('number');
  expect(at(first, 'results', 0, 'content', 'space', 'key')).toBeTypeOf('string');
  const ids = new Set(listAt(first, 'results').map((hit) => at(hit, 'content', 'id')));
  let body: unknown = first;
  // The next link is relative to the wiki's base, unlike that of v2.
  for (let next = at(body, '_links', 'next'); typeof next === 'string'; next = at(body, '_links', 'next')) {
    expect(next).toMatch(/^\/rest\/api\/search\?/);
    body = await wiki.get(`/wiki${next}`);
    for (const hit of listAt(body, 'results')) ids.add(at(hit, 'content', 'id'));
  }
  expect(ids.size).toBe(at(first, 'totalSize'));
});

test('search ignores start: only the cursor moves on', async () => {
  const path = `/wiki/rest/api/search?cql=${encodeURIComponent('type = page order by title')}&limit=5`;
  const [first, counted] = [await wiki.get(path), await wiki.get(`${path}&start=5`)];
  expect(at(counted, 'results')).toEqual(at(first, 'results'));
});

test('search refuses what is no CQL, in the shape of v1', async () => {
  const { status, body } = await wiki.send('GET', `/wiki/rest/api/search?cql=${encodeURIComponent('space = ')}`);
  expect(status).toBe(400);
  expect(at(body, 'statusCode')).toBe(400);
  expect(String(at(body, 'message'))).toContain('Could not parse cql : ');
});

test('content search and people', async () => {
  const cql = encodeURIComponent('label = "daci" order by title');
  const found = await wiki.get(
    `/wiki/rest/api/content/search?cql=${cql}&expand=body.storage,version,history,ancestors`,
  );
  expect(resultIds(found)).toEqual([pageIds.daciIslands, pageIds.daciPayment]);
  expect(String(at(found, 'results', 0, 'body', 'storage', 'value'))).toContain('ac:name="details"');
  const { owner } = wiki.running.site;
  expect(await wiki.get('/wiki/rest/api/user/current')).toMatchObject({ accountId: owner.accountId });
  expect(await wiki.get(`/wiki/rest/api/user?accountId=${encodeURIComponent(owner.accountId)}`)).toMatchObject({
    displayName: owner.displayName,
  });
  expect((await wiki.send('GET', '/wiki/rest/api/user?accountId=nobody')).status).toBe(404);
  const people = await wiki.get(`/wiki/rest/api/search/user?cql=${encodeURIComponent('user.fullname ~ "paul"')}`);
  expect(at(people, 'size')).toBe(2);
  const bulk = await wiki.send('POST', `${v2}/users-bulk`, { accountIds: [owner.accountId] });
  expect(at(bulk.body, 'results', 0, 'displayName')).toBe(owner.displayName);
});

test('what was just written is searched after the index lag only', async () => {
  const slow = await openDemoWiki({ indexLagMs: 60_000 });
  try {
    const page = { spaceId: spaceIds.OPS, title: 'Freshly written', body: adfBody('quokka') };
    const created = await slow.send('POST', `${v2}/pages`, page);
    const hits = await slow.get(`/wiki/rest/api/search?cql=${encodeURIComponent('text ~ quokka')}`);
    expect(listAt(hits, 'results')).toEqual([]);
    expect(await slow.get(`${v2}/pages/${at(created.body, 'id')}`)).toMatchObject({ title: 'Freshly written' });
  } finally {
    await slow.close();
  }
});

/**
 * The real site answers null where its document does not say so: `parentId` and `parentType` of a page at the top,
 * `description` and `icon` of a space, `mediaTypeDescription` (recorded answers `cloud/confluence/nango-*.json`).
 */
const knownNulls = new Set(['parentId', 'parentType', 'description', 'icon', 'mediaTypeDescription']);
const withoutKnownNulls = (body: unknown): unknown =>
  body === undefined
    ? undefined
    : JSON.parse(JSON.stringify(body, (key, value) => (value === null && knownNulls.has(key) ? undefined : value)));

describeContracts('every request and answer above, by the vendor’s documents', () => {
  test('answers', () => {
    const problems = wiki.exchanges
      .filter(({ status }) => status < 400)
      .flatMap(({ method, path, status, body }) =>
        checkResponse(documentOf(path), { method, path, status, body: withoutKnownNulls(body) }).map(
          (problem) => `${method} ${path} ${status}: ${problem}`,
        ),
      );
    expect(problems).toEqual([]);
    expect(wiki.exchanges.length).toBeGreaterThan(100);
  });

  test('requests that were granted', () => {
    const problems = wiki.exchanges
      .filter(({ status }) => status < 400)
      .flatMap(({ method, path, requestBody }) =>
        checkRequest(documentOf(path), { method, path, body: requestBody }).map(
          (problem) => `${method} ${path}: ${problem}`,
        ),
      );
    expect(problems).toEqual([]);
  });
});

function documentOf(path: string) {
  return path.startsWith('/wiki/api/v2/') ? 'confluence-cloud-v2' : 'confluence-cloud-v1';
}
