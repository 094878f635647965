import { editIssue, getIssue } from 'jira.js/cloud';
import { fail, failureOf } from '#domain/errors.ts';
import type { FieldValue } from '#domain/fieldValue.ts';
import type { IssueChange, ListChange } from '#domain/issue.ts';
import type { Call } from '#domain/ports.ts';
import { applyMarkdownEdit } from '../adf/editMarkdown.ts';
import { markdownToAdf } from '../adf/fromMarkdown.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { invalid, numericId } from '../arguments.ts';
import { answerObject, isObject, object, text, type WireObject } from '../wire.ts';
import { checkedParent, checkedSummary } from './draftToWire.ts';
import { checkedDate, checkedLabel, fieldId, fieldToWire } from './fieldsToWire.ts';
import type { JiraSite } from './site.ts';

type Json = Readonly<Record<string, unknown>>;

/** @throws conflict, outcomeUnknown, invalidFields … */
export async function updateIssue(
  site: JiraSite,
  key: string,
  change: IssueChange,
  call: Call | undefined,
): Promise<void> {
  const operations = { ...listOperations(change), ...(change.parentKey === null && { parent: [noParent] }) };
  const texts = await textsToWire(site, key, change, call);
  const fields = { ...plainFields(change), ...texts };
  if (Object.keys(fields).length === 0 && Object.keys(operations).length === 0) {
    return;
  }
  const context = { entity: 'issue', id: key, operation: `change ${key}` } as const;
  const body = { fields, ...(Object.keys(operations).length > 0 && { update: operations }) };
  await recorded(site, key, () => editIssue(site.transport.client(call, context), { issueIdOrKey: key, ...body }));
  if (typeof change.assigneeId === 'string') {
    site.writes.assigned(key.replace(/-\d+$/, ''), change.assigneeId);
  }
}

/** Remembers a write, also one that may or may not have been carried out. */
export async function recorded<T>(site: JiraSite, key: string, write: () => Promise<T>): Promise<T> {
  try {
    const answer = await write();
    site.writes.written({ key });
    return answer;
  } catch (error) {
    if (failureOf(error)?.code === 'outcomeUnknown') {
      site.writes.written({ key });
    }
    throw error;
  }
}

/** The vendor's way to say it: a null would be taken for "unchanged". */
const noParent = { set: { none: true } };

function plainFields(change: IssueChange): Json {
  const { summary, assigneeId, priorityId, parentKey, due, fields = {} } = change;
  const further = Object.entries(fields).filter(([, value]) => value?.kind !== 'richText');
  return {
    ...Object.fromEntries(further.map(([id, value]) => [fieldId(id), value === null ? null : fieldToWire(id, value)])),
    ...(summary !== undefined && { summary: checkedSummary(summary) }),
    ...(assigneeId !== undefined && { assignee: assigneeId === null ? null : { id: assigneeId } }),
    ...(priorityId !== undefined && { priority: { id: priorityId } }),
    ...(typeof parentKey === 'string' && { parent: { key: checkedParent(parentKey) } }),
    ...(due !== undefined && { duedate: due === null ? null : checkedDate('due', due) }),
  };
}

/** Verbs instead of whole lists: what others add or remove meanwhile stays so. */
function listOperations({ labels, components, fixVersions }: IssueChange): Json {
  const reference = (id: string) => ({ id: String(numericId(id, 'id')) });
  const lists: ReadonlyArray<readonly [string, ListChange | undefined, (member: string) => unknown]> = [
    ['labels', labels, checkedLabel],
    ['components', components, reference],
    ['fixVersions', fixVersions, reference],
  ];
  return Object.fromEntries(
    lists.flatMap(([id, list, toWire]) => {
      const verbs = [
        ...(list?.add ?? []).map((member) => ({ add: toWire(member) })),
        ...(list?.remove ?? []).map((member) => ({ remove: toWire(member) })),
      ];
      return verbs.length > 0 ? [[id, verbs]] : [];
    }),
  );
}

/**
 * The rich texts of a change, merged into the documents stored now. Jira's issues have no version, so the instant of
 * the last change is compared just before writing.
 */
async function textsToWire(
  site: JiraSite,
  key: string,
  change: IssueChange,
  call: Call | undefined,
): Promise<Record<string, unknown>> {
  const rich = richTexts(change);
  const isPlainText = (value: FieldValue | null) => value?.kind === 'text';
  const hasPlain = change.summary !== undefined || Object.values(change.fields ?? {}).some(isPlainText);
  if (rich.size === 0 && !(hasPlain && change.basedOn !== undefined)) {
    return {};
  }
  const stored = await readTexts(site, key, [...rich.keys()], call);
  const isChanged = Date.parse(text(stored['updated']) ?? '') !== Date.parse(change.basedOn ?? '');
  if (change.basedOn !== undefined && isChanged) {
    return fail({ code: 'conflict', entity: 'issue', id: key });
  }
  const written: Record<string, unknown> = {};
  for (const [id, markdown] of rich) {
    const current = stored[id];
    if (isChanged && !isEmptyText(current)) {
      invalid('basedOn', `the text of ${id} is not empty: give \`updated\` of the issue as it was read`);
    }
    const document = mergedText(current, markdown, site.origin);
    if (document !== current) {
      written[id] = document;
    }
  }
  return written;
}

function richTexts({ description, fields = {} }: IssueChange): Map<string, string> {
  const further = Object.entries(fields).flatMap(([id, value]): [string, string][] =>
    value?.kind === 'richText' ? [[fieldId(id), value.markdown]] : [],
  );
  return new Map([...(description === undefined ? [] : [['description', description] as const]), ...further]);
}

async function readTexts(
  site: JiraSite,
  key: string,
  ids: readonly string[],
  call: Call | undefined,
): Promise<WireObject> {
  const client = site.transport.client(call, { entity: 'issue', id: key });
  const answer: unknown = await getIssue(client, { issueIdOrKey: key, fields: ['updated', ...ids] });
  return object(answerObject(answer, 'issue')['fields']);
}

function mergedText(current: unknown, markdown: string, origin: string): unknown {
  if (markdown.trim() === '') {
    return isEmptyText(current) ? current : null;
  }
  return isObject(current) ? applyMarkdownEdit(current, markdown, { baseUrl: origin }) : markdownToAdf(markdown);
}

function isEmptyText(current: unknown): boolean {
  return isObject(current) ? adfToMarkdown(current).trim() === '' : (text(current) ?? '').trim() === '';
}
