import { isStored } from '#domain/fieldValue.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { AllowedValue, FormField, IssueType } from '#domain/project.ts';
import type { Sprint } from '#domain/sprint.ts';
import { truncate } from '#shared/text.ts';
import type { ResolvedField } from './resolve/fields.ts';

/** A value that was asked for and not stored. */
export interface Mismatch {
  readonly field:
    | 'assignee'
    | 'sprint'
    | 'status'
    | 'type'
    | 'summary'
    | 'description'
    | 'priority'
    | 'labels'
    | 'components'
    | 'fixVersions'
    | 'parent'
    | 'due'
    | 'field';
  /** Of a field without a word of its own here (`field`), in the site's language. */
  readonly name?: string;
  readonly asked: string;
  readonly stored: string | undefined;
}

/** What was asked for, resolved; `null` = nothing is to be there. Absent members were not asked for. */
export interface AskedValues {
  readonly summary?: string | undefined;
  readonly issueType?: IssueType | undefined;
  readonly description?: string | undefined;
  readonly assignee?: { readonly accountId: string; readonly name: string } | null | undefined;
  readonly priority?: AllowedValue | undefined;
  readonly labels?: AskedList | undefined;
  /** By name. */
  readonly components?: AskedList | undefined;
  readonly fixVersions?: AskedList | undefined;
  readonly parentKey?: string | null | undefined;
  readonly due?: string | null | undefined;
  readonly sprint?: Sprint | undefined;
  readonly status?: { readonly id: string; readonly name: string } | undefined;
  readonly fields?: readonly ResolvedField[] | undefined;
  /** Further fields that are to be empty. */
  readonly cleared?: readonly FormField[] | undefined;
}

interface AskedList {
  readonly present: readonly string[];
  readonly absent: readonly string[];
}

/** Compares what a site stored with what was asked for: it may drop or replace values without a word. */
export function compareStored(asked: AskedValues, stored: IssueDetail): Mismatch[] {
  const mismatches: Mismatch[] = [];
  const check = (field: Mismatch['field'], isAsAsked: boolean, askedFor: string, storedValue: string | undefined) => {
    if (!isAsAsked) {
      mismatches.push({ field, asked: askedFor, stored: storedValue });
    }
  };
  const { summary, issueType, description, assignee, priority, parentKey, due, sprint, status } = asked;
  if (summary !== undefined) check('summary', stored.summary === summary, summary, stored.summary);
  if (issueType) check('type', stored.type.id === issueType.id, issueType.name, stored.type.name);
  if (status) check('status', stored.status.id === status.id, status.name, stored.status.name);
  if (description !== undefined) {
    // The words cannot be compared: the site rewrites rich text in its own way.
    const [isAskedEmpty, isEmpty] = [description.trim() === '', stored.description.trim() === ''];
    check('description', isAskedEmpty === isEmpty, brief(description), isEmpty ? undefined : brief(stored.description));
  }
  if (assignee !== undefined) {
    const isAsAsked = stored.assignee?.accountId === assignee?.accountId;
    check('assignee', isAsAsked, assignee?.name ?? '', stored.assignee?.displayName);
  }
  if (priority) check('priority', stored.priority?.id === priority.id, priority.name, stored.priority?.name);
  for (const list of ['labels', 'components', 'fixVersions'] as const) {
    const { present, absent } = asked[list] ?? nothing;
    const isAsAsked =
      present.every((member) => stored[list].includes(member)) &&
      !absent.some((member) => stored[list].includes(member) && !present.includes(member));
    check(list, isAsAsked, present.join(', '), stored[list].join(', ') || undefined);
  }
  if (parentKey !== undefined) {
    check('parent', (stored.parent?.key ?? null) === parentKey, parentKey ?? '', stored.parent?.key);
  }
  if (due !== undefined) check('due', (stored.due ?? null) === due, due ?? '', stored.due);
  if (sprint) {
    const current = stored.sprints.find(({ state }) => state !== 'closed');
    check('sprint', current?.id === sprint.id, sprint.name, current?.name);
  }
  return [
    ...mismatches,
    ...(asked.fields ?? []).flatMap((field) => fieldMismatch(field, stored)),
    ...(asked.cleared ?? []).flatMap((field) => leftover(field, stored)),
  ];
}

const nothing: AskedList = { present: [], absent: [] };

function leftover({ id, name }: FormField, stored: IssueDetail): Mismatch[] {
  const text = stored.fields?.[id]?.text;
  return text ? [{ field: 'field', name, asked: '', stored: brief(text) }] : [];
}

function brief(text: string): string {
  return truncate(text.replace(/\s+/g, ' ').trim(), 80);
}

function fieldMismatch({ field, value, text: asked }: ResolvedField, stored: IssueDetail): Mismatch[] {
  const storedField = stored.fields?.[field.id];
  return isStored(value, storedField)
    ? []
    : [{ field: 'field', name: field.name, asked, stored: storedField?.text || undefined }];
}
