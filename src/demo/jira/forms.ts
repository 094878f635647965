import { siteRoot } from '../origin.ts';
import type { DemoSite } from '../site.ts';
import { projectOf, typeOf } from './lookup.ts';
import type { DemoField, DemoIssue, DemoIssueType, DemoProject, DemoTransition } from './model.ts';
import { fieldId, projectId, statusId, typeId } from './seed/ids.ts';
import {
  componentView,
  optionView,
  priorityView,
  projectView,
  resolutionView,
  typesOf,
  typeView,
  versionView,
} from './views.ts';

/** One field on a screen: what `createmeta`, `editmeta` and `transitions.fields` tell, and what a write may set. */
export interface FormField {
  readonly field: DemoField;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
  readonly operations: readonly string[];
  readonly autoCompletePath?: string;
  /** For fields with a closed set of values. */
  allowedValues?(origin: string): unknown[];
}

const listOperations = ['add', 'set', 'remove'];

/** The create screen of a type. */
export function createForm(site: DemoSite, project: DemoProject, type: DemoIssueType): FormField[] {
  return screenOf(project, type, 'create').flatMap((id) => formField(site, project, type, id) ?? []);
}

/** The edit screen of an issue. */
export function editForm(site: DemoSite, issue: DemoIssue): FormField[] {
  const [project, type] = [projectOf(site, issue), typeOf(site, issue)];
  return screenOf(project, type, 'edit').flatMap((id) => formField(site, project, type, id) ?? []);
}

/** The screen shown by a transition; most have none. */
export function transitionForm(site: DemoSite, issue: DemoIssue, transition: DemoTransition): FormField[] {
  if (!transition.requiresResolutionFor.includes(issue.typeId)) {
    return [];
  }
  const resolution = formField(site, projectOf(site, issue), typeOf(site, issue), 'resolution');
  // Where the workflow's validator asks for the resolution, the screen does not call it required: as on real sites,
  // both happen.
  const isRequired = transition.toStatusId === statusId.done;
  return resolution ? [{ ...resolution, isRequired }] : [];
}

function screenOf(project: DemoProject, type: DemoIssueType, use: 'create' | 'edit'): string[] {
  const first = ['summary', 'issuetype', ...(use === 'create' ? ['project'] : []), 'parent', 'description'];
  const people = ['reporter', 'assignee', 'priority', 'labels', 'duedate', 'attachment', 'issuelinks'];
  const last = use === 'edit' ? ['comment', fieldId.flagged, 'worklog'] : [];
  if (project.style === 'next-gen') {
    const own = project.id === projectId.OPS ? [fieldId.opsInsights, fieldId.opsEnvironment] : [];
    return [...first, ...people, ...own, ...last];
  }
  const custom: string[] = [fieldId.blockedReason, fieldId.reviewer];
  if (!type.subtask) {
    custom.push(fieldId.sprint, fieldId.insights);
  }
  if (type.hierarchyLevel === 0) {
    custom.push(fieldId.storyPoints);
  }
  if (type.hierarchyLevel === 1) {
    custom.push(fieldId.startDate);
  }
  if (type.id === typeId.bug || type.id === typeId.incident) {
    custom.push(fieldId.stepsToReproduce);
  }
  if (type.id === typeId.incident) {
    custom.push(fieldId.severity);
  }
  return [...first, ...people, 'components', 'fixVersions', ...custom, ...last];
}

function formField(site: DemoSite, project: DemoProject, type: DemoIssueType, id: string): FormField | undefined {
  const field = site.jira.fields.find((candidate) => candidate.id === id);
  if (!field) {
    return undefined;
  }
  const { jira } = site;
  const common: FormField = { field, isRequired: false, hasDefault: false, operations: ['set'] };
  switch (id) {
    case 'summary':
      return { ...common, isRequired: true };
    case 'issuetype':
      return {
        ...common,
        isRequired: true,
        operations: [],
        allowedValues: (origin) =>
          typesOf(site, project)
            .filter((t) => t.id === type.id)
            .map((t) => typeView(t, origin)),
      };
    case 'project':
      return { ...common, isRequired: true, allowedValues: (origin) => [projectView(project, origin)] };
    case 'parent':
      return { ...common, isRequired: type.subtask };
    case 'reporter':
      return {
        ...common,
        isRequired: true,
        hasDefault: true,
        autoCompletePath: '/rest/api/3/user/recommend?context=Reporter&query=',
      };
    case 'assignee':
      return { ...common, autoCompletePath: `/rest/api/3/user/assignable/search?project=${project.key}&query=` };
    case 'priority':
      return {
        ...common,
        hasDefault: true,
        allowedValues: (origin) => jira.priorities.map((priority) => priorityView(priority, origin)),
      };
    case 'labels':
      return { ...common, operations: listOperations, autoCompletePath: '/rest/api/1.0/labels/suggest?query=' };
    case 'components':
      return {
        ...common,
        operations: listOperations,
        allowedValues: (origin) => project.components.map((component) => componentView(component, origin)),
      };
    case 'fixVersions':
      return {
        ...common,
        operations: listOperations,
        allowedValues: (origin) =>
          project.versions.filter(({ archived }) => !archived).map((version) => versionView(version, origin)),
      };
    case 'attachment':
      return { ...common, operations: ['set', 'copy'] };
    case 'issuelinks':
      return { ...common, operations: ['add', 'copy'], autoCompletePath: '/rest/api/3/issue/picker?query=' };
    case 'comment':
      return { ...common, operations: ['add', 'edit', 'remove'] };
    case 'worklog':
      return { ...common, operations: ['add'] };
    case 'resolution':
      return {
        ...common,
        allowedValues: (origin) => jira.resolutions.map((resolution) => resolutionView(resolution, origin)),
      };
    default:
      return customFormField(field, common, id);
  }
}

function customFormField(field: DemoField, common: FormField, id: string): FormField {
  const { options } = field;
  return {
    ...common,
    isRequired: id === fieldId.severity,
    ...(field.schema.items === 'option' && { operations: listOperations }),
    // The Sprint field tells no values: sprints come from the board.
    ...(options && { allowedValues: (origin: string) => options.map((option) => optionView(option, origin)) }),
  };
}

/** The screen as `editmeta` and transitions give it: fields by id. */
export function formView(form: readonly FormField[], origin: string): Record<string, Record<string, unknown>> {
  return Object.fromEntries(form.map((formField) => [formField.field.id, formFieldView(formField, origin)]));
}

export function formFieldView(formField: FormField, origin: string): Record<string, unknown> {
  const { field, autoCompletePath } = formField;
  return {
    required: formField.isRequired,
    schema: field.schema,
    name: field.name,
    key: field.id,
    ...(autoCompletePath && { autoCompleteUrl: `${siteRoot(origin)}${autoCompletePath}` }),
    hasDefaultValue: formField.hasDefault,
    operations: formField.operations,
    ...(formField.allowedValues && { allowedValues: formField.allowedValues(origin) }),
  };
}
