import { siteRoot } from '../origin.ts';
import type { DemoSite } from '../site.ts';
import type {
  DemoField,
  DemoIssueLinkType,
  DemoIssueType,
  DemoJira,
  DemoProject,
  DemoSprint,
  DemoStatus,
  DemoVersion,
} from './model.ts';
import { isOrderable } from './seed/systemFields.ts';
import { avatarUrls } from './userView.ts';

type View = Record<string, unknown>;

/** Only team-managed things have a scope. */
function scope(projectId: string | undefined): View {
  return projectId === undefined ? {} : { scope: { type: 'PROJECT', project: { id: projectId } } };
}

/** Pictures that every Jira site ships for its types. */
const avatarIds: Readonly<Record<string, number>> = { Epic: 10_307, Story: 10_315, Bug: 10_303 };

export function typeView(type: DemoIssueType, origin: string): View {
  const avatarId = avatarIds[type.name] ?? (type.subtask ? 10_316 : 10_318);
  return {
    self: `${origin}/rest/api/3/issuetype/${type.id}`,
    id: type.id,
    description: type.description,
    iconUrl: `${siteRoot(origin)}/rest/api/2/universal_avatar/view/type/issuetype/avatar/${avatarId}?size=medium`,
    name: type.name,
    subtask: type.subtask,
    avatarId,
    hierarchyLevel: type.hierarchyLevel,
    ...scope(type.scopeProjectId),
  };
}

const categories = {
  new: { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' },
  indeterminate: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
  done: { id: 3, key: 'done', colorName: 'green', name: 'Done' },
} as const;

export function categoryView(key: DemoStatus['category'], origin: string): View {
  const category = categories[key];
  return { self: `${origin}/rest/api/3/statuscategory/${category.id}`, ...category };
}

/** The fourth category exists on every site and holds nothing. */
export function noCategoryView(origin: string): View {
  return {
    self: `${origin}/rest/api/3/statuscategory/1`,
    id: 1,
    key: 'undefined',
    colorName: 'medium-gray',
    name: 'No Category',
  };
}

export function statusView(status: DemoStatus, origin: string): View {
  return {
    self: `${origin}/rest/api/3/status/${status.id}`,
    description: '',
    iconUrl: `${siteRoot(origin)}/images/icons/statuses/generic.png`,
    name: status.name,
    id: status.id,
    statusCategory: categoryView(status.category, origin),
    ...scope(status.scopeProjectId),
  };
}

export function priorityView(priority: DemoJira['priorities'][number], origin: string): View {
  return {
    self: `${origin}/rest/api/3/priority/${priority.id}`,
    iconUrl: `${siteRoot(origin)}/images/icons/priorities/${priority.name.toLowerCase()}_new.svg`,
    name: priority.name,
    id: priority.id,
  };
}

export function priorityDetailView(priority: DemoJira['priorities'][number], origin: string): View {
  return {
    ...priorityView(priority, origin),
    statusColor: priority.color,
    description: '',
    isDefault: priority.id === '3',
  };
}

export function resolutionView(resolution: DemoJira['resolutions'][number], origin: string): View {
  return {
    self: `${origin}/rest/api/3/resolution/${resolution.id}`,
    id: resolution.id,
    description: '',
    name: resolution.name,
  };
}

export function projectView(project: DemoProject, origin: string): View {
  return {
    self: `${origin}/rest/api/3/project/${project.id}`,
    id: project.id,
    key: project.key,
    name: project.name,
    projectTypeKey: 'software',
    simplified: project.style === 'next-gen',
    avatarUrls: avatarUrls(`${siteRoot(origin)}/rest/api/3/universal_avatar/view/type/project/avatar/${project.id}`),
  };
}

export function componentView(component: DemoProject['components'][number], origin: string): View {
  return { self: `${origin}/rest/api/3/component/${component.id}`, id: component.id, name: component.name };
}

export function versionView(version: DemoVersion, origin: string): View {
  const { id, description, name, archived, released, releaseDate } = version;
  return {
    self: `${origin}/rest/api/3/version/${id}`,
    id,
    description,
    name,
    archived,
    released,
    ...(releaseDate !== null && { releaseDate }),
  };
}

/** The Sprint field's value on Cloud: unlike on Server, an object. */
export function sprintValueView(sprint: DemoSprint): View {
  const instant = (time: number | null) => (time === null ? undefined : new Date(time).toISOString());
  const dates = {
    startDate: instant(sprint.startDate),
    endDate: instant(sprint.endDate),
    completeDate: instant(sprint.completeDate),
  };
  return {
    id: sprint.id,
    name: sprint.name,
    state: sprint.state,
    boardId: sprint.originBoardId,
    goal: sprint.goal,
    ...Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== undefined)),
  };
}

export function linkTypeView(type: DemoIssueLinkType, origin: string): View {
  return { ...type, self: `${origin}/rest/api/3/issueLinkType/${type.id}` };
}

export function optionView(option: { readonly id: string; readonly value: string }, origin: string): View {
  return { self: `${origin}/rest/api/3/customFieldOption/${option.id}`, value: option.value, id: option.id };
}

export function fieldView(field: DemoField): View {
  return {
    id: field.id,
    key: field.id,
    name: field.name,
    custom: field.custom,
    orderable: isOrderable(field),
    navigable: field.id !== 'comment' && field.id !== 'attachment',
    searchable: field.clauseNames.length > 0,
    clauseNames: field.clauseNames,
    ...scope(field.scopeProjectId),
    schema: field.schema,
  };
}

export function issueSelf(id: string, origin: string): string {
  return `${origin}/rest/api/3/issue/${id}`;
}

export function typesOf(site: DemoSite, project: DemoProject): DemoIssueType[] {
  return project.issueTypeIds.flatMap((id) => site.jira.issueTypes.find((type) => type.id === id) ?? []);
}
