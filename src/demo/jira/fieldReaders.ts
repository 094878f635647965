import type { DemoSite } from '../site.ts';
import {
  attachmentView,
  commentView,
  duration,
  personView,
  timeView,
  watchesView,
  worklogView,
} from './activityViews.ts';
import { childrenOf, findUser, projectOf, statusOf, typeOf } from './lookup.ts';
import type { DemoField, DemoIssue, DemoIssueLink } from './model.ts';
import { userView } from './userView.ts';
import {
  categoryView,
  componentView,
  issueSelf,
  linkTypeView,
  optionView,
  priorityView,
  projectView,
  resolutionView,
  sprintValueView,
  statusView,
  typeView,
  versionView,
} from './views.ts';

interface Context {
  readonly site: DemoSite;
  readonly issue: DemoIssue;
  readonly origin: string;
  /** At most this many comments and worklogs. */
  readonly limit: number;
}

type FieldReader = (context: Context) => unknown;

/** How each system field of an issue shows in an answer. */
export const fieldReaders: Readonly<Record<string, FieldReader>> = {
  summary: ({ issue }) => issue.summary,
  issuetype: ({ site, issue, origin }) => typeView(typeOf(site, issue), origin),
  parent: ({ site, issue, origin }) => {
    const parent = issue.parentId === null ? undefined : site.jira.issues.get(issue.parentId);
    return parent && shortIssueView(site, parent, origin);
  },
  project: ({ site, issue, origin }) => projectView(projectOf(site, issue), origin),
  status: ({ site, issue, origin }) => statusView(statusOf(site, issue), origin),
  statusCategory: ({ site, issue, origin }) => categoryView(statusOf(site, issue).category, origin),
  statuscategorychangedate: ({ site, issue }) => timeView(site, lastStatusChange(issue)),
  priority: ({ site, issue, origin }) => {
    const priority = site.jira.priorities.find(({ id }) => id === issue.priorityId);
    return priority ? priorityView(priority, origin) : null;
  },
  resolution: ({ site, issue, origin }) => {
    const resolution = site.jira.resolutions.find(({ id }) => id === issue.resolutionId);
    return resolution ? resolutionView(resolution, origin) : null;
  },
  resolutiondate: ({ site, issue }) => (issue.resolved === null ? null : timeView(site, issue.resolved)),
  assignee: ({ site, issue, origin }) => personView(site, issue.assigneeId, origin),
  reporter: ({ site, issue, origin }) => personView(site, issue.reporterId, origin),
  creator: ({ site, issue, origin }) => personView(site, issue.reporterId, origin),
  description: ({ issue }) => issue.description,
  environment: () => null,
  labels: ({ issue }) => issue.labels,
  components: ({ site, issue, origin }) =>
    projectOf(site, issue)
      .components.filter(({ id }) => issue.componentIds.includes(id))
      .map((component) => componentView(component, origin)),
  fixVersions: ({ site, issue, origin }) =>
    projectOf(site, issue)
      .versions.filter(({ id }) => issue.fixVersionIds.includes(id))
      .map((version) => versionView(version, origin)),
  versions: () => [],
  duedate: ({ issue }) => issue.due,
  created: ({ site, issue }) => timeView(site, issue.created),
  updated: ({ site, issue }) => timeView(site, issue.updated),
  issuelinks: ({ site, issue, origin }) =>
    site.jira.links
      .filter((link) => link.inwardIssueId === issue.id || link.outwardIssueId === issue.id)
      .map((link) => linkFromEnd(site, link, issue, origin)),
  subtasks: ({ site, issue, origin }) =>
    childrenOf(site, issue)
      .filter((child) => typeOf(site, child).subtask)
      .map((child) => shortIssueView(site, child, origin)),
  attachment: ({ site, issue, origin }) =>
    issue.attachments.map((attachment) => attachmentView(site, attachment, origin)),
  comment: ({ site, issue, origin, limit }) => {
    const comments = issue.comments.slice(0, limit).map((comment) => commentView(site, issue, comment, origin));
    return {
      comments,
      self: `${issueSelf(issue.id, origin)}/comment`,
      maxResults: comments.length,
      total: issue.comments.length,
      startAt: 0,
    };
  },
  worklog: ({ site, issue, origin }) => ({
    startAt: 0,
    maxResults: 20,
    total: issue.worklogs.length,
    worklogs: issue.worklogs.slice(0, 20).map((worklog) => worklogView(site, issue, worklog, origin)),
  }),
  timetracking: ({ site, issue }) => {
    const seconds = issue.worklogs.reduce((sum, worklog) => sum + worklog.seconds, 0);
    return seconds === 0 ? {} : { timeSpent: duration(site, seconds), timeSpentSeconds: seconds };
  },
  watches: ({ site, issue, origin }) => watchesView(issue, site.owner.accountId, origin),
  votes: ({ issue, origin }) => ({ self: `${issueSelf(issue.key, origin)}/votes`, votes: 0, hasVoted: false }),
};

/** How a custom field shows: by its plug-in's type, as its id differs per site. */
export function readCustomField(field: DemoField): FieldReader {
  const kind = field.schema.custom?.split(':').at(-1);
  switch (kind) {
    case 'gh-sprint':
      return ({ site, issue }) => {
        const sprints = issue.sprintIds.flatMap((id) => site.jira.sprints.find((sprint) => sprint.id === id) ?? []);
        return sprints.length === 0 ? null : sprints.map(sprintValueView);
      };
    case 'gh-lexo-rank':
      return ({ issue }) =>
        `0|i${Math.round(issue.rank * 1000)
          .toString(36)
          .padStart(6, '0')}:`;
    case 'gh-epic-link':
      return ({ site, issue }) => {
        const parent = issue.parentId === null ? undefined : site.jira.issues.get(issue.parentId);
        return parent && typeOf(site, parent).hierarchyLevel === 1 ? parent.key : null;
      };
    case 'devsummarycf':
      return ({ issue }) => issue.custom[field.id] ?? '{}';
    case 'userpicker':
      return ({ site, issue, origin }) => {
        const stored = issue.custom[field.id];
        const accountId =
          typeof stored === 'object' && stored !== null && 'accountId' in stored ? stored.accountId : null;
        const user = findUser(site, typeof accountId === 'string' ? accountId : null);
        return user ? userView(user, origin) : null;
      };
    default:
      return ({ issue, origin }) => withSelf(field, issue.custom[field.id] ?? null, origin);
  }
}

/** Options are stored by id and value, and shown with their address. */
function withSelf(field: DemoField, value: unknown, origin: string): unknown {
  if (Array.isArray(value)) {
    return value.map((member: unknown) => withSelf(field, member, origin));
  }
  const option = field.options?.find(
    ({ id }) => typeof value === 'object' && value !== null && 'id' in value && value.id === id,
  );
  return option ? optionView(option, origin) : value;
}

/** What parents, subtasks and links show of the other issue. */
export function shortIssueView(site: DemoSite, issue: DemoIssue, origin: string): Record<string, unknown> {
  const priority = site.jira.priorities.find(({ id }) => id === issue.priorityId);
  return {
    id: issue.id,
    key: issue.key,
    self: issueSelf(issue.id, origin),
    fields: {
      summary: issue.summary,
      status: statusView(statusOf(site, issue), origin),
      ...(priority && { priority: priorityView(priority, origin) }),
      issuetype: typeView(typeOf(site, issue), origin),
    },
  };
}

/** A link seen from one of its issues: only the other end is named, and its side says how the link reads. */
function linkFromEnd(site: DemoSite, link: DemoIssueLink, end: DemoIssue, origin: string): Record<string, unknown> {
  const isSource = link.inwardIssueId === end.id;
  const other = site.jira.issues.get(isSource ? link.outwardIssueId : link.inwardIssueId);
  const type = site.jira.linkTypes.find(({ id }) => id === link.typeId);
  return {
    id: link.id,
    self: `${origin}/rest/api/3/issueLink/${link.id}`,
    ...(type && { type: linkTypeView(type, origin) }),
    ...(other && { [isSource ? 'outwardIssue' : 'inwardIssue']: shortIssueView(site, other, origin) }),
  };
}

function lastStatusChange(issue: DemoIssue): number {
  const change = issue.changes.findLast(({ items }) => items.some(({ fieldId }) => fieldId === 'status'));
  return change?.created ?? issue.created;
}
