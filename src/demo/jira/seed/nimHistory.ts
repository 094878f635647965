import type { Random } from '../../random.ts';
import type { DemoIssue, DemoSprint } from '../model.ts';
import type { Backlog } from './backlog.ts';
import { fieldId, statusId, typeId } from './ids.ts';
import { type NimRow, nimIssueId, nimProjectId, nimRows } from './nimIssues.ts';
import type { DemoPeople } from './people.ts';

const hour = 3_600_000;
const day = 24;

/** Adds the rows of NIM with the ordinary life that led each to its state: planned, assigned, started, reviewed, done. */
export function addNimIssues(
  backlog: Backlog,
  people: DemoPeople,
  sprints: readonly DemoSprint[],
  random: Random,
): void {
  const issues = new Map<number, DemoIssue>();
  for (const row of nimRows) {
    const created = (nimRows.length + 4 - row.number) * 1.6 * day + random.integer(0, 300) / 60;
    const issue = backlog.create({
      id: nimIssueId(row.number),
      key: `NIM-${row.number}`,
      projectId: nimProjectId,
      typeId: row.typeId,
      // Subtasks and epics inherit no status: everything starts at the first one and moves from there.
      statusId: statusId.toDo,
      summary: row.summary,
      reporter: row.typeId === typeId.bug ? random.pick([people.chloe, people.aisha, people.lea]) : people.lea,
      created,
      priorityId: row.priorityId,
      labels: row.labels,
      componentIds: row.componentIds,
      fixVersionIds: fixVersions(row),
      parent: row.parent === undefined ? undefined : issues.get(row.parent),
      custom: row.points === undefined ? {} : { [fieldId.storyPoints]: row.points },
    });
    issues.set(row.number, issue);
    liveThrough(backlog, people, sprints, random, row, issue, created);
  }
}

function fixVersions(row: NimRow): string[] {
  const last = row.sprintIds.at(-1);
  return last === undefined ? [] : last >= 44 ? ['10002'] : last >= 41 ? ['10001'] : ['10000'];
}

function liveThrough(
  backlog: Backlog,
  people: DemoPeople,
  sprints: readonly DemoSprint[],
  random: Random,
  row: NimRow,
  issue: DemoIssue,
  created: number,
): void {
  const worker = row.assignee === undefined ? people.lea : people[row.assignee];
  const now = backlog.instant(0);
  const planned = row.sprintIds.flatMap((id) => sprints.find((sprint) => sprint.id === id) ?? []);
  let plannedAt = created - 2;
  for (const sprint of planned) {
    plannedAt = sprint.startDate === null ? 3 * day : (now - sprint.startDate) / hour + 1;
    backlog.putInSprint(issue, Math.min(plannedAt, created - 1), people.lea, sprint.id);
  }
  if (row.assignee !== undefined) {
    backlog.assign(issue, Math.min(plannedAt, created - 1) - 0.25, people.lea, worker);
  }
  if (row.statusId === statusId.toDo) {
    return;
  }
  const last = planned.at(-1);
  // Active sprint: the work happened between its start and 30 hours ago, so that the stories come later.
  const start = last?.startDate ? (now - last.startDate) / hour : created - 5;
  const end = last?.completeDate ? (now - last.completeDate) / hour + 5 : Math.min(135, start / 2);
  const steps =
    row.statusId === statusId.inProgress || row.statusId === statusId.blocked
      ? [statusId.inProgress]
      : row.statusId === statusId.inReview
        ? [statusId.inProgress, statusId.inReview]
        : [statusId.inProgress, statusId.inReview, row.statusId];
  for (const [index, step] of steps.entries()) {
    const progress = (index + 0.3 + random.next() * 0.5) / steps.length;
    backlog.moveTo(issue, start - (start - end) * progress, worker, step);
  }
}
