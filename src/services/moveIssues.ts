import { fail } from '#domain/errors.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { IssueChanges } from '#domain/operation.ts';
import type { Call, Connection, IssueTracker } from '#domain/ports.ts';
import { readWritten } from '#domain/readWritten.ts';
import type { RankPlace, Sprint } from '#domain/sprint.ts';
import { issueFieldChanges, issueFields } from './issueFieldChanges.ts';
import { placeIn, type RankOrder, rankChanges, readRanks } from './issueRanks.ts';
import type { PlannedWrite, RecordWrite } from './journal/recordWrite.ts';
import { settledWrite } from './settledWrite.ts';

/** A sprint that is not closed, or the backlog. */
export type Destination = Sprint | 'backlog';

/** Puts issues (at most 50) into a sprint or the backlog; recorded as one change. Returns the issues afterwards. */
export async function moveIssues(
  connection: Connection,
  issues: readonly IssueDetail[],
  destination: Destination,
  record: RecordWrite,
): Promise<readonly IssueDetail[]> {
  const { tracker } = connection;
  const keys = issues.map(({ key }) => key);
  const plan: PlannedWrite = {
    kind: 'moveIssues',
    projectKey: onlyProject(keys) ?? '',
    summary: `${keys.join(', ')} → ${destinationName(destination)}`,
    ...(destination !== 'backlog' && {
      target: { entity: 'sprint', id: String(destination.id), title: destination.name },
    }),
  };
  const isThere = (issue: IssueDetail) => isIn(issue, destination);
  return record(
    connection,
    plan,
    async () => {
      const move = () =>
        destination === 'backlog'
          ? tracker.boards.moveToBacklog(keys)
          : tracker.boards.moveToSprint(destination.id, keys);
      await settledWrite(connection, move, async () => (await tracker.issues.getAll(keys)).every(isThere));
      return readWritten(keys.join(', '), () => tracker.issues.getAll(keys));
    },
    (after) => ({ issues: sprintChanges(issues, after) }),
  );
}

export interface Ranked {
  /** Keys that the site did not rank. */
  readonly refused: readonly string[];
}

/** Puts issues (at most 50), in the order of their keys, next to another one; recorded as one change. */
export async function rankIssues(
  connection: Connection,
  keys: readonly string[],
  place: RankPlace,
  record: RecordWrite,
): Promise<Ranked> {
  const { tracker } = connection;
  const projects = [...new Set(keys.map(projectOf))];
  const before = await readRanks(tracker, projects);
  const summary = `${keys.join(', ')} ${describePlace(place)}`;
  const { refused } = await record(
    connection,
    { kind: 'rankIssues', projectKey: onlyProject(keys) ?? '', summary },
    async () => {
      let refused: readonly string[] = [];
      const rank = async () => {
        refused = await tracker.boards.rank(keys, place);
      };
      await settledWrite(connection, rank, async () => isRanked(await readRanks(tracker, projects), keys, place));
      return { refused, after: await readRanks(tracker, projects).catch((): RankOrder => []) };
    },
    ({ refused, after }) => ({
      issues: rankChanges(
        keys.filter((key) => !refused.includes(key)),
        before,
        after,
      ),
    }),
  );
  return { refused };
}

/** The issues of these keys as they are now; sub-tasks are refused, since they are wherever their parent is. */
export async function readMovable(
  tracker: IssueTracker,
  keys: readonly string[],
  call: Call,
): Promise<readonly IssueDetail[]> {
  const issues = await tracker.issues.getAll(keys, call);
  const subtasks = issues.filter(({ type }) => type.isSubtask).map(({ key }) => key);
  return subtasks.length === 0
    ? issues
    : fail({
        ...{ code: 'invalidArgument', argument: 'keys' },
        reason: `${subtasks.join(', ')} are sub-tasks, which go where their parent goes: name the parent`,
      });
}

export function isIn(issue: IssueDetail, destination: Destination): boolean {
  const current = issue.sprints.find(({ state }) => state !== 'closed');
  return destination === 'backlog' ? current === undefined : current?.id === destination.id;
}

export function destinationName(destination: Destination): string {
  return destination === 'backlog' ? 'backlog' : `${destination.name} (${destination.id})`;
}

export function describePlace(place: RankPlace): string {
  return 'before' in place ? `before ${place.before}` : `after ${place.after}`;
}

/** Where an issue is: the name of its sprint, or the backlog. */
export function placeName(issue: IssueDetail): string {
  return issueFields(issue)['sprint']?.text || 'backlog';
}

/** The project of all of them, if it is one. */
export function onlyProject(keys: readonly string[]): string | undefined {
  const projects = new Set(keys.map(projectOf));
  const [first] = projects;
  return projects.size === 1 ? first : undefined;
}

function sprintChanges(before: readonly IssueDetail[], after: readonly IssueDetail[]): IssueChanges[] {
  return before.flatMap((issue, index) => {
    const stored = after[index];
    const changes = stored ? issueFieldChanges(issue, stored).filter(({ field }) => field === 'sprint') : [];
    return changes.length > 0 ? [{ key: issue.key, changes }] : [];
  });
}

/** Whether the issues stand in a row beside the place; where it cannot be seen, they do not. */
function isRanked(order: RankOrder, keys: readonly string[], place: RankPlace): boolean {
  const anchor = 'before' in place ? place.before : place.after;
  const from = order.indexOf(keys[0] ?? '');
  const inRow = keys.every((key, index) => order[from + index] === key);
  const neighbour = 'before' in place ? order[from + keys.length] : order[from - 1];
  return from >= 0 && inRow && neighbour === anchor && placeIn(order, anchor, keys) !== undefined;
}

function projectOf(issueKey: string): string {
  return issueKey.replace(/-\d+$/, '');
}
