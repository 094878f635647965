import { adfToHtml } from '../html.ts';
import type { DemoSite } from '../site.ts';
import { changeView } from './activityViews.ts';
import { fieldReaders, readCustomField } from './fieldReaders.ts';
import { editForm, formView } from './forms.ts';
import { projectOf } from './lookup.ts';
import type { DemoField, DemoIssue } from './model.ts';
import { transitionViews } from './transitions.ts';
import { issueSelf } from './views.ts';

export interface IssueViewOptions {
  readonly origin: string;
  /** Field ids, `*all`, `*navigable`, `-id`; everything when absent. Search's `id` alone gives the bare id. */
  readonly fields?: readonly string[];
  readonly expand?: readonly string[];
  /** Keys of issue properties to add. */
  readonly properties?: readonly string[];
  /** Search cuts comments and changelog at 20. */
  readonly isInSearch?: boolean;
}

const expandable = 'operations,versionedRepresentations,editmeta,changelog,transitions,renderedFields,names,schema';

/** An issue as REST v3 gives it. */
export function issueView(site: DemoSite, issue: DemoIssue, options: IssueViewOptions): Record<string, unknown> {
  const { origin, expand = [] } = options;
  const wanted = options.fields ?? ['*all'];
  if (wanted.length > 0 && wanted.every((field) => field === 'id')) {
    return { id: issue.id };
  }
  const fields = selectFields(site, issue, wanted);
  const context = { site, issue, origin, limit: options.isInSearch ? 20 : Number.POSITIVE_INFINITY };
  const values = Object.fromEntries(
    fields.map((field) => [field.id, (fieldReaders[field.id] ?? readCustomField(field))(context)]),
  );
  const histories = () =>
    issue.changes
      .toReversed()
      .slice(0, options.isInSearch ? 20 : 100)
      .map((change) => changeView(site, change, origin));
  return {
    expand: expandable,
    id: issue.id,
    self: issueSelf(issue.id, origin),
    key: issue.key,
    ...(expand.includes('names') && { names: namesOf(fields) }),
    ...(expand.includes('schema') && { schema: schemasOf(fields) }),
    ...(expand.includes('transitions') && { transitions: transitionViews(site, issue, origin, false) }),
    ...(expand.includes('editmeta') && { editmeta: { fields: formView(editForm(site, issue), origin) } }),
    ...(expand.includes('renderedFields') && { renderedFields: rendered(values) }),
    ...(expand.includes('changelog') && {
      changelog: { startAt: 0, maxResults: histories().length, total: issue.changes.length, histories: histories() },
    }),
    ...(options.properties && {
      properties: Object.fromEntries(
        Object.entries(issue.properties).filter(([key]) => options.properties?.includes(key)),
      ),
    }),
    fields: values,
  };
}

/** Fields that exist for the issue's project, cut down to those asked for. */
export function selectFields(site: DemoSite, issue: DemoIssue | undefined, wanted: readonly string[]): DemoField[] {
  const project = issue && projectOf(site, issue);
  const removed = new Set(wanted.filter((id) => id.startsWith('-')).map((id) => id.slice(1)));
  const named = new Set(wanted.filter((id) => !id.startsWith('-')));
  const isAll = named.has('*all') || named.size === 0;
  const isNavigable = isAll || named.has('*navigable');
  return site.jira.fields.filter((field) => {
    if (removed.has(field.id) || (project && field.scopeProjectId && field.scopeProjectId !== project.id)) {
      return false;
    }
    return named.has(field.id) || isAll || (isNavigable && !heavyFields.has(field.id));
  });
}

/** Not "navigable": only `*all` or their own name brings them. */
const heavyFields = new Set(['comment', 'attachment', 'worklog']);

export function namesOf(fields: readonly DemoField[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ id, name }) => [id, name]));
}

export function schemasOf(fields: readonly DemoField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(({ id, schema }) => [id, schema]));
}

/** Rich fields as HTML; everything else null, as the vendor does. */
function rendered(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => {
      const isDocument = typeof value === 'object' && value !== null && 'type' in value && value.type === 'doc';
      return [id, isDocument ? adfToHtml({ ...value, type: 'doc' }) : null];
    }),
  );
}
