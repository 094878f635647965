import type { Issue } from '#domain/issue.ts';
import type {
  BoardOperations,
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
} from '#domain/ports.ts';
import { foldText } from '#shared/text.ts';
import { narrowedQuery, scopeClause } from '../queryScope.ts';
import { type Bounds, isMissing, outside } from './bounds.ts';

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
    comments: comments(tracker, inside),
    links: links(tracker, bounds, inside),
    history: history(tracker, inside),
    boards: boards(tracker, bounds, inside),
  };
}

type CheckIssue = (key: string, call?: Call) => Promise<void>;

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
    async remove(key, call) {
      await inside(key);
      return site.remove(key, call);
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

function comments({ comments: site }: IssueTracker, inside: CheckIssue): Required<CommentOperations> {
  return {
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

function boards({ boards: site }: IssueTracker, bounds: Bounds, inside: CheckIssue): Required<BoardOperations> {
  const insideBoard = async (boardId: number, call?: Call) => {
    if (bounds.projects.length > 0) {
      const read = async () => bounds.hasProject((await site.get(boardId, call)).projectKey);
      await bounds.verify('board', boardId, read);
    }
  };
  const getSprint: BoardOperations['getSprint'] = async (sprintId, call) => {
    const sprint = await site.getSprint(sprintId, call);
    if (bounds.projects.length > 0) {
      const { originBoardId } = sprint;
      // A board that is gone belongs nowhere.
      const isInside = originBoardId !== undefined && (await insideBoard(originBoardId, call).then(yes, noIfMissing));
      await bounds.verify('sprint', sprintId, async () => isInside);
    }
    return sprint;
  };
  return {
    async list(projectKey, request) {
      if (projectKey !== undefined) bounds.checkProject(projectKey);
      const page = await site.list(projectKey, request);
      return { ...page, items: page.items.filter((board) => bounds.hasProject(board.projectKey)) };
    },
    async get(boardId, call) {
      const board = await site.get(boardId, call);
      await bounds.verify('board', boardId, async () => bounds.hasProject(board.projectKey));
      return board;
    },
    async configuration(boardId, call) {
      await insideBoard(boardId, call);
      return site.configuration(boardId, call);
    },
    async sprints(boardId, states, call) {
      await insideBoard(boardId, call);
      const sprints = await site.sprints(boardId, states, call);
      // Boards also list sprints of others, whose names and goals are not this project's.
      const others = new Set(sprints.flatMap(({ originBoardId }) => originBoardId ?? []));
      const areInside = new Map(
        await Promise.all(
          [...others].map(async (id) => [id, await insideBoard(id, call).then(yes, noIfMissing)] as const),
        ),
      );
      return sprints.filter(
        ({ originBoardId }) => originBoardId === undefined || areInside.get(originBoardId) === true,
      );
    },
    getSprint,
    async sprintIssues(boardId, sprintId, call) {
      await insideBoard(boardId, call);
      return allWithin(await site.sprintIssues(boardId, sprintId, call), bounds);
    },
    async boardIssues(boardId, call) {
      await insideBoard(boardId, call);
      return allWithin(await site.boardIssues(boardId, call), bounds);
    },
    async moveToSprint(sprintId, issueKeys, call) {
      await Promise.all(issueKeys.map((key) => inside(key)));
      if (bounds.projects.length > 0) await getSprint(sprintId);
      return site.moveToSprint(sprintId, issueKeys, call);
    },
  };
}

function allWithin<T extends Issue>(issues: readonly T[], bounds: Bounds): T[] {
  return issues.map((issue) => bounds.within(issue)).filter((issue) => issue !== undefined);
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

function noIfMissing(error: unknown): false {
  if (!isMissing(error)) {
    throw error;
  }
  return false;
}

function yes(): true {
  return true;
}
