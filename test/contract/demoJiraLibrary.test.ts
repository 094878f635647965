import * as cloud from 'jira.js/cloud';
import { createClient } from 'jira.js/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jiraRoutes } from '#demo/jira/routes.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { Router } from '#demo/router.ts';

type Client = ReturnType<typeof createClient>;

const adf = (text: string) => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

/** Every function of jira.js that has an endpoint here; the library throws on any answer its own schemas refuse. */
describe('the demo site through jira.js', () => {
  let running: RunningDemoSite;
  let client: Client;

  beforeAll(async () => {
    running = await startDemoSite();
    client = createClient({
      host: running.url,
      auth: { type: 'basic', email: running.email, apiToken: running.token },
      headers: { 'User-Agent': 'demo-contract' },
      onSchemaMismatch: 'throw',
    });
  });
  afterAll(() => running.close());

  it('reads the site, its people and its projects', async () => {
    const me = await cloud.getCurrentUser(client, {});
    expect(me.displayName).toBe('Léa Dubois');
    await cloud.getServerInfo(client);
    await cloud.getUser(client, { accountId: me.accountId });
    await cloud.findUsers(client, { query: 'martin' });
    await cloud.getAllUsers(client, {});
    const assignable = await cloud.findAssignableUsers(client, { project: 'NIM', query: 'Paul' });
    expect(assignable.map(({ displayName }) => displayName)).toEqual(['Paul Martin']);
    await cloud.findBulkAssignableUsers(client, { projectKeys: 'NIM,PAY' });
    await cloud.findUsersForPicker(client, { query: 'paul' });
    await cloud.findUsersAndGroups(client, { query: 'paul' });
    const projects = await cloud.searchProjects(client, { expand: 'lead,description' });
    expect(projects.values?.map(({ key }) => key)).toEqual(['NIM', 'OPS', 'PAY']);
    await cloud.getProject(client, { projectIdOrKey: 'NIM' });
    await cloud.getAllStatuses(client, { projectIdOrKey: 'OPS' });
    await cloud.getProjectComponents(client, { projectIdOrKey: 'NIM' });
    await cloud.getProjectComponentsPaginated(client, { projectIdOrKey: 'NIM' });
    await cloud.getProjectVersions(client, { projectIdOrKey: 'NIM' });
    await cloud.getProjectVersionsPaginated(client, { projectIdOrKey: 'NIM' });
    await cloud.getComponent(client, { id: '10000' });
    await cloud.getVersion(client, { id: '10002' });
  });

  it('reads the configuration', async () => {
    await cloud.getFields(client);
    await cloud.getFieldsPaginated(client, { type: ['custom'] });
    await cloud.searchPriorities(client, {});
    await cloud.getPriority(client, { id: '2' });
    await cloud.getResolution(client, { id: '10000' });
    await cloud.getIssueAllTypes(client);
    await cloud.getIssueType(client, { id: '10022' });
    await cloud.getStatuses(client);
    await cloud.getStatus(client, { idOrName: '10002' });
    await cloud.getStatusCategories(client);
    await cloud.getStatusesById(client, { id: ['3', '10021'] });
    await cloud.search(client, { projectId: '10001' });
    await cloud.getAllLabels(client, {});
    await cloud.getIssueLinkTypes(client);
    await cloud.getIssueLinkType(client, { issueLinkTypeId: '10000' });
    await cloud.getAttachmentMeta(client);
    await cloud.getAttachment(client, { id: '10400' });
    await cloud.getConfiguration(client);
  });

  it('reads every issue, its history and its forms', async () => {
    const keys = [...running.site.jira.issues.values()].map(({ key }) => key).filter((key) => !key.startsWith('RHX'));
    for (const issueIdOrKey of keys) {
      const issue = await cloud.getIssue(client, { issueIdOrKey, expand: 'names,schema,changelog,transitions' });
      expect(issue.key).toBe(issueIdOrKey);
      await cloud.getChangeLogs(client, { issueIdOrKey });
      await cloud.getTransitions(client, { issueIdOrKey, expand: 'transitions.fields' });
      await cloud.getEditIssueMeta(client, { issueIdOrKey });
    }
    const issueIdOrKey = 'NIM-42';
    await cloud.getComments(client, { issueIdOrKey, orderBy: '-created' });
    await cloud.getIssueWorklog(client, { issueIdOrKey });
    await cloud.getWorklog(client, { issueIdOrKey, id: '10450' });
    await cloud.getRemoteIssueLinks(client, { issueIdOrKey });
    await cloud.getRemoteIssueLinkById(client, { issueIdOrKey, linkId: '10900' });
    await cloud.getIssueWatchers(client, { issueIdOrKey });
    await cloud.getChangeLogsByIds(client, { issueIdOrKey, changelogIds: [30_001] });
    await cloud.getBulkChangelogs(client, { issueIdsOrKeys: [issueIdOrKey] });
    for (const projectIdOrKey of ['NIM', 'OPS', 'PAY']) {
      const types = await cloud.getCreateIssueMetaIssueTypes(client, { projectIdOrKey });
      for (const { id } of types.issueTypes ?? []) {
        await cloud.getCreateIssueMetaIssueTypeId(client, { projectIdOrKey, issueTypeId: id ?? '' });
      }
    }
  });

  it('searches', async () => {
    const jql = 'project = NIM ORDER BY key';
    const bare = await cloud.searchAndReconsileIssuesUsingJqlPost(client, { jql });
    expect(Object.keys(bare.issues?.[0] ?? {})).toEqual(['id']);
    const page = await cloud.searchAndReconsileIssuesUsingJqlPost(client, { jql, fields: ['*all'], maxResults: 80 });
    expect(page.issues).toHaveLength(72);
    await cloud.searchAndReconsileIssuesUsingJql(client, { jql, fields: ['summary'], expand: 'names,schema' });
    expect(await cloud.countIssues(client, { jql })).toEqual({ count: 72 });
    await cloud.bulkFetchIssues(client, { issueIdsOrKeys: ['NIM-1', 'NIM-42'], fields: ['*all'] });
  });

  it('writes', async () => {
    const created = await cloud.createIssue(client, {
      fields: {
        project: { key: 'NIM' },
        issuetype: { id: '10004' },
        summary: 'Written through the library',
        description: adf('Hello'),
      },
    });
    const issueIdOrKey = created.key ?? '';
    await cloud.editIssue(client, { issueIdOrKey, fields: { summary: 'Edited' } });
    await cloud.assignIssue(client, { issueIdOrKey, accountId: running.site.owner.accountId });
    const comment = await cloud.addComment(client, { issueIdOrKey, body: adf('A comment') });
    await cloud.updateComment(client, { issueIdOrKey, id: comment.id ?? '', body: { body: adf('Changed') } });
    await cloud.getComment(client, { issueIdOrKey, id: comment.id ?? '' });
    await cloud.deleteComment(client, { issueIdOrKey, id: comment.id ?? '' });
    const worklog = await cloud.addWorklog(client, { issueIdOrKey, timeSpentSeconds: 3600 });
    await cloud.deleteWorklog(client, { issueIdOrKey, id: worklog.id ?? '' });
    const projectId = Number(running.site.jira.projects.find(({ key }) => key === 'NIM')?.id);
    const { id = '' } = await cloud.createVersion(client, { name: 'Through the library', projectId });
    await cloud.updateVersion(client, { id, body: { description: 'Changed' } });
    await cloud.getVersionRelatedIssues(client, { id });
    await cloud.getVersionUnresolvedIssues(client, { id });
    await cloud.deleteAndReplaceVersion(client, { id });
    const attachments = { filename: 'a.txt', content: 'Attached' };
    const [file] = await cloud.addAttachment(client, { issueIdOrKey, attachments });
    expect(file).toMatchObject({ filename: 'a.txt', size: 8 });
    await cloud.getAttachmentContent(client, { id: file?.id ?? '', redirect: false });
    await cloud.removeAttachment(client, { id: file?.id ?? '' });
    const remote = { url: 'https://example.org', title: 'Example' };
    const made = await cloud.createOrUpdateRemoteIssueLink(client, { issueIdOrKey, globalId: 'a', object: remote });
    await cloud.deleteRemoteIssueLinkById(client, { issueIdOrKey, linkId: String(made.id) });
    await cloud.createOrUpdateRemoteIssueLink(client, { issueIdOrKey, globalId: 'a', object: remote });
    await cloud.deleteRemoteIssueLinkByGlobalId(client, { issueIdOrKey, globalId: 'a' });
    await cloud.linkIssues(client, {
      type: { name: 'Blocks' },
      inwardIssue: { key: 'NIM-39' },
      outwardIssue: { key: issueIdOrKey },
    });
    const linkId = running.site.jira.links.at(-1)?.id ?? '';
    await cloud.getIssueLink(client, { linkId });
    await cloud.deleteIssueLink(client, { linkId });
    await cloud.setIssueProperty(client, { issueIdOrKey, propertyKey: 'trestle', body: { a: 1 } });
    await cloud.getIssuePropertyKeys(client, { issueIdOrKey });
    await cloud.getIssueProperty(client, { issueIdOrKey, propertyKey: 'trestle' });
    await cloud.deleteIssueProperty(client, { issueIdOrKey, propertyKey: 'trestle' });
    await cloud.removeWatcher(client, { issueIdOrKey, accountId: running.site.owner.accountId });
    await cloud.doTransition(client, {
      issueIdOrKey,
      transition: { id: '51' },
      fields: { resolution: { name: 'Done' } },
    });
    const stored = await cloud.getIssue(client, { issueIdOrKey });
    expect(stored.fields?.['status']?.name).toBe('Done');
    await cloud.deleteIssue(client, { issueIdOrKey });
  });

  it('called every endpoint that the library knows', () => {
    const router = new Router(jiraRoutes);
    const visited = new Set(
      running.requests.map(({ method, path }) => {
        const match = router.match(method, path);
        return match.kind === 'found' ? `${method} ${match.route.pattern}` : `${method} ${path} is not served`;
      }),
    );
    const left = jiraRoutes.map(({ method, pattern }) => `${method} ${pattern}`).filter((route) => !visited.has(route));
    // Adding a watcher is among them: its body is a JSON text, and the library's types only allow an object.
    expect(left.sort()).toEqual([
      'GET /rest/api/3/issuetype/project',
      'GET /rest/api/3/priority',
      'GET /rest/api/3/project',
      'GET /rest/api/3/project/recent',
      'GET /rest/api/3/resolution',
      'GET /rest/api/3/search',
      'GET /rest/api/3/user/bulk',
      'POST /rest/api/3/issue/{issueIdOrKey}/watchers',
      'POST /rest/api/3/search',
    ]);
  });
});
