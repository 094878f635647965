import { fail } from '#domain/errors.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { Call, Connection } from '#domain/ports.ts';
import { peopleField } from '../peopleField.ts';
import { worklogField } from '../worklogField.ts';
import { noWayBack, type WayBack } from './wayBack.ts';

/** Deletes logged work that still says what was written. */
export async function worklogBack(connection: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const { issueKey, createdId } = added(record);
  const { history, worklogs } = connection.tracker;
  const log = (await history.worklog(issueKey, call)).find(({ id }) => id === createdId);
  if (!log) {
    return fail({ code: 'notFound', entity: 'worklog', id: createdId });
  }
  const now = worklogField(log);
  const written = record.changes?.find(({ field }) => field === 'worklog')?.after;
  if (written && (written.text !== now.text || written.ids.join() !== now.ids.join())) {
    const difference = { field: 'worklog', after: written, now: now.text };
    fail({ code: 'changedSince', entity: 'worklog', id: createdId, differences: [difference] });
  }
  return {
    changes: [{ field: 'worklog', before: now }],
    isDeletion: true,
    carryOut: () => worklogs.remove(issueKey, createdId),
  };
}

/** Takes out of the watchers whom the operation put in, and puts in whom it took out. */
export async function watchersBack(connection: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const issueKey = record.target?.id ?? noWayBack(record);
  const change = record.changes?.find(({ field }) => field === 'watchers') ?? noWayBack(record);
  const { watchers, people } = connection.tracker;
  const current = (await watchers.list(issueKey, call)).people;
  const watching = new Set(current.map(({ accountId }) => accountId));
  const [old, written] = [change.before?.ids ?? [], change.after?.ids ?? []];
  const leaving = written.filter((id) => !old.includes(id) && watching.has(id));
  const returning = old.filter((id) => !written.includes(id) && !watching.has(id));
  const returned = await Promise.all(returning.map((id) => people.get(id, call)));
  const after = [...current.filter(({ accountId }) => !leaving.includes(accountId)), ...returned];
  return {
    changes: [{ field: 'watchers', before: peopleField(current), after: peopleField(after) }],
    async carryOut() {
      for (const id of leaving) await watchers.remove(issueKey, id);
      for (const id of returning) await watchers.add(issueKey, id);
    },
  };
}

/** Deletes the file: nobody can have changed it, files are only ever added. */
export async function attachmentBack(connection: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const { issueKey, createdId } = added(record);
  const { attachments } = connection.tracker;
  const found = (await attachments.list(issueKey, call)).find(({ id }) => id === createdId);
  const { fileName } = found ?? fail({ code: 'notFound', entity: 'attachment', id: createdId });
  return {
    changes: [{ field: 'attachment', before: { ids: [createdId], text: fileName } }],
    isDeletion: true,
    carryOut: () => attachments.remove(issueKey, createdId),
  };
}

function added(record: OperationRecord): { readonly issueKey: string; readonly createdId: string } {
  return { issueKey: record.target?.id ?? noWayBack(record), createdId: record.createdId ?? noWayBack(record) };
}
