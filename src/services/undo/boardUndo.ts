import { fail } from '#domain/errors.ts';
import type { FieldChange, StoredField } from '#domain/fieldValue.ts';
import type { IssueChanges, OperationRecord } from '#domain/operation.ts';
import type { Call, Connection } from '#domain/ports.ts';
import { issueFields } from '../issueFieldChanges.ts';
import { placeFrom, placeIn, readRanks, stored } from '../issueRanks.ts';
import { noWayBack, type WayBack } from './wayBack.ts';

/** Puts issues back into the sprints, or the backlog, that they were moved from. */
export async function movesBack({ tracker }: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const moves = movedIssues(record, 'sprint');
  const issues = await tracker.issues.getAll(keysOf(moves), call);
  const now = new Map(issues.map((issue) => [issue.key, issueFields(issue)['sprint']]));
  checkUnchanged(moves, (key) => now.get(key));
  const bySprint = Map.groupBy(moves, ({ change }) => change.before?.ids[0]);
  for (const id of bySprint.keys()) {
    // Nothing goes back into a sprint that was closed meanwhile.
    if (id !== undefined && (await tracker.boards.getSprint(Number(id), call)).state === 'closed') {
      return noWayBack(record);
    }
  }
  return {
    changes: moves.map(({ key, change }) => reversed(key, change)),
    async carryOut() {
      for (const [id, group] of bySprint) {
        const keys = keysOf(group);
        await (id === undefined ? tracker.boards.moveToBacklog(keys) : tracker.boards.moveToSprint(Number(id), keys));
      }
    },
  };
}

/** Puts issues back next to those they stood by. */
export async function ranksBack({ tracker }: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const moves = movedIssues(record, 'rank');
  const keys = keysOf(moves);
  const order = await readRanks(tracker, [...new Set(keys.map(projectOf))], call);
  checkUnchanged(moves, (key) => {
    const place = placeIn(order, key, keys);
    return place && stored(place);
  });
  // Those that stood together go back together, in the order they were in, which is that of the record.
  const places = Map.groupBy(moves, ({ change }) => change.before?.text);
  return {
    changes: moves.map(({ key, change }) => reversed(key, change)),
    async carryOut() {
      for (const group of places.values()) {
        const place = group[0]?.change.before && placeFrom(group[0].change.before);
        await tracker.boards.rank(keysOf(group), place ?? noWayBack(record));
      }
    },
  };
}

/** Deletes a sprint that was created, as long as it is as it was then and nothing is in it. */
export async function sprintCreationBack(
  { tracker }: Connection,
  record: OperationRecord,
  call: Call,
): Promise<WayBack> {
  const id = Number(record.target?.id ?? record.createdId ?? noWayBack(record));
  const sprint = await tracker.boards.getSprint(id, call);
  const boardId = sprint.originBoardId ?? noWayBack(record);
  const issues = await tracker.boards.sprintIssues(boardId, id, { ...call, fields: [] });
  const written = (name: string) => record.changes?.find(({ field }) => field === name)?.after;
  const differences = [
    { field: 'name', after: written('name'), now: sprint.name },
    { field: 'goal', after: written('goal'), now: sprint.goal },
    { field: 'state', after: plain('future'), now: sprint.state },
    { field: 'issues', after: plain('0'), now: String(issues.length) },
  ].filter(({ after, now }) => (after?.text ?? '') !== now);
  if (differences.length > 0) {
    fail({
      ...{ code: 'changedSince', entity: 'sprint', id: String(id) },
      differences: differences.map(({ after, ...rest }) => ({ ...rest, ...(after && { after }) })),
    });
  }
  return {
    changes: [{ field: 'sprint', before: { ids: [String(id)], text: sprint.name } }],
    isDeletion: true,
    carryOut: () => tracker.boards.removeSprint(id),
  };
}

interface Move {
  readonly key: string;
  readonly change: FieldChange;
}

function movedIssues(record: OperationRecord, field: string): readonly Move[] {
  const moves = (record.issues ?? []).flatMap(({ key, changes }: IssueChanges) => {
    const change = changes.find((each) => each.field === field);
    return change ? [{ key, change }] : [];
  });
  return moves.length === 0 ? noWayBack(record) : moves;
}

function checkUnchanged(moves: readonly Move[], nowOf: (key: string) => StoredField | undefined): void {
  const changed = moves.filter(({ key, change }) => (nowOf(key)?.text ?? '') !== (change.after?.text ?? ''));
  if (changed.length > 0) {
    fail({
      ...{ code: 'changedSince', entity: 'issue', id: keysOf(changed).join(', ') },
      differences: changed.map(({ key, change: { field, after } }) => ({
        ...{ field, name: `${key} ${field}`, now: nowOf(key)?.text ?? '' },
        ...(after && { after }),
      })),
    });
  }
}

function reversed(key: string, { field, before, after }: FieldChange): FieldChange {
  return { field, name: `${key} ${field}`, ...(after && { before: after }), ...(before && { after: before }) };
}

function keysOf(moves: readonly Move[]): string[] {
  return moves.map(({ key }) => key);
}

function projectOf(issueKey: string): string {
  return issueKey.replace(/-\d+$/, '');
}

function plain(text: string): StoredField {
  return { ids: [], text };
}
