import {
  type Issue,
  type IssueReference,
  isIssueKey,
  type LinkedIssue,
  type Priority,
  type Status,
  type StatusCategory,
} from '#domain/issue.ts';
import type { OptionalIssueField } from '#domain/ports.ts';
import type { IssueType } from '#domain/project.ts';
import { personFrom } from '../person.ts';
import { boolean, list, number, object, objects, optional, required, text, texts, type WireObject } from '../wire.ts';
import type { SiteFields } from './siteFields.ts';
import { issueSprintsFrom } from './sprintFromWire.ts';

/** What reading an issue depends on besides the answer. */
export interface IssueReading {
  readonly origin: string;
  readonly fields: SiteFields;
  /** The field that holds the estimate on the board the issue is shown on; the site's own ones where absent. */
  readonly estimateFieldId?: string | undefined;
}

/** Fields asked for when listing issues: exactly those that `issueFrom` reads, or as many of them as are wanted. */
export function listFields(
  reading: Pick<IssueReading, 'fields' | 'estimateFieldId'>,
  wanted?: readonly OptionalIssueField[],
): string[] {
  const optionalFields = fieldsOfMembers(reading);
  const members = wanted ? optionalFields.filter(([member]) => wanted.includes(member)) : optionalFields;
  return ['summary', 'issuetype', 'status', ...members.flatMap(([, ids]) => ids)];
}

function fieldsOfMembers(
  reading: Pick<IssueReading, 'fields' | 'estimateFieldId'>,
): ReadonlyArray<readonly [OptionalIssueField, readonly string[]]> {
  const { sprint, epicLink, flagged } = reading.fields;
  return [
    ['priority', ['priority']],
    ['assignee', ['assignee']],
    ['reporter', ['reporter']],
    ['parent', epicLink === undefined ? ['parent'] : ['parent', epicLink]],
    ['labels', ['labels']],
    ['links', ['issuelinks']],
    ['isFlagged', flagged],
    ['storyPoints', estimateFields(reading)],
    ['sprints', sprint === undefined ? [] : [sprint]],
    ['created', ['created']],
    ['updated', ['updated']],
    ['due', ['duedate']],
  ];
}

export function issueFrom(wire: WireObject, reading: IssueReading): Issue {
  const reference = referenceFrom(wire, reading.origin);
  const fields = object(wire['fields']);
  const storyPoints = estimateFields(reading)
    .map((id) => number(fields[id]))
    .find((points) => points !== undefined);
  return {
    ...reference,
    // By the key: asking for the project with each of 50 issues would bring it 50 times, pictures and all.
    projectKey: reference.key.slice(0, reference.key.lastIndexOf('-')),
    summary: text(fields['summary']) ?? '',
    type: issueTypeFrom(object(fields['issuetype'])),
    status: statusFrom(fields['status']) ?? { id: '', name: '', category: 'new' },
    labels: texts(fields['labels']),
    isFlagged: fields['flagged'] === true || reading.fields.flagged.some((id) => list(fields[id]).length > 0),
    sprints: issueSprintsFrom(fields, reading.fields.sprint),
    links: objects(fields['issuelinks']).flatMap(linkFrom),
    ...optional('priority', priorityFrom(fields['priority'])),
    ...optional('assignee', personFrom(fields['assignee'])),
    ...optional('reporter', personFrom(fields['reporter'])),
    ...optional('parent', parentFrom(fields, reading.fields.epicLink)),
    ...optional('storyPoints', storyPoints),
    ...optional('created', text(fields['created'])),
    ...optional('updated', text(fields['updated'])),
    ...optional('due', text(fields['duedate'])),
  };
}

export function referenceFrom(wire: WireObject, origin: string): IssueReference {
  const key = required(text(wire['key']), 'issue.key');
  return { id: required(text(wire['id']), 'issue.id'), key, url: `${origin}/browse/${encodeURIComponent(key)}` };
}

export function issueTypeFrom(wire: WireObject): IssueType {
  const isSubtask = boolean(wire['subtask']) ?? false;
  return {
    id: text(wire['id']) ?? '',
    name: text(wire['name']) ?? '',
    isSubtask,
    hierarchyLevel: number(wire['hierarchyLevel']) ?? (isSubtask ? -1 : 0),
    ...optional('avatarId', avatarIdFrom(wire)),
  };
}

/** The forms' metadata leaves `avatarId` out but gives the picture's address. */
function avatarIdFrom(wire: WireObject): string | undefined {
  const id = number(wire['avatarId']);
  return id === undefined ? /\/avatar\/(\d+)/.exec(text(wire['iconUrl']) ?? '')?.[1] : String(id);
}

export function statusFrom(value: unknown): Status | undefined {
  const status = object(value);
  const id = text(status['id']);
  const name = text(status['name']);
  if (id === undefined && name === undefined) {
    return undefined;
  }
  return { id: id ?? '', name: name ?? '', category: categoryFrom(status['statusCategory']) };
}

/** The fourth category, `undefined` ("no category"), is shown by Jira among the new ones. */
function categoryFrom(value: unknown): StatusCategory {
  const key = object(value)['key'];
  return key === 'done' || key === 'indeterminate' ? key : 'new';
}

function priorityFrom(value: unknown): Priority | undefined {
  const priority = object(value);
  const id = text(priority['id']);
  return id === undefined ? undefined : { id, name: text(priority['name']) ?? id };
}

function parentFrom(fields: WireObject, epicLink: string | undefined): Issue['parent'] {
  const parent = object(fields['parent']);
  const key = text(parent['key']);
  if (key === undefined) {
    const epicKey = epicLink === undefined ? undefined : text(fields[epicLink]);
    return epicKey !== undefined && isIssueKey(epicKey) ? { key: epicKey, summary: '' } : undefined;
  }
  return { key, summary: text(object(parent['fields'])['summary']) ?? '' };
}

function linkFrom(link: WireObject): LinkedIssue[] {
  const type = object(link['type']);
  const inward = object(link['inwardIssue']);
  const isInward = text(inward['key']) !== undefined;
  const linked = linkedFrom(isInward ? inward : object(link['outwardIssue']));
  if (!linked) {
    return [];
  }
  return [
    {
      ...linked,
      linkId: text(link['id']) ?? '',
      phrase: text(isInward ? type['inward'] : type['outward']) ?? text(type['name']) ?? '',
      blocksThis: isInward && isBlockingType(type),
    },
  ];
}

/**
 * Link types have ids of their own on each site, so blocking ones are known by the words Jira ships with: the type's
 * name (never translated) or its phrase, which admins may have put in their language.
 */
function isBlockingType(type: WireObject): boolean {
  const words = [type['name'], type['inward']].map((word) => text(word)?.trim().toLowerCase() ?? '');
  return words.some((word) => blockingWords.has(word));
}

const blockingWords = new Set(['blocks', 'is blocked by', 'blocked by', 'est bloqué par', 'est bloquée par']);

/** The other end of a link, or a sub-task. */
function linkedFrom(wire: WireObject): Pick<LinkedIssue, 'key' | 'summary' | 'status'> | undefined {
  const key = text(wire['key']);
  const fields = object(wire['fields']);
  return key === undefined
    ? undefined
    : { key, summary: text(fields['summary']) ?? '', ...optional('status', statusFrom(fields['status'])) };
}

export function subtaskFrom(wire: WireObject): LinkedIssue[] {
  const linked = linkedFrom(wire);
  const type = text(object(object(wire['fields'])['issuetype'])['name']);
  return linked ? [{ ...linked, linkId: text(wire['id']) ?? '', phrase: type ?? '', blocksThis: false }] : [];
}

function estimateFields({ fields, estimateFieldId }: Pick<IssueReading, 'fields' | 'estimateFieldId'>): string[] {
  return [...new Set([...(estimateFieldId === undefined ? [] : [estimateFieldId]), ...fields.storyPoints])];
}
