import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { Issue, IssueDetail } from '#domain/issue.ts';
import type { OperationTarget } from '#domain/operation.ts';
import type { Call, Connection, IssueTracker } from '#domain/ports.ts';
import { readWritten } from '#domain/readWritten.ts';
import { type Board, mostMovedIssues, type Sprint, type SprintChange, type SprintDraft } from '#domain/sprint.ts';
import type { PlannedWrite, RecordWrite } from './journal/recordWrite.ts';
import { type Destination, moveIssues } from './moveIssues.ts';
import { settledWrite } from './settledWrite.ts';

/** Creates a sprint, which cannot be told from another of its name: a lost answer stays in doubt unless one is new. */
export async function createSprint(
  connection: Connection,
  board: Board,
  draft: SprintDraft,
  record: RecordWrite,
): Promise<Sprint> {
  const { boards } = connection.tracker;
  const future = async () => boards.sprints(board.id, ['future'], { isFresh: true });
  const known = new Set((await future()).map(({ id }) => id));
  const plan = { kind: 'createSprint', projectKey: board.projectKey ?? '', summary: draft.name } as const;
  return record(
    connection,
    plan,
    async () => {
      let sprint: Sprint | undefined;
      const create = async () => {
        sprint = await boards.createSprint(draft);
      };
      const find = async () => {
        sprint = (await future()).find(({ id, name }) => !known.has(id) && name === draft.name.trim());
        return sprint !== undefined;
      };
      await settledWrite(connection, create, find);
      return sprint ?? fail({ code: 'unexpectedAnswer', detail: 'the site did not keep the sprint' });
    },
    (sprint) => ({
      target: targetOf(sprint, board),
      createdId: String(sprint.id),
      changes: sprintChanges(undefined, sprint),
    }),
  );
}

/** Starts or closes a sprint. */
export async function changeSprint(
  connection: Connection,
  { sprint, board }: { readonly sprint: Sprint; readonly board: Board },
  change: SprintChange,
  record: RecordWrite,
): Promise<Sprint> {
  const { boards } = connection.tracker;
  const plan: PlannedWrite = {
    kind: 'updateSprint',
    projectKey: board.projectKey ?? '',
    summary: `${sprint.name}: ${sprint.state} → ${change.state ?? sprint.state}`,
    target: targetOf(sprint, board),
  };
  return record(
    connection,
    plan,
    async () => {
      const isDone = async () => (await boards.getSprint(sprint.id)).state === change.state;
      await settledWrite(connection, async () => void (await boards.updateSprint(sprint.id, change)), isDone);
      return readWritten(sprint.name, () => boards.getSprint(sprint.id));
    },
    (after) => ({ changes: sprintChanges(sprint, after) }),
  );
}

/** What is done, and what is not: sub-tasks are counted, but only their parents can be moved. */
export interface SprintContent {
  readonly done: readonly Issue[];
  readonly unfinished: readonly Issue[];
  readonly movable: readonly string[];
}

export async function readSprintContent(
  tracker: IssueTracker,
  board: Board,
  sprint: Sprint,
  call: Call = {},
): Promise<SprintContent> {
  const issues = await tracker.boards.sprintIssues(board.id, sprint.id, { ...call, fields: [] });
  const unfinished = issues.filter(({ status }) => status.category !== 'done');
  return {
    unfinished,
    done: issues.filter(({ status }) => status.category === 'done'),
    movable: unfinished.filter(({ type }) => !type.isSubtask).map(({ key }) => key),
  };
}

export interface ClosedSprint {
  readonly sprint: Sprint;
  readonly content: SprintContent;
  /** Keys that are in the destination now. */
  readonly moved: readonly string[];
  /** Why the others are not: they are in the backlog. */
  readonly failure?: Failure;
}

/**
 * Closes a sprint, then takes what is unfinished where it is to go: in this order Jira's reports know it as not
 * completed, not as taken out. Closing alone leaves it in the backlog.
 */
export async function closeSprint(
  connection: Connection,
  where: { readonly sprint: Sprint; readonly board: Board },
  destination: Destination,
  record: RecordWrite,
): Promise<ClosedSprint> {
  const content = await readSprintContent(connection.tracker, where.board, where.sprint);
  const closed: Sprint = { ...where.sprint, state: 'closed' };
  const sprint = await changeSprint(connection, where, { state: 'closed' }, record).catch(orIfStored(closed));
  const moved: string[] = [];
  if (destination === 'backlog') {
    return { sprint, content, moved: content.movable };
  }
  for (const keys of chunks(content.movable, mostMovedIssues)) {
    try {
      const issues: readonly IssueDetail[] = await connection.tracker.issues.getAll(keys);
      await moveIssues(connection, issues, destination, record).catch(orIfStored(issues));
      moved.push(...keys);
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      return { sprint, content, moved, failure };
    }
  }
  return { sprint, content, moved };
}

/** What is stored and only could not be read back is no reason to leave the rest undone. */
function orIfStored<T>(fallback: T): (error: unknown) => T {
  return (error) => {
    if (failureOf(error)?.code !== 'notReadBack') {
      throw error;
    }
    return fallback;
  };
}

function targetOf({ id, name }: Sprint, { url }: Board): OperationTarget {
  return { entity: 'sprint', id: String(id), title: name, url };
}

function sprintChanges(before: Sprint | undefined, after: Sprint): FieldChange[] {
  const members = ['name', 'goal', 'state', 'startDate', 'endDate'] as const;
  return members.flatMap((field) => {
    const [was, is] = [before?.[field] ?? '', after[field] ?? ''];
    const side = (text: string) => ({ ids: [], text });
    return was === is
      ? []
      : [{ field, ...(was !== '' && { before: side(was) }), ...(is !== '' && { after: side(is) }) }];
  });
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
