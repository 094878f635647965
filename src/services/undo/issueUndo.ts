import { type Failure, fail } from '#domain/errors.ts';
import type { FieldChange, StoredField } from '#domain/fieldValue.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { Call, Connection } from '#domain/ports.ts';
import { issueFields } from '../issueFieldChanges.ts';
import type { FieldInput } from '../resolve/fields.ts';
import { carryOutTransition, resolveTransitionRequest } from '../transitionIssue.ts';
import { carryOutUpdate, resolveUpdate, type UpdateIssueRequest } from '../updateIssue.ts';
import { noWayBack, type WayBack } from './wayBack.ts';

/** Set by workflows along with the status, and taken back by them with it. */
const followsStatus = new Set(['resolution']);
/** Members are taken out and put in one by one: what others did to the rest stays. */
const lists = new Set(['labels', 'components', 'fixVersions']);

/** Puts the fields back to what they held before, if they still hold what was written. */
export async function fieldsBack(connection: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const changes = (record.changes ?? []).filter(({ field }) => !followsStatus.has(field));
  const issueKey = record.target?.id ?? record.issueKey ?? noWayBack(record);
  if (changes.length === 0) {
    return noWayBack(record);
  }
  const { tracker } = connection;
  const fieldIds = changes.map(({ field }) => field).filter((field) => /^customfield_\d+$/.test(field));
  const current = await tracker.issues.get(issueKey, { ...call, commentLimit: 0, fieldIds });
  const now = issueFields(current);
  checkUnchanged(issueKey, changes, now);

  const status = changes.find(({ field }) => field === 'status');
  const sprint = changes.find(({ field }) => field === 'sprint');
  const sprintId = sprint?.before?.ids[0];
  const step = status && (await stepBack(connection, issueKey, status, record, call));
  const request = requestFor(current, changes, record);
  const update = request && (await resolveUpdate(tracker, request, call));
  return {
    changes: changes.map((change) => reversed(change, now[change.field])),
    async carryOut() {
      if (step) await carryOutTransition(connection, step);
      if (sprintId !== undefined) await tracker.boards.moveToSprint(Number(sprintId), [issueKey]);
      else if (sprint) await tracker.boards.moveToBacklog([issueKey]);
      // A step back changes `updated`, which the texts are based on.
      const { updated } = step ? await tracker.issues.get(issueKey, { commentLimit: 0 }) : current;
      const basedOn = updated === undefined ? {} : { basedOn: updated };
      if (update) await carryOutUpdate(connection, { ...update, change: { ...update.change, ...basedOn } });
    },
    async notRestored() {
      const restored = issueFields(await tracker.issues.get(issueKey, { commentLimit: 0, fieldIds }));
      const back = changes.map(({ before, after, ...change }) => ({
        ...change,
        ...(after && { before: after }),
        ...(before && { after: before }),
      }));
      return back
        .filter((change) => !isAsWritten(change, restored[change.field]))
        .map(({ field, name }) => name ?? field);
    },
  };
}

/** Deletes an issue that nobody has touched since it was created. */
export async function creationBack(connection: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const key = record.issueKey ?? noWayBack(record);
  const { tracker } = connection;
  const issue = await tracker.issues.get(key, { ...call, commentLimit: 1 });
  if (record.updated === undefined) {
    return noWayBack(record);
  }
  const after = { ids: [], text: record.updated };
  const touched = [
    ...(issue.updated === record.updated ? [] : [{ field: 'updated', after, now: issue.updated ?? '' }]),
    ...(issue.commentTotal === 0 ? [] : [{ field: 'comments', now: String(issue.commentTotal) }]),
    ...(issue.subtasks.length === 0 ? [] : [{ field: 'subtasks', now: String(issue.subtasks.length) }]),
  ];
  if (touched.length > 0) {
    fail(changedSince(key, touched));
  }
  return {
    changes: [{ field: 'issue', before: { ids: [key], text: `${key} ${issue.summary}` } }],
    isDeletion: true,
    carryOut: () => tracker.issues.remove(key),
  };
}

/** Deletes a comment of ours that still says what was written. */
export async function commentBack(connection: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const { createdId, target } = record;
  const issueKey = target?.id;
  if (createdId === undefined || issueKey === undefined) {
    return noWayBack(record);
  }
  const { tracker } = connection;
  const { comments } = await tracker.issues.get(issueKey, { ...call, commentLimit: 100 });
  const comment = comments.find(({ id }) => id === createdId) ?? noWayBack(record);
  const written = record.changes?.find(({ field }) => field === 'comment')?.after;
  if (written && written.text.trim() !== comment.body.trim()) {
    fail(changedSince(issueKey, [{ field: 'comment', after: written, now: comment.body }]));
  }
  return {
    changes: [{ field: 'comment', before: { ids: [createdId], text: comment.body } }],
    isDeletion: true,
    carryOut: () => tracker.comments.remove(issueKey, createdId),
  };
}

/** Takes out a link between issues, or one to a page or address. */
export async function linkBack(connection: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const { createdId, target } = record;
  const issueKey = target?.id;
  if (createdId === undefined || issueKey === undefined) {
    return noWayBack(record);
  }
  const { issues, links } = connection.tracker;
  const issue = await issues.get(issueKey, { ...call, commentLimit: 0 });
  const remoteId = /^remote:(.+)$/.exec(createdId)?.[1];
  const link = issue.links.find(({ linkId }) => linkId === createdId);
  if (link) {
    return {
      changes: [{ field: 'link', before: { ids: [link.key], text: `${link.phrase} ${link.key}` } }],
      isDeletion: true,
      carryOut: () => links.unlink(createdId),
    };
  }
  const remote = (await links.remote(issueKey, call)).find(({ id }) => id === remoteId) ?? noWayBack(record);
  return {
    changes: [{ field: 'link', before: { ids: [remote.id], text: `${remote.title} ${remote.url}` } }],
    isDeletion: true,
    carryOut: () => links.removeRemote(issueKey, remote.id),
  };
}

function checkUnchanged(
  issueKey: string,
  changes: readonly FieldChange[],
  now: Readonly<Record<string, StoredField>>,
): void {
  const differences = changes.flatMap((change) =>
    isAsWritten(change, now[change.field]) ? [] : [{ ...change, now: now[change.field]?.text ?? '' }],
  );
  if (differences.length > 0) {
    fail(changedSince(issueKey, differences));
  }
}

function isAsWritten({ field, before, after }: FieldChange, now: StoredField | undefined): boolean {
  const [was, is] = [idsOf(after), idsOf(now)];
  if (lists.has(field)) {
    const old = idsOf(before);
    const [added, removed] = [minus(was, old), minus(old, was)];
    return added.every((each) => is.includes(each)) && !removed.some((each) => is.includes(each));
  }
  return was.length > 0 || is.length > 0
    ? minus(was, is).length === 0 && minus(is, was).length === 0
    : (after?.text ?? '').trim() === (now?.text ?? '').trim();
}

async function stepBack(
  { tracker }: Connection,
  issueKey: string,
  { before }: FieldChange,
  record: OperationRecord,
  call: Call,
) {
  const steps = await tracker.transitions.list(issueKey, { ...call, isFresh: true });
  const back = steps.find(({ to }) => to.id === before?.ids[0]) ?? noWayBack(record);
  return resolveTransitionRequest(
    { ...tracker, transitions: onlyOf(tracker.transitions, back) },
    { issueKey, to: back.id },
    call,
  );
}

/** Ids of steps and statuses are numbers that may meet: with one step to choose from there is no doubt. */
function onlyOf(transitions: Connection['tracker']['transitions'], step: { readonly id: string }) {
  return {
    ...transitions,
    list: async (...[key, call]: Parameters<typeof transitions.list>) =>
      (await transitions.list(key, call)).filter(({ id }) => id === step.id),
  };
}

function requestFor(
  { key, updated }: IssueDetail,
  changes: readonly FieldChange[],
  record: OperationRecord,
): UpdateIssueRequest | undefined {
  const named = changes.filter(({ field }) => field !== 'status' && field !== 'sprint');
  if (named.length === 0) {
    return undefined;
  }
  const members = named.map((change) => memberFor(change, record));
  const fields = Object.fromEntries(members.flatMap(({ fields }) => Object.entries(fields ?? {})));
  return {
    ...Object.assign({}, ...members),
    issueKey: key,
    ...(updated !== undefined && { basedOn: updated }),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
}

function memberFor({ field, before, after }: FieldChange, record: OperationRecord): Partial<UpdateIssueRequest> {
  const [old, written] = [idsOf(before), idsOf(after)];
  const list = { add: minus(old, written), remove: minus(written, old) };
  switch (field) {
    case 'summary':
      return { summary: before?.text ?? noWayBack(record) };
    case 'description':
      return { description: before?.text ?? '' };
    case 'assignee':
      return { assignee: old[0] ?? null };
    case 'priority':
      return { priority: old[0] ?? noWayBack(record) };
    case 'parent':
      return { parentKey: before?.text ?? null };
    case 'duedate':
      return { due: before?.text ?? null };
    case 'labels':
      return { labels: list };
    case 'components':
      return { components: list };
    case 'fixVersions':
      return { fixVersions: list };
    default: {
      const value: FieldInput | undefined = old.length > 0 ? old : before?.text;
      return { fields: { [field]: value === undefined || value === '' ? null : value } };
    }
  }
}

function reversed({ field, name, before }: FieldChange, now: StoredField | undefined): FieldChange {
  return {
    field,
    ...(name !== undefined && { name }),
    ...(now && now.text !== '' && { before: now }),
    ...(before && { after: before }),
  };
}

function changedSince(id: string, differences: (Failure & { readonly code: 'changedSince' })['differences']): Failure {
  return { code: 'changedSince', entity: 'issue', id, differences };
}

function idsOf(field: StoredField | undefined): readonly string[] {
  return field?.ids ?? [];
}

function minus(a: readonly string[], b: readonly string[]): string[] {
  return a.filter((each) => !b.includes(each));
}
