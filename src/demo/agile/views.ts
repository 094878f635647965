import { issueView } from '../jira/issueView.ts';
import { fieldById, fieldByType, projectOf, statusOf, typeOf } from '../jira/lookup.ts';
import type { DemoBoard, DemoIssue, DemoSprint } from '../jira/model.ts';
import { siteRoot } from '../origin.ts';
import type { DemoSite } from '../site.ts';
import { projectOfBoard } from './lookup.ts';

type View = Record<string, unknown>;

const self = (origin: string, path: string) => `${origin}/rest/agile/1.0/${path}`;

export function boardView(site: DemoSite, board: DemoBoard, origin: string): View {
  const project = projectOfBoard(site, board);
  return {
    id: board.id,
    self: self(origin, `board/${board.id}`),
    name: board.name,
    type: board.type,
    ...(project && {
      location: {
        projectId: Number(project.id),
        displayName: `${project.name} (${project.key})`,
        projectName: project.name,
        projectKey: project.key,
        projectTypeKey: 'software',
        avatarURI: `${siteRoot(origin)}/rest/api/2/universal_avatar/view/type/project/avatar/${project.id}?size=small`,
        name: `${project.name} (${project.key})`,
      },
    }),
    isPrivate: false,
  };
}

/** As the schema has it: the document's example breaks its own schema in `location`. */
export function boardConfigurationView(site: DemoSite, board: DemoBoard, origin: string): View {
  const filterId = String(10_000 + board.id);
  const project = projectOfBoard(site, board);
  const estimate = board.estimateFieldId === undefined ? undefined : fieldById(site, board.estimateFieldId);
  return {
    id: board.id,
    name: board.name,
    type: board.type,
    self: self(origin, `board/${board.id}/configuration`),
    ...(project && { location: { type: 'project', projectKeyOrId: project.key } }),
    filter: { id: filterId, self: `${origin}/rest/api/2/filter/${filterId}` },
    ...(board.type === 'kanban' && {
      subQuery: { query: 'fixVersion in unreleasedVersions() OR fixVersion is EMPTY' },
    }),
    columnConfig: {
      columns: board.columns.map(({ name, statusIds }) => ({
        name,
        statuses: statusIds.map((id) => ({ id, self: `${origin}/rest/api/2/status/${id}` })),
      })),
      constraintType: 'none',
    },
    ...(estimate && { estimation: { type: 'field', field: { fieldId: estimate.id, displayName: estimate.name } } }),
    ranking: { rankCustomFieldId: fieldByType(site, 'gh-lexo-rank').schema.customId },
  };
}

/** Dates that are not set are absent. */
export function sprintView(sprint: DemoSprint, origin: string): View {
  const date = (name: string, instant: number | null) =>
    instant === null ? {} : { [name]: new Date(instant).toISOString() };
  return {
    id: sprint.id,
    self: self(origin, `sprint/${sprint.id}`),
    state: sprint.state,
    name: sprint.name,
    ...date('startDate', sprint.startDate),
    ...date('endDate', sprint.endDate),
    ...date('completeDate', sprint.completeDate),
    originBoardId: sprint.originBoardId,
    goal: sprint.goal,
  };
}

/** An issue with the fields that only the agile lists have: `flagged`, `sprint`, `closedSprints`, `epic`. */
export function agileIssueView(
  site: DemoSite,
  issue: DemoIssue,
  options: { readonly origin: string; readonly fields: readonly string[]; readonly expand: readonly string[] },
): View {
  const { origin, fields } = options;
  const wanted = fields.length > 0 ? fields : ['*navigable'];
  const view = issueView(site, issue, { origin, fields: wanted, expand: options.expand, isInSearch: true });
  const isEverything = wanted.every((id) => id.startsWith('-')) || wanted.some((id) => id.startsWith('*'));
  const isWanted = (id: string) => (isEverything || wanted.includes(id)) && !wanted.includes(`-${id}`);
  const software = Object.entries(softwareFields(site, issue, origin)).filter(([id]) => isWanted(id));
  // `fields=id` alone is the one answer without fields.
  return software.length === 0
    ? view
    : { ...view, fields: { ...asRecord(view['fields']), ...Object.fromEntries(software) } };
}

function softwareFields(site: DemoSite, issue: DemoIssue, origin: string): View {
  const sprints = issue.sprintIds.flatMap((id) => site.jira.sprints.find((sprint) => sprint.id === id) ?? []);
  const current = sprints.findLast(({ state }) => state !== 'closed');
  const closed = sprints.filter(({ state }) => state === 'closed');
  const flaggedField = site.jira.fields.find(({ name, custom }) => custom && name === 'Flagged');
  const flags = flaggedField && issue.custom[flaggedField.id];
  return {
    flagged: Array.isArray(flags) && flags.length > 0,
    sprint: current ? sprintView(current, origin) : null,
    closedSprints: closed.length > 0 ? closed.map((sprint) => sprintView(sprint, origin)) : null,
    epic: epicView(site, issue, origin),
  };
}

function epicView(site: DemoSite, issue: DemoIssue, origin: string): View | null {
  const epic = issue.parentId === null ? undefined : site.jira.issues.get(issue.parentId);
  // Team-managed projects have parents only; the agile epic is a thing of company-managed ones.
  if (!epic || typeOf(site, epic).hierarchyLevel !== 1 || projectOf(site, epic).style === 'next-gen') return null;
  return {
    id: Number(epic.id),
    key: epic.key,
    self: self(origin, `epic/${epic.id}`),
    name: epic.summary,
    summary: epic.summary,
    color: { key: `color_${(Number(epic.id) % 14) + 1}` },
    done: statusOf(site, epic).category === 'done',
  };
}

function asRecord(value: unknown): View {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
