import { type DemoResponse, jiraError, type Route } from '../http.ts';
import { rankItem, sprintItem } from '../jira/changeItems.ts';
import { changeIssue } from '../jira/changes.ts';
import { childrenOf, fieldByType, findIssue, typeOf } from '../jira/lookup.ts';
import type { DemoIssue, DemoSprint, DemoUser } from '../jira/model.ts';
import type { DemoSite } from '../site.ts';
import { type Input, readInput, readIssueNames, requireIssues } from './input.ts';
import { requireBoard, requireSprint } from './lookup.ts';

const MOVE = ['issues', 'rankBeforeIssue', 'rankAfterIssue', 'rankCustomFieldId'];

export const moveRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/rest/agile/1.0/sprint/{sprintId}/issue',
    handle: ({ params, body, caller }, site) => {
      const sprint = requireSprint(site, params['sprintId'], caller);
      const input = readInput(body, MOVE);
      const issues = requireIssues(site, readIssueNames(input), caller);
      if (sprint.state === 'closed') {
        throw jiraError(400, ['Issues can only be moved to open or active sprints.']);
      }
      moveToSprint(site, issues, sprint, caller);
      return rankIfAsked(site, issues, input, caller);
    },
  },
  {
    method: 'POST',
    pattern: '/rest/agile/1.0/backlog/issue',
    handle: ({ body, caller }, site) => {
      moveToSprint(site, requireIssues(site, readIssueNames(readInput(body, ['issues'])), caller), undefined, caller);
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    pattern: '/rest/agile/1.0/backlog/{boardId}/issue',
    handle: ({ params, body, caller }, site) => {
      const board = requireBoard(site, params['boardId'], caller);
      const input = readInput(body, MOVE);
      const issues = requireIssues(site, readIssueNames(input), caller);
      const elsewhere = issues.find(({ projectId }) => projectId !== board.projectId);
      if (elsewhere) throw jiraError(400, [`The issue '${elsewhere.key}' does not belong to the board.`]);
      moveToSprint(site, issues, undefined, caller);
      return rankIfAsked(site, issues, input, caller);
    },
  },
  {
    method: 'PUT',
    pattern: '/rest/agile/1.0/issue/rank',
    handle: ({ body, caller }, site) => {
      const input = readInput(body, MOVE);
      const names = readIssueNames(input);
      const anchor = readAnchor(site, input, caller);
      if (!anchor) throw jiraError(400, ['Either rankBeforeIssue or rankAfterIssue must be specified.']);
      const found = names.map((name) => ({ name, issue: findIssue(site, name, caller) }));
      const issues = found.flatMap(({ issue }) => issue ?? []);
      if (issues.length === 0) throw jiraError(400, ['Issue does not exist or you do not have permission to see it.']);
      rank(site, issues, anchor, caller);
      if (issues.length === found.length) return { status: 204 };
      const entries = found.map(({ name, issue }) =>
        issue
          ? { issueId: Number(issue.id), issueKey: issue.key, status: 200 }
          : {
              ...(/^\d+$/.test(name) ? { issueId: Number(name) } : { issueKey: name }),
              status: 404,
              errors: ['Issue does not exist or you do not have permission to see it.'],
            },
      );
      return { status: 207, body: { entries } };
    },
  },
];

/** Into a sprint, or with `undefined` into the backlog. Closed sprints stay with the issue; subtasks go along. */
function moveToSprint(
  site: DemoSite,
  issues: readonly DemoIssue[],
  target: DemoSprint | undefined,
  caller: DemoUser,
): void {
  for (const issue of issues) {
    if (typeOf(site, issue).subtask) {
      throw jiraError(400, [
        `Issue '${issue.key}' is a sub-task and cannot be moved to a sprint or the backlog: it goes with its parent.`,
      ]);
    }
  }
  const field = fieldByType(site, 'gh-sprint');
  const subtasks = issues.flatMap((issue) => childrenOf(site, issue).filter((child) => typeOf(site, child).subtask));
  for (const issue of [...issues, ...subtasks]) {
    const from = issue.sprintIds.flatMap((id) => site.jira.sprints.find((sprint) => sprint.id === id) ?? []);
    const to = [...from.filter(({ state }) => state === 'closed'), ...(target ? [target] : [])];
    const ids = to.map(({ id }) => id);
    if (ids.join() === issue.sprintIds.join()) continue;
    changeIssue(site, issue, caller, [sprintItem(field, from, to)], () => {
      issue.sprintIds = ids;
    });
  }
}

interface Anchor {
  readonly issue: DemoIssue;
  readonly place: 'before' | 'after';
}

function readAnchor(site: DemoSite, input: Input, caller: DemoUser): Anchor | undefined {
  const { rankBeforeIssue: before, rankAfterIssue: after } = input;
  if (before !== undefined && after !== undefined) {
    throw jiraError(400, ['Only one of rankBeforeIssue and rankAfterIssue can be specified.']);
  }
  const name = before ?? after;
  if (name === undefined) return undefined;
  const [issue] = requireIssues(site, [String(name)], caller);
  return issue && { issue, place: before === undefined ? 'after' : 'before' };
}

function rankIfAsked(site: DemoSite, issues: readonly DemoIssue[], input: Input, caller: DemoUser): DemoResponse {
  const anchor = readAnchor(site, input, caller);
  if (anchor) rank(site, issues, anchor, caller);
  return { status: 204 };
}

/** Puts the issues, in their order, next to the anchor: their ranks share the gap to the anchor's neighbour. */
function rank(site: DemoSite, issues: readonly DemoIssue[], { issue: anchor, place }: Anchor, caller: DemoUser): void {
  const moved = issues.filter(({ id }) => id !== anchor.id);
  const movedIds = new Set(moved.map(({ id }) => id));
  const others = [...site.jira.issues.values()].filter(({ id }) => !movedIds.has(id) && id !== anchor.id);
  const neighbours = others
    .map((other) => other.rank)
    .filter((value) => (place === 'before' ? value < anchor.rank : value > anchor.rank));
  const neighbour =
    neighbours.length === 0
      ? anchor.rank + (place === 'before' ? -1 : 1) * (moved.length + 1)
      : place === 'before'
        ? Math.max(...neighbours)
        : Math.min(...neighbours);
  const start = Math.min(neighbour, anchor.rank);
  const step = Math.abs(neighbour - anchor.rank) / (moved.length + 1);
  const field = fieldByType(site, 'gh-lexo-rank');
  for (const [index, issue] of moved.entries()) {
    const to = start + step * (index + 1);
    changeIssue(site, issue, caller, [rankItem(field, to < issue.rank)], () => {
      issue.rank = to;
    });
  }
}
