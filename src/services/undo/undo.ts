import { fail } from '#domain/errors.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { Call, Connection } from '#domain/ports.ts';
import type { Journal } from '../journal/journal.ts';
import type { RecordWrite } from '../journal/recordWrite.ts';
import { movesBack, ranksBack, sprintCreationBack } from './boardUndo.ts';
import { attachmentBack, watchersBack, worklogBack } from './extrasUndo.ts';
import { commentBack, creationBack, fieldsBack, linkBack } from './issueUndo.ts';
import { deletedPageBack, labelsBack, newPageBack, pageBack, pageCommentBack } from './pageUndo.ts';
import { undoneIds } from './undoable.ts';
import { versionBack, versionCreationBack } from './versionUndo.ts';
import { noWayBack, type WayBack } from './wayBack.ts';

export interface UndoPlan extends Pick<WayBack, 'changes' | 'isDeletion' | 'isToTrash'> {
  readonly record: OperationRecord;
}

export interface Undone extends UndoPlan {
  /** Names of fields that do not hold exactly what they held before. */
  readonly notRestored: readonly string[];
}

/**
 * What undoing the operation would do now; nothing is written.
 * @throws cannotUndo; changedSince with the difference when somebody changed it after that
 */
export async function planUndo(
  connection: Connection,
  journal: Journal,
  operationId: string,
  call: Call = {},
): Promise<UndoPlan> {
  const record = await findUndoable(connection, journal, operationId);
  return { ...(await wayBack(connection, record, call)), record };
}

/** Looks at everything once more, since a person may have thought about the plan for long, then takes it back. */
export async function carryOutUndo(
  connection: Connection,
  journal: Journal,
  operationId: string,
  record: RecordWrite,
): Promise<Undone> {
  const operation = await findUndoable(connection, journal, operationId);
  const way = await wayBack(connection, operation, {});
  const { changes, isDeletion, isToTrash } = way;
  const { projectKey, summary, target } = operation;
  const plan = { kind: 'undo', projectKey, summary, undoes: operation.id, ...(target && { target }) } as const;
  await record(
    connection,
    plan,
    () => way.carryOut(),
    () => ({ changes }),
  );
  // It is undone, whether or not that can be looked at.
  const notRestored = (await way.notRestored?.().catch(() => [])) ?? [];
  const kind = { ...(isDeletion && { isDeletion }), ...(isToTrash && { isToTrash }) };
  return { record: operation, changes, notRestored, ...kind };
}

/** The newest operation that can be undone: of an agent, on this issue or page where one is given. */
export async function latestUndoable(
  connection: Connection,
  journal: Journal,
  targetId: string | undefined,
): Promise<OperationRecord | undefined> {
  const records = await journal.list();
  const undone = undoneIds(records);
  return records.find(
    (record) =>
      isOurs(connection, record) &&
      record.surface === 'agent' &&
      record.kind !== 'undo' &&
      record.outcome === 'done' &&
      !undone.has(record.id) &&
      (targetId === undefined || isAbout(record, targetId)),
  );
}

function isAbout({ target, issueKey, issues = [] }: OperationRecord, targetId: string): boolean {
  return targetId === (target?.id ?? issueKey) || issues.some(({ key }) => key === targetId);
}

async function findUndoable(connection: Connection, journal: Journal, id: string): Promise<OperationRecord> {
  const records = await journal.list();
  const record =
    records.find((each) => each.id === id) ?? fail({ code: 'cannotUndo', reason: 'unknownOperation', summary: id });
  const { summary } = record;
  if (!isOurs(connection, record)) {
    fail({ code: 'cannotUndo', reason: 'otherSite', summary });
  }
  if (record.outcome !== 'done') {
    fail({ code: 'cannotUndo', reason: 'notDone', summary });
  }
  if (undoneIds(records).has(id)) {
    fail({ code: 'cannotUndo', reason: 'alreadyUndone', summary });
  }
  return record;
}

function wayBack(connection: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  switch (record.kind) {
    case 'createIssue':
      return creationBack(connection, record, call);
    case 'updateIssue':
    case 'transitionIssue':
    case 'moveToSprint':
      return fieldsBack(connection, record, call);
    case 'moveIssues':
      return movesBack(connection, record, call);
    case 'rankIssues':
      return ranksBack(connection, record, call);
    case 'createSprint':
      return sprintCreationBack(connection, record, call);
    case 'createVersion':
      return versionCreationBack(connection, record, call);
    case 'updateVersion':
      return versionBack(connection, record, call);
    case 'commentIssue':
      return commentBack(connection, record, call);
    case 'linkIssue':
      return linkBack(connection, record, call);
    case 'updatePage':
      return pageBack(connection, record, call);
    case 'labelPage':
      return labelsBack(connection, record, call);
    case 'createPage':
      return newPageBack(connection, record, call);
    case 'deletePage':
      return deletedPageBack(connection, record, call);
    case 'commentPage':
      return pageCommentBack(connection, record, call);
    case 'logWork':
      return worklogBack(connection, record, call);
    case 'watchIssue':
      return watchersBack(connection, record, call);
    case 'attachFile':
      return attachmentBack(connection, record, call);
    case 'deleteIssue':
    case 'deleteComment':
    case 'updateSprint':
    case 'other':
    case 'undo':
      return noWayBack(record);
  }
}

function isOurs({ site, account }: Connection, record: OperationRecord): boolean {
  return record.origin === site.origin && record.accountId === account.accountId;
}
