import { plainText } from '../jira/changeItems.ts';
import { findIssue, statusOf } from '../jira/lookup.ts';
import type { DemoIssue } from '../jira/model.ts';
import type { JqlContext, JqlField, SetField, TextField, ValueKind } from './field.ts';
import { changesOf } from './history.ts';
import { namedValues, userValues } from './values.ts';

const CATEGORIES = [
  { id: 'new', names: ['To Do', 'new', '2'] },
  { id: 'indeterminate', names: ['In Progress', 'indeterminate', '4'] },
  { id: 'done', names: ['Done', 'done', '3'] },
];

/** A system field by its clause name in lower case. */
export function systemField(name: string, context: JqlContext): JqlField | undefined {
  const { site } = context;
  const { jira } = site;
  const set = (
    valueKind: ValueKind,
    values: SetField['values'],
    resolve: SetField['resolve'],
    more: Partial<SetField> = {},
  ): SetField => ({ kind: 'set', valueKind, values, resolve, ...more });
  const user = (values: SetField['values'], more: Partial<SetField> = {}) =>
    set('user', values, userValues(site), {
      sortKey: (issue) => site.users.find(({ accountId }) => accountId === values(issue)[0])?.displayName,
      ...more,
    });
  const text = (texts: TextField['texts'], more: Partial<TextField> = {}): TextField => ({
    kind: 'text',
    texts,
    sortKey: (issue) => texts(issue)[0],
    ...more,
  });
  const instant = (read: (issue: DemoIssue) => number | null): JqlField => ({
    kind: 'instant',
    instant: read,
    sortKey: (issue) => read(issue) ?? undefined,
    defaultDirection: 'desc',
  });
  const list = <T extends { readonly id: string; readonly name: string }>(
    valueKind: ValueKind,
    items: readonly T[],
    values: SetField['values'],
    more: Partial<SetField> = {},
  ) => {
    const position = (id: string) => items.findIndex((item) => item.id === id);
    return set(valueKind, values, namedValues(items), { sortKey: firstPosition(values, position), ...more });
  };

  switch (name) {
    case 'project': {
      const projects = jira.projects.map((project) => ({ id: project.id, names: [project.key, project.name] }));
      return set('project', ({ projectId }) => [projectId], namedValues(projects), {
        sortKey: ({ projectId }) => jira.projects.find(({ id }) => id === projectId)?.name,
      });
    }
    case 'key':
    case 'issuekey':
    case 'issue':
    case 'id':
      return issueField(context, ({ id }) => [id], { neverEmpty: true, sortKey: (issue) => keyOrder(issue) });
    case 'parent':
      return issueField(context, ({ parentId }) => (parentId ? [parentId] : []));
    case 'issuetype':
    case 'type':
      return list('issueType', jira.issueTypes, ({ typeId }) => [typeId]);
    case 'status':
      return list('other', jira.statuses, ({ statusId }) => [statusId], { historyId: 'status' });
    case 'statuscategory':
      return set('other', (issue) => [statusOf(site, issue).category], namedValues(CATEGORIES), {
        sortKey: (issue) => CATEGORIES.findIndex(({ id }) => id === statusOf(site, issue).category),
      });
    case 'priority': {
      // The list begins with the highest one, and `>` means "more urgent".
      const position = (id: string) => -jira.priorities.findIndex((priority) => priority.id === id);
      const values = ({ priorityId }: DemoIssue) => [priorityId];
      return set('other', values, namedValues(jira.priorities), {
        position,
        sortKey: firstPosition(values, position),
        defaultDirection: 'desc',
        historyId: 'priority',
      });
    }
    case 'resolution': {
      const resolve = namedValues(jira.resolutions);
      const values = ({ resolutionId }: DemoIssue) => (resolutionId ? [resolutionId] : []);
      const withUnresolved = (value: string) => (value.toLowerCase() === 'unresolved' ? [null] : resolve(value));
      return set('other', values, withUnresolved, {
        historyId: 'resolution',
        sortKey: firstPosition(values, (id) => jira.resolutions.findIndex((resolution) => resolution.id === id)),
      });
    }
    case 'assignee':
      return user(({ assigneeId }) => (assigneeId ? [assigneeId] : []), { historyId: 'assignee' });
    case 'reporter':
      return user(({ reporterId }) => [reporterId], { historyId: 'reporter' });
    case 'creator':
      return user(({ reporterId }) => [reporterId]);
    case 'watcher':
      return user(({ watcherIds }) => watcherIds);
    case 'worklogauthor':
      return user(({ worklogs }) => worklogs.map(({ authorId }) => authorId));
    case 'labels':
      return set(
        'other',
        ({ labels }) => labels.map((label) => label.toLowerCase()),
        (label) => [label.toLowerCase()],
        {
          sortKey: ({ labels }) => labels[0],
        },
      );
    case 'component':
      return list(
        'other',
        jira.projects.flatMap(({ components }) => components),
        ({ componentIds }) => componentIds,
      );
    case 'fixversion':
    case 'affectedversion': {
      const versions = jira.projects.flatMap(({ versions: ofProject }) => ofProject);
      const position = (id: string) => versions.findIndex((version) => version.id === id);
      // The demo's issues have no affected versions.
      const values = name === 'fixversion' ? ({ fixVersionIds }: DemoIssue) => fixVersionIds : () => [];
      const history = name === 'fixversion' ? { historyId: 'fixVersions', hasManyValues: true } : {};
      return list('version', versions, values, { position, ...history });
    }
    case 'issuelinktype': {
      const phrases = jira.linkTypes.flatMap((type) => [
        { id: `${type.id}:inward`, names: [type.name, type.inward] },
        { id: `${type.id}:outward`, names: [type.name, type.outward] },
      ]);
      const values = ({ id }: DemoIssue) =>
        jira.links.flatMap((link) => [
          ...(link.inwardIssueId === id ? [`${link.typeId}:outward`] : []),
          ...(link.outwardIssueId === id ? [`${link.typeId}:inward`] : []),
        ]);
      return set('other', values, namedValues(phrases));
    }
    case 'attachments':
      return set(
        'other',
        ({ attachments }) => attachments.map(({ id }) => id),
        () => [],
      );
    case 'summary':
      return text(({ summary }) => [summary]);
    case 'description':
      return text((issue) => described(issue));
    case 'environment':
      return text(() => []);
    case 'comment':
      return text(commentTexts, { neverEmpty: true });
    case 'text': {
      const customTexts = jira.fields.filter(({ schema }) => schema.custom !== undefined && schema.type === 'string');
      return text(
        (issue) => [
          issue.summary,
          ...described(issue),
          ...commentTexts(issue),
          ...customTexts.map(({ id }) => textOf(issue.custom[id])),
        ],
        { neverEmpty: true },
      );
    }
    case 'created':
    case 'createddate':
      return instant(({ created }) => created);
    case 'updated':
    case 'updateddate':
      return instant(({ updated }) => updated);
    case 'resolved':
    case 'resolutiondate':
      return instant(({ resolved }) => resolved);
    case 'statuscategorychangeddate':
      return instant((issue) => {
        const categoryOf = (id: string | null) => jira.statuses.find((status) => status.id === id)?.category;
        const changes = changesOf(issue, 'status').filter(({ from, to }) => categoryOf(from) !== categoryOf(to));
        return changes.at(-1)?.instant ?? issue.created;
      });
    case 'due':
    case 'duedate':
      return { kind: 'day', day: ({ due }) => due, sortKey: ({ due }) => due ?? undefined };
    case 'watchers':
      return { kind: 'number', number: ({ watcherIds }) => watcherIds.length };
    default:
      return undefined;
  }
}

/** A field whose values are issues: the issue itself, its parent, its epic. */
export function issueField(context: JqlContext, values: SetField['values'], more: Partial<SetField> = {}): SetField {
  const { site, caller } = context;
  return {
    kind: 'set',
    valueKind: 'issue',
    values,
    resolve: (text) => {
      const issue = findIssue(site, text, caller);
      return issue ? [issue.id] : [];
    },
    unknownValue: (text, field) => {
      if (/^\d+$/.test(text)) return `A value with ID '${text}' does not exist for the field '${field}'.`;
      if (!/^[a-z][a-z0-9_]*-\d+$/i.test(text)) return `The issue key '${text}' for field '${field}' is invalid.`;
      return `An issue with key '${text}' does not exist for field '${field}'.`;
    },
    position: (id) => Number(id),
    sortKey: (issue) => {
      const [id] = values(issue);
      const target = id === undefined ? undefined : site.jira.issues.get(id);
      return target && keyOrder(target);
    },
    ...more,
  };
}

/** Sorts NIM-9 before NIM-10. */
function keyOrder({ key }: DemoIssue): string {
  const [project = '', number = ''] = key.split('-');
  return `${project} ${number.padStart(9, '0')}`;
}

function firstPosition(values: SetField['values'], position: (id: string) => number) {
  return (issue: DemoIssue) => {
    const [id] = values(issue);
    return id === undefined ? undefined : position(id);
  };
}

function described({ description }: DemoIssue): string[] {
  return description ? [plainText(description)] : [];
}

function commentTexts({ comments }: DemoIssue): string[] {
  return comments.map(({ body }) => plainText(body));
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : plainText(value);
}
