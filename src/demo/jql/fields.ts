import { canBrowse, projectOf } from '../jira/lookup.ts';
import type { DemoField, DemoIssue } from '../jira/model.ts';
import type { JqlContext, JqlField, SetField } from './field.ts';
import { issueField, systemField, textOf } from './systemFields.ts';
import { namedValues, userValues } from './values.ts';

/**
 * The fields that a name in a query stands for: a system field, or every custom field of that name (`cf[10016]`,
 * `Story Points`, `"Story Points[Number]"`) that the caller may see. None when there is no such field.
 */
export function findFields(name: string, context: JqlContext): JqlField[] {
  const wanted = name.trim().toLowerCase();
  const system = systemField(wanted, context);
  if (system) return [system];
  const custom = visibleCustomFields(context);
  const named = (candidate: string) =>
    custom.filter((field) =>
      [field.name, field.schema.custom?.endsWith(':gh-sprint') ? 'sprint' : '', ...field.clauseNames].some(
        (clauseName) => clauseName.toLowerCase() === candidate,
      ),
    );
  const exact = named(wanted);
  const found = exact.length > 0 ? exact : named(wanted.replace(/\[[^\]]*\]$/, ''));
  return found.map((field) => customField(field, context));
}

function visibleCustomFields({ site, caller }: JqlContext): DemoField[] {
  const hidden = new Set(site.jira.projects.filter((project) => !canBrowse(project, caller)).map(({ id }) => id));
  return site.jira.fields.filter(
    (field) => field.custom && (field.scopeProjectId === undefined || !hidden.has(field.scopeProjectId)),
  );
}

function customField(field: DemoField, context: JqlContext): JqlField {
  const { site } = context;
  const raw = (issue: DemoIssue) => issue.custom[field.id];
  const plugin = field.schema.custom?.split(':').at(-1);
  if (plugin === 'gh-sprint') return sprintField(context);
  if (plugin === 'gh-lexo-rank') return { kind: 'rank', sortKey: ({ rank }) => rank };
  if (plugin === 'gh-epic-link') {
    return issueField(context, ({ parentId }) => (parentId && isEpic(context, parentId) ? [parentId] : []));
  }
  const element = field.schema.type === 'array' ? field.schema.items : field.schema.type;
  switch (element) {
    case 'number': {
      const read = (issue: DemoIssue) => {
        const value = raw(issue);
        return typeof value === 'number' ? value : null;
      };
      return { kind: 'number', number: read, sortKey: (issue) => read(issue) ?? undefined };
    }
    case 'date':
    case 'datetime': {
      const read = (issue: DemoIssue) => {
        const value = raw(issue);
        return typeof value === 'string' ? value : null;
      };
      const sortKey = (issue: DemoIssue) => read(issue) ?? undefined;
      if (element === 'date') return { kind: 'day', day: read, sortKey };
      return { kind: 'instant', instant: (issue) => toInstant(read(issue)), sortKey };
    }
    case 'user':
      return {
        kind: 'set',
        valueKind: 'user',
        values: (issue) => members(raw(issue), 'accountId'),
        resolve: userValues(site),
      };
    case 'option': {
      const options = (field.options ?? []).map(({ id, value }) => ({ id, name: value }));
      const values: SetField['values'] = (issue) => members(raw(issue), 'id');
      return {
        kind: 'set',
        valueKind: 'other',
        values,
        resolve: namedValues(options),
        sortKey: (issue) => options.findIndex(({ id }) => id === values(issue)[0]),
      };
    }
    case 'string':
      if (field.schema.type === 'array') {
        const lower = (values: readonly string[]) => values.map((value) => value.toLowerCase());
        return {
          kind: 'set',
          valueKind: 'other',
          values: (issue) => lower(members(raw(issue), 'value')),
          resolve: (text) => [text.toLowerCase()],
        };
      }
      return textField(raw);
    default:
      return textField(raw);
  }
}

function textField(raw: (issue: DemoIssue) => unknown): JqlField {
  const texts = (issue: DemoIssue) => {
    const value = raw(issue);
    return value === null || value === undefined ? [] : [textOf(value)];
  };
  return { kind: 'text', texts, sortKey: (issue) => texts(issue)[0] };
}

function sprintField({ site }: JqlContext): SetField {
  const sprints = site.jira.sprints.map(({ id, name }) => ({ id: String(id), name }));
  const values: SetField['values'] = ({ sprintIds }) => sprintIds.map(String);
  return {
    kind: 'set',
    valueKind: 'sprint',
    values,
    resolve: namedValues(sprints),
    unknownValue: (text) =>
      `Sprint with ${/^\d+$/.test(text) ? 'id' : 'name'} '${text}' does not exist or you do not have permission to view it.`,
    sortKey: ({ sprintIds }) => sprintIds.at(-1),
  };
}

function isEpic({ site }: JqlContext, issueId: string): boolean {
  const issue = site.jira.issues.get(issueId);
  const type = issue && site.jira.issueTypes.find(({ id }) => id === issue.typeId);
  return type?.hierarchyLevel === 1;
}

function toInstant(text: string | null): number | null {
  const instant = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}

/** The members of a wire value, one or many, by their identifying property; plain texts stand for themselves. */
function members(value: unknown, property: string): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  return list.flatMap((member) => {
    if (typeof member === 'string') return [member];
    if (typeof member !== 'object' || member === null) return [];
    const record: Readonly<Record<string, unknown>> = { ...member };
    const id = record[property];
    return typeof id === 'string' ? [id] : [];
  });
}

/** Whether search may show the issue to the caller at all. */
export function isVisible(issue: DemoIssue, { site, caller }: JqlContext): boolean {
  return canBrowse(projectOf(site, issue), caller);
}
