import type { FieldValue, FieldValues } from '#domain/fieldValue.ts';
import { markdownToAdf } from '../adf/fromMarkdown.ts';
import { invalid, numericId } from '../arguments.ts';

/** Fields that have members of their own in drafts and changes: written twice, one value would silently win. */
const reserved = new Set([
  'project',
  'issuetype',
  'summary',
  'description',
  'assignee',
  'priority',
  'labels',
  'parent',
  'duedate',
]);

/** The part of `fields` for further fields, by id. */
export function fieldsToWire(values: FieldValues): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [fieldId(id), fieldToWire(id, value)]));
}

/** @throws invalidArgument for what cannot be a field's id, or has a member of its own */
export function fieldId(id: string): string {
  return /^[a-zA-Z][\w-]{0,99}$/.test(id) && !reserved.has(id) ? id : invalid('fields', `"${id}" cannot be set here`);
}

export function fieldToWire(id: string, value: FieldValue): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'richText':
      return value.markdown.trim() === '' ? null : markdownToAdf(value.markdown);
    case 'number':
      return Number.isFinite(value.number) ? value.number : invalid(id, 'not a number');
    case 'date':
      return dateToWire(id, value.date);
    case 'choice':
      return { id: optionId(id, value.id) };
    case 'choices':
      return value.ids.map((each) => ({ id: optionId(id, each) }));
    case 'cascade':
      return {
        id: optionId(id, value.id),
        ...(value.childId !== undefined && { child: { id: optionId(id, value.childId) } }),
      };
    case 'person':
      return { accountId: value.accountId };
    case 'people':
      return value.accountIds.map((accountId) => ({ accountId }));
    case 'labels':
      return value.labels.map(checkedLabel);
  }
}

/** Jira refuses labels with spaces, with an error that does not say which. */
export function checkedLabel(label: string): string {
  return /^\S{1,255}$/.test(label)
    ? label
    : invalid('labels', `"${label.slice(0, 60)}" is empty, too long or has spaces`);
}

export function checkedDate(argument: string, date: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date))
    ? date
    : invalid(argument, 'not a date such as 2026-12-31');
}

/** Instants in the one form Jira reads: with milliseconds, and an offset without a colon. */
function dateToWire(id: string, date: string): string {
  if (!date.includes('T')) {
    return checkedDate(id, date);
  }
  const time = Date.parse(date);
  return Number.isNaN(time)
    ? invalid(id, 'not an ISO 8601 instant')
    : new Date(time).toISOString().replace('Z', '+0000');
}

function optionId(field: string, id: string): string {
  return /^-?\d/.test(id) ? String(id === '-1' ? id : numericId(id, field)) : invalid(field, 'not the id of a value');
}
