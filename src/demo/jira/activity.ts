import { jiraError } from '../http.ts';
import type { DemoSite } from '../site.ts';
import { workUnits } from './activityViews.ts';
import { linkItem } from './changeItems.ts';
import { changeIssue } from './changes.ts';
import { FieldError, isRecord, readDocument } from './fieldValues.ts';
import { findIssue } from './lookup.ts';
import type { AdfNode, DemoChangeItem, DemoIssue, DemoIssueLink, DemoUser, DemoWorklog } from './model.ts';

/** Adding comments, worklogs and links: first checked, then done, by their endpoints and by the verb `add`. */
type Addition = (issue: DemoIssue) => void;

export function addComment(site: DemoSite, caller: DemoUser, value: unknown): Addition {
  const body = readCommentBody(value);
  return (issue) => {
    const now = site.now();
    changeIssue(site, issue, caller, [], () => {
      issue.comments.push({
        id: String(site.nextId('comment')),
        authorId: caller.accountId,
        body,
        created: now,
        updated: now,
      });
    });
  };
}

/** @throws FieldError */
export function readCommentBody(value: unknown): AdfNode {
  const given = isRecord(value) ? (value['body'] ?? null) : null;
  const body = given === '' ? null : readDocument(given);
  if (body === null || (body.content ?? []).length === 0) {
    throw new FieldError('Comment body can not be empty!');
  }
  return body;
}

export function addWorklog(site: DemoSite, caller: DemoUser, value: unknown): Addition {
  const input = isRecord(value) ? value : {};
  const seconds = readSeconds(site, input);
  const comment = readDocument(input['comment'] ?? null);
  const started = readInstant(input['started']) ?? site.now();
  return (issue) => {
    const before = spent(issue.worklogs);
    const worklog: DemoWorklog = {
      id: String(site.nextId('worklog')),
      authorId: caller.accountId,
      started,
      created: site.now(),
      seconds,
      ...(comment && { comment }),
    };
    changeIssue(site, issue, caller, timeItems(before, before + seconds, worklog.id), () => {
      issue.worklogs.push(worklog);
    });
  };
}

/** Takes a worklog out, if the caller may: there are own ones only to take. */
export function deleteWorklog(site: DemoSite, caller: DemoUser, issue: DemoIssue, worklog: DemoWorklog): void {
  if (worklog.authorId !== caller.accountId) {
    throw jiraError(400, ['You do not have the permission to delete the worklog with this id.']);
  }
  const before = spent(issue.worklogs);
  const after = before - worklog.seconds;
  const item: DemoChangeItem = {
    field: 'timespent',
    fieldtype: 'jira',
    fieldId: 'timespent',
    ...{ from: String(before), fromString: String(before), to: String(after), toString: String(after) },
  };
  changeIssue(site, issue, caller, [item], () => {
    issue.worklogs = issue.worklogs.filter((other) => other !== worklog);
  });
}

function spent(worklogs: readonly DemoWorklog[]): number {
  return worklogs.reduce((sum, { seconds }) => sum + seconds, 0);
}

function timeItems(before: number, after: number, worklogId: string): DemoChangeItem[] {
  const timespent = { field: 'timespent', fieldtype: 'jira', fieldId: 'timespent' } as const;
  const from = before === 0 ? null : String(before);
  return [
    { ...timespent, from, fromString: from, to: String(after), toString: String(after) },
    { field: 'WorklogId', fieldtype: 'jira', from: null, fromString: null, to: worklogId, toString: worklogId },
  ];
}

function readSeconds(site: DemoSite, input: Readonly<Record<string, unknown>>): number {
  const { timeSpent, timeSpentSeconds } = {
    timeSpent: input['timeSpent'],
    timeSpentSeconds: input['timeSpentSeconds'],
  };
  if (typeof timeSpentSeconds === 'number' && Number.isInteger(timeSpentSeconds) && timeSpentSeconds > 0) {
    return timeSpentSeconds;
  }
  const units: Record<string, number> = Object.fromEntries(workUnits(site));
  const parts = typeof timeSpent === 'string' ? timeSpent.trim().split(/\s+/) : [];
  const seconds = parts.map((part) => {
    const [, count, unit = 'm'] = /^(\d+)([wdhm])?$/.exec(part) ?? [];
    return Number(count) * (units[unit] ?? Number.NaN);
  });
  const sum = seconds.reduce((total, each) => total + each, 0);
  if (!(sum > 0)) {
    throw new FieldError('Invalid time duration entered.');
  }
  return sum;
}

function readInstant(value: unknown): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const instant = typeof value === 'string' ? Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw new FieldError('Worklog must have a valid start date.');
  }
  return instant;
}

/** The verb `add` of `issuelinks`: the end that is not named is the issue itself. */
export function addLink(site: DemoSite, caller: DemoUser, value: unknown): Addition {
  const input = isRecord(value) ? value : {};
  const type = site.jira.linkTypes.find(
    ({ id, name }) => isRecord(input['type']) && (input['type']['id'] === id || input['type']['name'] === name),
  );
  const end = (name: string) => {
    const reference = isRecord(input[name]) ? (input[name]['key'] ?? input[name]['id']) : undefined;
    return reference === undefined ? undefined : findIssue(site, String(reference), caller);
  };
  const [inward, outward] = [end('inwardIssue'), end('outwardIssue')];
  if (!type || (!inward && !outward)) {
    throw new FieldError('The issue link is not valid.');
  }
  return (issue) => {
    createLink(site, caller, type.id, inward ?? issue, outward ?? issue);
  };
}

/** Links two issues (once) and tells it in both histories. */
export function createLink(
  site: DemoSite,
  caller: DemoUser,
  typeId: string,
  inward: DemoIssue,
  outward: DemoIssue,
): void {
  const isThere = site.jira.links.some(
    (link) => link.typeId === typeId && link.inwardIssueId === inward.id && link.outwardIssueId === outward.id,
  );
  const type = site.jira.linkTypes.find(({ id }) => id === typeId);
  if (inward.id === outward.id) {
    throw jiraError(400, ['You cannot link an issue to itself.']);
  }
  if (isThere || !type) {
    return;
  }
  const link: DemoIssueLink = {
    id: String(site.nextId('link')),
    typeId,
    inwardIssueId: inward.id,
    outwardIssueId: outward.id,
  };
  changeIssue(site, inward, caller, [linkItem(type.outward, outward.key)], () => site.jira.links.push(link));
  changeIssue(site, outward, caller, [linkItem(type.inward, inward.key)], () => undefined);
}

export function deleteLink(site: DemoSite, caller: DemoUser, link: DemoIssueLink): void {
  site.jira.links.splice(site.jira.links.indexOf(link), 1);
  const type = site.jira.linkTypes.find(({ id }) => id === link.typeId);
  const [inward, outward] = [site.jira.issues.get(link.inwardIssueId), site.jira.issues.get(link.outwardIssueId)];
  if (!type || !inward || !outward) {
    return;
  }
  changeIssue(site, inward, caller, [linkItem(type.outward, outward.key, true)], () => undefined);
  changeIssue(site, outward, caller, [linkItem(type.inward, inward.key, true)], () => undefined);
}

/** Runs a check, turning the message for one field into the vendor's answer. */
export function asFieldAnswer<T>(field: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof FieldError) {
      throw jiraError(400, [], { [field]: error.message });
    }
    throw error;
  }
}
