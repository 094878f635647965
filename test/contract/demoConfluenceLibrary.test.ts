import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { doc } from '#demo/adf.ts';
import { pageIds, spaceIds } from '#demo/confluence/seed/ids.ts';
import { type DemoWikiClient, openDemoWiki } from './support/demoWiki.ts';

// The library reads this when it is loaded: its schemas then refuse keys and values that they do not know.
vi.hoisted(() => {
  process.env['AUDIT_SCHEMAS'] = 'true';
});
const { createClient } = await import('confluence.js/core');
const v1 = await import('confluence.js/v1');
const v2 = await import('confluence.js/v2');

let wiki: DemoWikiClient;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  wiki = await openDemoWiki();
  client = createClient({
    host: wiki.running.url,
    auth: { type: 'basic', email: wiki.running.email, apiToken: wiki.running.token },
    headers: { 'User-Agent': 'trestle-tests', 'X-Atlassian-Token': 'no-check' },
  });
});
afterAll(async () => {
  delete process.env['AUDIT_SCHEMAS'];
  await wiki.close();
});

const id = Number(pageIds.promoCodeApi);
const post = Number(pageIds.weeklyReleasesPost);
const adf = (text: string) => ({ representation: 'atlas_doc_format' as const, value: JSON.stringify(doc(text)) });

test('every answer that the library knows passes its own validation', async () => {
  await v2.getSpaces(client, { keys: ['NIM'], descriptionFormat: 'plain' });
  await v2.getSpaceById(client, { id: Number(spaceIds.NIM), includeLabels: true, includeOperations: true });
  await v2.getPages(client, { limit: 250, bodyFormat: 'atlas_doc_format' });
  await v2.getPagesInSpace(client, { id: Number(spaceIds.OPS), bodyFormat: 'storage' });
  for (const bodyFormat of ['storage', 'atlas_doc_format', 'view'] as const)
    await v2.getPageById(client, { id, bodyFormat });
  await v2.getPageById(client, {
    id,
    includeLabels: true,
    includeVersions: true,
    includeLikes: true,
    includeOperations: true,
    includeProperties: true,
    includeFavoritedByCurrentUserStatus: true,
  });
  await v2.getPageVersions(client, { id: Number(pageIds.decisionRegister), bodyFormat: 'storage' });
  await v2.getPageVersionDetails(client, { pageId: Number(pageIds.decisionRegister), versionNumber: 2 });
  await v2.getPageLabels(client, { id });
  await v2.getLabels(client, {});
  await v2.getPageFooterComments(client, { id: Number(pageIds.teamMeetingThisWeek), bodyFormat: 'storage' });
  await v2.getPageInlineComments(client, { id, bodyFormat: 'storage' });
  await v2.getFooterComments(client, { bodyFormat: 'atlas_doc_format' });
  await v2.getInlineComments(client, { bodyFormat: 'atlas_doc_format' });
  await v2.getFooterCommentById(client, { commentId: 260001, bodyFormat: 'storage' });
  await v2.getFooterCommentChildren(client, { id: 260001, bodyFormat: 'storage' });
  await v2.getInlineCommentById(client, { commentId: 260004, bodyFormat: 'storage' });
  await v2.getInlineCommentChildren(client, { id: 260004, bodyFormat: 'storage' });
  await v2.getPageAttachments(client, { id });
  await v2.getAttachments(client, {});
  await v2.getAttachmentById(client, { id: 'att250001' });
  await v2.getChildPages(client, { id: Number(pageIds.nimHome) });
  await v2.getPageDirectChildren(client, { id: Number(pageIds.nimHome) });
  await v2.getPageDescendants(client, { id: Number(pageIds.nimHome) });
  await v2.getPageAncestors(client, { id });
  await v2.getTasks(client, { bodyFormat: 'storage' });
  await v2.getTaskById(client, { id: 270001 });
  await v2.getBlogPosts(client, { bodyFormat: 'storage' });
  await v2.getBlogPostsInSpace(client, { id: Number(spaceIds.NIM) });
  await v2.getBlogPostById(client, { id: post, bodyFormat: 'storage', includeLabels: true });
  await v2.getBlogPostVersions(client, { id: post });
  await v2.getBlogPostVersionDetails(client, { blogpostId: post, versionNumber: 1 });
  await v2.getBlogPostLabels(client, { id: post });
  await v2.getBlogPostFooterComments(client, { id: post });
  await v2.createBulkUserLookup(client, { body: { accountIds: [wiki.running.site.owner.accountId] } });
  const cql = 'text ~ "decision" order by lastmodified desc';
  const expand = [
    'content.space',
    'content.version',
    'content.history',
    'content.body.storage',
    'content.ancestors',
    'content.metadata.labels',
  ];
  await v1.searchByCQL(client, { cql, limit: 100, expand });
  await v1.searchContentByCQL(client, { cql, expand: ['version', 'space', 'body.atlas_doc_format', 'extensions'] });
  await v1.searchUser(client, { cql: 'user.fullname ~ "martin"' });
  await v1.getCurrentUser(client, {});
  await v1.getUser(client, { accountId: wiki.running.site.owner.accountId });
});

test('writes too', async () => {
  const created = await v2.createPage(client, {
    body: { spaceId: spaceIds.NIM, status: 'current', title: 'By library', body: adf('one') },
  });
  const pageId = Number(created.id);
  const version = { number: 2, message: 'second' };
  const changed = { id: created.id, status: 'current', title: 'By library, again', body: adf('two'), version };
  await v2.updatePage(client, { id: pageId, body: changed });
  await v2.updatePageTitle(client, { id: pageId, body: { status: 'current', title: 'By library, renamed' } });
  const comment = await v2.createFooterComment(client, { pageId: created.id, body: adf('remark') });
  const commentId = Number(comment.id);
  await v2.updateFooterComment(client, { commentId, body: { version: { number: 2 }, body: adf('better') } });
  await v2.deleteFooterComment(client, { commentId });
  const marked = await v2.createInlineComment(client, {
    pageId: created.id,
    body: adf('why?'),
    inlineCommentProperties: { textSelection: 'two', textSelectionMatchCount: 1, textSelectionMatchIndex: 0 },
  });
  await v2.updateInlineComment(client, { commentId: Number(marked.id), version: { number: 2 }, resolved: true });
  const label = { id: String(created.id), body: [{ prefix: 'global', name: 'by-library' }] };
  await v1.addLabelsToContent(client, label);
  await v1.removeLabelFromContentUsingQueryParameter(client, { id: label.id, name: 'by-library' });
  await v2.updateTask(client, { id: 270001, body: { status: 'complete' } });
  const news = { spaceId: spaceIds.NIM, title: 'News', body: adf('news') };
  const written = await v2.createBlogPost(client, { body: news });
  await v2.deleteBlogPost(client, { id: Number(written.id) });
  await v2.deletePage(client, { id: pageId });
});

test('no answer had a key or value that the library does not know', () => {
  const drift: unknown = Reflect.get(globalThis, Symbol.for('apis-code-gen.schemaAudit'));
  expect(drift ?? []).toEqual([]);
});
