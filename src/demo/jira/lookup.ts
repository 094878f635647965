import { jiraError } from '../http.ts';
import type { DemoSite } from '../site.ts';
import type { DemoField, DemoIssue, DemoIssueType, DemoProject, DemoStatus, DemoUser } from './model.ts';

export function canBrowse(project: DemoProject, caller: DemoUser): boolean {
  return project.visibleTo === undefined || project.visibleTo.includes(caller.accountId);
}

export function findUser(site: DemoSite, accountId: string | null): DemoUser | undefined {
  return accountId === null ? undefined : site.users.find((user) => user.accountId === accountId);
}

/** A project by id or key (any case) that the caller may see. */
export function findProject(site: DemoSite, idOrKey: string, caller: DemoUser): DemoProject | undefined {
  const wanted = idOrKey.toUpperCase();
  return site.jira.projects.find(
    (project) => (project.id === wanted || project.key === wanted) && canBrowse(project, caller),
  );
}

export function requireProject(site: DemoSite, idOrKey: string, caller: DemoUser): DemoProject {
  const project = findProject(site, idOrKey, caller);
  if (!project) {
    const kind = /^\d+$/.test(idOrKey) ? 'id' : 'key';
    throw jiraError(404, [`No project could be found with ${kind} '${idOrKey}'.`]);
  }
  return project;
}

/** An issue by numeric id or key (any case) in a project the caller may see. */
export function findIssue(site: DemoSite, idOrKey: string, caller: DemoUser): DemoIssue | undefined {
  const issue = /^\d+$/.test(idOrKey) ? site.jira.issues.get(idOrKey) : findByKey(site, idOrKey.toUpperCase());
  return issue && canBrowse(projectOf(site, issue), caller) ? issue : undefined;
}

/** @throws HttpError 404, the same for a missing issue and a forbidden one. */
export function requireIssue(site: DemoSite, idOrKey: string, caller: DemoUser): DemoIssue {
  const issue = findIssue(site, idOrKey, caller);
  if (!issue) {
    throw jiraError(404, ['Issue does not exist or you do not have permission to see it.']);
  }
  return issue;
}

export function projectOf(site: DemoSite, issue: DemoIssue): DemoProject {
  return known(
    site.jira.projects.find(({ id }) => id === issue.projectId),
    issue.projectId,
  );
}

export function typeOf(site: DemoSite, issue: DemoIssue): DemoIssueType {
  return known(
    site.jira.issueTypes.find(({ id }) => id === issue.typeId),
    issue.typeId,
  );
}

export function statusOf(site: DemoSite, issue: DemoIssue): DemoStatus {
  return statusById(site, issue.statusId);
}

export function statusById(site: DemoSite, statusId: string): DemoStatus {
  return known(
    site.jira.statuses.find(({ id }) => id === statusId),
    statusId,
  );
}

export function fieldById(site: DemoSite, fieldId: string): DemoField | undefined {
  return site.jira.fields.find(({ id }) => id === fieldId);
}

/** The custom field of a plug-in's type: `gh-sprint`, `gh-lexo-rank` and the like; their ids differ per site. */
export function fieldByType(site: DemoSite, custom: string): DemoField {
  return known(
    site.jira.fields.find(({ schema }) => schema.custom?.endsWith(`:${custom}`)),
    custom,
  );
}

/** Subtasks of an issue, or the children of an epic. */
export function childrenOf(site: DemoSite, issue: DemoIssue): DemoIssue[] {
  return [...site.jira.issues.values()].filter(({ parentId }) => parentId === issue.id);
}

function findByKey(site: DemoSite, key: string): DemoIssue | undefined {
  for (const issue of site.jira.issues.values()) {
    if (issue.key === key) {
      return issue;
    }
  }
  return undefined;
}

function known<T>(value: T | undefined, id: string): T {
  if (value === undefined) {
    throw new Error(`Demo data refers to the unknown ${id}`);
  }
  return value;
}
