import { type DemoRequest, jiraError, type Route } from '../http.ts';
import { namesOf, schemasOf, selectFields } from '../jira/issueView.ts';
import { statusOf, typeOf } from '../jira/lookup.ts';
import type { DemoBoard, DemoIssue } from '../jira/model.ts';
import { evaluateJql } from '../jql/evaluate.ts';
import { parseJql } from '../jql/parse.ts';
import type { DemoSite } from '../site.ts';
import { requireBoard, requireSprint, requireSprints } from './lookup.ts';
import { listParameter, tokenPage } from './paging.ts';
import { agileIssueView } from './views.ts';

type Selection = (issue: DemoIssue) => boolean;

/** The lists of `/rest/software/1.0`: which issues each of them holds. */
const lists: readonly {
  readonly path: string;
  readonly hasCount: boolean;
  select(request: DemoRequest, site: DemoSite): Selection;
}[] = [
  {
    path: 'board/{boardId}/issue',
    hasCount: true,
    select: ({ params, caller }, site) => isOnBoard(site, requireBoard(site, params['boardId'], caller)),
  },
  {
    path: 'board/{boardId}/backlog',
    hasCount: true,
    select: ({ params, caller }, site) => {
      const board = requireBoard(site, params['boardId'], caller);
      const onBoard = isOnBoard(site, board);
      const open = new Set(site.jira.sprints.filter(({ state }) => state !== 'closed').map(({ id }) => id));
      return (issue) =>
        board.type === 'scrum' &&
        onBoard(issue) &&
        !typeOf(site, issue).subtask &&
        statusOf(site, issue).category !== 'done' &&
        !issue.sprintIds.some((id) => open.has(id));
    },
  },
  {
    path: 'board/{boardId}/sprint/{sprintId}/issue',
    hasCount: false,
    select: ({ params, caller }, site) => {
      const board = requireBoard(site, params['boardId'], caller);
      requireSprints(board);
      const { id } = requireSprint(site, params['sprintId'], caller);
      const onBoard = isOnBoard(site, board);
      return (issue) => issue.sprintIds.includes(id) && onBoard(issue);
    },
  },
  {
    path: 'sprint/{sprintId}/issue',
    hasCount: false,
    select: ({ params, caller }, site) => {
      const { id } = requireSprint(site, params['sprintId'], caller);
      return (issue) => issue.sprintIds.includes(id);
    },
  },
];

/** Of the board's project, in a status of one of its columns; epics are no cards, but on a kanban board. */
function isOnBoard(site: DemoSite, board: DemoBoard): Selection {
  const statusIds = new Set(board.columns.flatMap((column) => column.statusIds));
  return (issue) =>
    issue.projectId === board.projectId &&
    statusIds.has(issue.statusId) &&
    (board.type === 'kanban' || typeOf(site, issue).hierarchyLevel !== 1);
}

export const issueRoutes: readonly Route[] = lists.flatMap(({ path, hasCount, select }): Route[] => {
  const pattern = `/rest/software/1.0/${path}`;
  const list: Route = {
    method: 'GET',
    pattern,
    handle: (request, site) => {
      const { query, origin } = request;
      const issues = find(request, site, select(request, site));
      const question = `${request.path} ${query.get('jql') ?? ''}`;
      const fields = listParameter(query, 'fields');
      const isLight = fields.length > 0 && fields.every((field) => field === 'id' || field === 'key');
      const { values, ...page } = tokenPage(issues, query, { question, isLight });
      const expand = listParameter(query, 'expand');
      const expandEach = expand.filter((name) => name !== 'names' && name !== 'schema');
      const shown = selectFields(site, undefined, fields.length > 0 ? fields : ['*navigable']);
      return {
        status: 200,
        body: {
          expand: 'names,schema',
          ...page,
          issues: values.map((issue) => agileIssueView(site, issue, { origin, fields, expand: expandEach })),
          ...(expand.includes('names') && { names: namesOf(shown) }),
          ...(expand.includes('schema') && { schema: schemasOf(shown) }),
        },
      };
    },
  };
  const count: Route = {
    method: 'GET',
    pattern: `${pattern}/approximate-count`,
    handle: (request, site) => ({
      status: 200,
      body: { count: find(request, site, select(request, site)).length },
    }),
  };
  return hasCount ? [list, count] : [list];
});

/** Narrowed by the query's JQL and in its order; by rank when it has none. */
function find({ query, caller }: DemoRequest, site: DemoSite, isSelected: Selection): DemoIssue[] {
  const jql = query.get('jql') ?? '';
  const reconcileIssues = listParameter(query, 'reconcileIssues').map(Number);
  if (reconcileIssues.length > 50 || reconcileIssues.some((id) => !Number.isSafeInteger(id))) {
    throw jiraError(400, ['The reconcileIssues parameter takes at most 50 numeric issue ids.']);
  }
  const issues = evaluateJql(site, jql, caller, { reconcileIssues }).issues.filter(isSelected);
  return parseJql(jql).orderBy.length > 0
    ? issues
    : issues.sort((a, b) => a.rank - b.rank || Number(a.id) - Number(b.id));
}
