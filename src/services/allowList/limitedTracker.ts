import type {
  Call,
  CommentOperations,
  FormOperations,
  HistoryOperations,
  IssueFilter,
  IssueOperations,
  IssueQuery,
  IssueTracker,
  LinkOperations,
  PeopleOperations,
  ProjectOperations,
  TransitionOperations,
  VersionOperations,
} from '#domain/ports.ts';
import { foldText } from '#shared/text.ts';
import { narrowedQuery, scopeClause } from '../queryScope.ts';
import { allWithin, type Bounds, isMissing, outside, projectOf } from './bounds.ts';
import { type CheckIssue, limitedBoards } from './limitedBoards.ts';
import { attachments, watchers, worklogs } from './limitedExtras.ts';

/**
 * The tracker as far as the bounds reach: refused by key before anything is sent, narrowed in queries, and filtered in
 * what comes back. Every operation is named here, so that one added to a port cannot pass by unseen.
 */
export function limitedTracker(tracker: IssueTracker, bounds: Bounds): Required<IssueTracker> {
  const inside = async (key: string, call?: Call) => {
    bounds.checkIssueKey(key);
    if (bounds.projects.length > 0) {
      await bounds.verify('issue', key, async () => {
        const { projectKey } = await tracker.issues.get(key, { commentLimit: 0, ...call });
        return bounds.hasProject(projectKey);
      });
    }
  };
  return {
    projects: projects(tracker, bounds),
    people: people(tracker, bounds),
    forms: forms(tracker, bounds, inside),
    issues: issues(tracker, bounds, inside),
    transitions: transitions(tracker, inside),
    comments: comments(tracker, bounds, inside),
    links: links(tracker, bounds, inside),
    history: history(tracker, inside),
    worklogs: worklogs(tracker, inside),
    watchers: watchers(tracker, inside),
    attachments: attachments(tracker, bounds, inside),
    boards: limitedBoards(tracker, bounds, inside),
    versions: versions(tracker, bounds),
  };
}

function projects({ projects: site }: IssueTracker, bounds: Bounds): Required<ProjectOperations> {
  const get: ProjectOperations['get'] = async (key, call) => {
    bounds.checkProject(key);
    const project = await site.get(key, call);
    bounds.checkProject(project.key);
    return project;
  };
  return {
    get,
    async list(request = {}) {
      if (bounds.projects.length === 0) {
        return site.list(request);
      }
      const { text, cursor: _cursor, limit: _limit, ...call } = request;
      const found = await Promise.all(bounds.projects.map((key) => get(key, call).catch(undefinedIfMissing)));
      const wanted = foldText(text ?? '');
      const items = found.filter((project) => project !== undefined);
      return { items: items.filter(({ key, name }) => foldText(`${key} ${name}`).includes(wanted)) };
    },
  };
}

function people({ people: site }: IssueTracker, bounds: Bounds): PeopleOperations {
  return {
    me: (call) => site.me(call),
    get: (accountId, call) => site.get(accountId, call),
    search: (text, request) => site.search(text, request),
    async searchAssignable(projectKey, text, request) {
      bounds.checkProject(projectKey);
      return site.searchAssignable(projectKey, text, request);
    },
    async recentlyAssigned(projectKey, call) {
      bounds.checkProject(projectKey);
      return site.recentlyAssigned(projectKey, call);
    },
    ...(site.aliasOf && { aliasOf: (projectKey: string, name: string) => site.aliasOf?.(projectKey, name) }),
  };
}

function forms({ forms: site }: IssueTracker, bounds: Bounds, inside: CheckIssue): Required<FormOperations> {
  return {
    async issueTypes(projectKey, call) {
      bounds.checkProject(projectKey);
      return site.issueTypes(projectKey, call);
    },
    async createFields(projectKey, issueTypeId, call) {
      bounds.checkProject(projectKey);
      return site.createFields(projectKey, issueTypeId, call);
    },
    async editFields(issueKey, call) {
      await inside(issueKey, call);
      return site.editFields(issueKey, call);
    },
  };
}

function issues({ issues: site }: IssueTracker, bounds: Bounds, inside: CheckIssue): Required<IssueOperations> {
  const narrowed = (query: IssueQuery): IssueQuery => narrowedIssues(query, bounds);
  return {
    async get(key, options) {
      bounds.checkIssueKey(key);
      return bounds.within(await site.get(key, options)) ?? outside('issue', key);
    },
    async getAll(keys, options) {
      for (const key of keys) bounds.checkIssueKey(key);
      const found = await site.getAll(keys, options);
      return found.map((issue) => bounds.within(issue) ?? outside('issue', issue.key));
    },
    async search(query, request) {
      const page = await site.search(narrowed(query), request);
      return { ...page, items: allWithin(page.items, bounds) };
    },
    approximateCount: async (query, call) => site.approximateCount(narrowed(query), call),
    async create(draft, call) {
      bounds.checkProject(draft.projectKey);
      if (draft.parentKey !== undefined) await inside(draft.parentKey);
      return site.create(draft, call);
    },
    async findCreated(operation, call) {
      bounds.checkProject(operation.projectKey);
      return site.findCreated(operation, call);
    },
    async update(key, change, call) {
      await inside(key);
      if (change.parentKey) await inside(change.parentKey);
      return site.update(key, change, call);
    },
    async remove(key, options) {
      await inside(key);
      return site.remove(key, options);
    },
    toJql: (query) => site.toJql(narrowed(query)),
  };
}

function transitions({ transitions: site }: IssueTracker, inside: CheckIssue): Required<TransitionOperations> {
  return {
    async list(issueKey, call) {
      await inside(issueKey, call);
      return site.list(issueKey, call);
    },
    async carryOut(issueKey, step, call) {
      await inside(issueKey);
      return site.carryOut(issueKey, step, call);
    },
  };
}

function comments({ comments: site }: IssueTracker, bounds: Bounds, inside: CheckIssue): Required<CommentOperations> {
  return {
    async get(issueKey, commentId, call) {
      await inside(issueKey, call);
      const comment = await site.get(issueKey, commentId, call);
      bounds.noteRead(projectOf(issueKey), [comment.author]);
      return comment;
    },
    async add(issueKey, draft, call) {
      await inside(issueKey);
      return site.add(issueKey, draft, call);
    },
    async remove(issueKey, commentId, call) {
      await inside(issueKey);
      return site.remove(issueKey, commentId, call);
    },
  };
}

function links({ links: site }: IssueTracker, bounds: Bounds, inside: CheckIssue): Required<LinkOperations> {
  return {
    types: (call) => site.types(call),
    async link(link, call) {
      await Promise.all([inside(link.from), inside(link.to)]);
      return site.link(link, call);
    },
    async unlink(linkId, call) {
      // Its id alone does not tell what it links: an issue inside has to have shown it before.
      if (bounds.projects.length > 0) await bounds.verify('resource', linkId, async () => false);
      return site.unlink(linkId, call);
    },
    async remote(issueKey, call) {
      await inside(issueKey, call);
      return site.remote(issueKey, call);
    },
    async development(issueKey, call) {
      await inside(issueKey, call);
      return site.development(issueKey, call);
    },
    async addRemote(issueKey, link, call) {
      await inside(issueKey);
      return site.addRemote(issueKey, link, call);
    },
    async removeRemote(issueKey, linkId, call) {
      await inside(issueKey);
      return site.removeRemote(issueKey, linkId, call);
    },
  };
}

function history({ history: site }: IssueTracker, inside: CheckIssue): Required<HistoryOperations> {
  return {
    async changes(issueKey, call) {
      await inside(issueKey, call);
      return site.changes(issueKey, call);
    },
    async changesOf(issues, options) {
      await Promise.all(issues.map(({ key }) => inside(key, options)));
      return site.changesOf(issues, options);
    },
    async worklog(issueKey, call) {
      await inside(issueKey, call);
      return site.worklog(issueKey, call);
    },
  };
}

/** By the key that the project has now: an old one leads to it as well. */
function versions(tracker: IssueTracker, bounds: Bounds): Required<VersionOperations> {
  const site = tracker.versions;
  const inside = async (projectKey: string, call?: Call) => {
    bounds.checkProject(projectKey);
    if (bounds.projects.length > 0) bounds.checkProject((await tracker.projects.get(projectKey, call)).key);
    bounds.noteRead(projectKey);
  };
  return {
    async list(projectKey, request) {
      await inside(projectKey, request);
      return site.list(projectKey, request);
    },
    async get(projectKey, versionId, call) {
      await inside(projectKey, call);
      return site.get(projectKey, versionId, call);
    },
    async issueCounts(projectKey, versionId, call) {
      await inside(projectKey, call);
      return site.issueCounts(projectKey, versionId, call);
    },
    async create(projectKey, draft, call) {
      await inside(projectKey);
      return site.create(projectKey, draft, call);
    },
    async update(projectKey, versionId, change, call) {
      await inside(projectKey);
      return site.update(projectKey, versionId, change, call);
    },
    async remove(projectKey, versionId, call) {
      await inside(projectKey);
      return site.remove(projectKey, versionId, call);
    },
  };
}

function narrowedIssues(query: IssueQuery, bounds: Bounds): IssueQuery {
  if (bounds.projects.length === 0) {
    return query;
  }
  if ('jql' in query) {
    return { jql: narrowedQuery(scopeClause('project', bounds.projects), query.jql, 'jql') };
  }
  const { projectKeys, parentKey } = query.filter;
  for (const key of projectKeys ?? []) bounds.checkProject(key);
  if (parentKey !== undefined) bounds.checkIssueKey(parentKey);
  const filter: IssueFilter = { ...query.filter, projectKeys: projectKeys ?? bounds.projects };
  return { filter };
}

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) {
    throw error;
  }
}
