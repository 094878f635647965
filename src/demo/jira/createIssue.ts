import { jiraError } from '../http.ts';
import type { DemoSite } from '../site.ts';
import { addIssue } from './changes.ts';
import { isRecord } from './fieldValues.ts';
import { createForm, type FormField } from './forms.ts';
import { findProject } from './lookup.ts';
import type { DemoIssue, DemoIssueType, DemoProject, DemoUser } from './model.ts';
import { applyPlan, planWrite, runAdditions } from './writePlan.ts';

type Json = Readonly<Record<string, unknown>>;

/** Creates an issue from a request body. @throws HttpError 400 with the vendor's message for every field in doubt */
export function createIssue(site: DemoSite, caller: DemoUser, body: Json): DemoIssue {
  const fields = isRecord(body['fields']) ? body['fields'] : {};
  const update = isRecord(body['update']) ? body['update'] : {};
  const { project, type } = placeOf(site, caller, fields);
  const form = createForm(site, project, type);
  requireFields(form, fields, update);
  const context = { site, project, type, caller };
  const rest = Object.fromEntries(Object.entries(fields).filter(([id]) => id !== 'project' && id !== 'issuetype'));
  const plan = planWrite(context, form, { fields: rest, update }, undefined);
  const issue = emptyIssue(site, caller, project, type);
  applyPlan(plan, issue);
  const parent = issue.parentId === null ? undefined : site.jira.issues.get(issue.parentId);
  if (type.subtask && parent) {
    issue.sprintIds = [...parent.sprintIds]; // subtasks go where their parent goes
  }
  for (const property of Array.isArray(body['properties']) ? body['properties'] : []) {
    if (isRecord(property) && typeof property['key'] === 'string') {
      issue.properties[property['key']] = property['value'];
    }
  }
  addIssue(site, issue);
  runAdditions(plan, issue);
  return issue;
}

function placeOf(
  site: DemoSite,
  caller: DemoUser,
  fields: Json,
): { readonly project: DemoProject; readonly type: DemoIssueType } {
  const errors: Record<string, string> = {};
  const reference = isRecord(fields['project']) ? (fields['project']['id'] ?? fields['project']['key']) : undefined;
  const project = reference === undefined ? undefined : findProject(site, String(reference), caller);
  if (!project) {
    errors['project'] = 'Specify a valid project ID or key';
  }
  const asked = fields['issuetype'];
  const type = project && isRecord(asked) ? findType(site, project, asked) : undefined;
  if (!isRecord(asked)) {
    errors['issuetype'] = 'Specify an issue type';
  } else if (project && !type) {
    errors['issuetype'] = 'Specify a valid issue type';
  }
  if (!project || !type) {
    throw jiraError(400, [], errors);
  }
  return { project, type };
}

function findType(site: DemoSite, project: DemoProject, asked: Json): DemoIssueType | undefined {
  return site.jira.issueTypes.find(
    ({ id, name }) =>
      project.issueTypeIds.includes(id) && (asked['id'] === undefined ? name === asked['name'] : id === asked['id']),
  );
}

function requireFields(form: readonly FormField[], fields: Json, update: Json): void {
  const errors: Record<string, string> = {};
  for (const { field, isRequired, hasDefault } of form) {
    const isGiven = (fields[field.id] ?? update[field.id] ?? null) !== null;
    if (isRequired && !hasDefault && !isGiven && !['project', 'issuetype'].includes(field.id)) {
      errors[field.id] =
        field.id === 'summary'
          ? 'You must specify a summary of the issue.'
          : field.id === 'parent'
            ? 'Issue type is a sub-task but parent issue key or id not specified.'
            : `${field.name} is required.`;
    }
  }
  if (Object.keys(errors).length > 0) {
    throw jiraError(400, [], errors);
  }
}

function emptyIssue(site: DemoSite, caller: DemoUser, project: DemoProject, type: DemoIssueType): DemoIssue {
  const number = (site.jira.lastNumbers.get(project.id) ?? 0) + 1;
  site.jira.lastNumbers.set(project.id, number);
  const first = site.jira.workflows[project.id]?.[0];
  if (!first) {
    throw new Error(`Project ${project.key} has no workflow`);
  }
  const now = site.now();
  let lowest = 0;
  for (const { rank } of site.jira.issues.values()) {
    lowest = Math.max(lowest, rank);
  }
  return {
    id: String(site.nextId('issue')),
    key: `${project.key}-${number}`,
    projectId: project.id,
    typeId: type.id,
    statusId: first.toStatusId,
    summary: '',
    description: null,
    assigneeId: null,
    reporterId: caller.accountId,
    priorityId: '3',
    labels: [],
    componentIds: [],
    fixVersionIds: [],
    parentId: null,
    resolutionId: null,
    due: null,
    sprintIds: [],
    rank: lowest + 1,
    custom: {},
    watcherIds: [caller.accountId],
    comments: [],
    changes: [],
    worklogs: [],
    remoteLinks: [],
    attachments: [],
    properties: {},
    created: now,
    updated: now,
    resolved: null,
  };
}
