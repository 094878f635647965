import type { DemoBoard, DemoIssue, DemoIssueLink, DemoJira, DemoSprint, DemoUser } from '#demo/jira/model.ts';
import { fieldId, projectId, statusId, typeId } from '#demo/jira/seed/ids.ts';
import { Random } from '#demo/random.ts';
import type { DemoSite } from '#demo/site.ts';
import { changeItemsOf, statusItems } from './randomChanges.ts';

const dayMs = 86_400_000;

/** Two statuses of each category, and one that blocks by its name. */
export const statusIds = [
  statusId.toDo,
  statusId.opsToDo,
  statusId.inProgress,
  statusId.inReview,
  statusId.blocked,
  statusId.done,
  statusId.wontDo,
];

/** Puts another, random Jira into a running demo site: boards, sprints, and issues with lives of their own. */
export function randomise(site: DemoSite, seed: number, now: number): Random {
  const random = new Random(seed);
  const boards = randomBoards(random);
  const sprints = randomSprints(random, boards, now);
  const issues = new Map<string, DemoIssue>();
  const people = site.users.filter(({ accountType, isActive }) => accountType === 'atlassian' && isActive);
  const links: DemoIssueLink[] = [];
  const count = random.integer(0, 60);
  for (let number = 1; number <= count; number++) {
    const issue = randomIssue(random, { number, now, sprints, people, issues, links });
    issues.set(issue.id, issue);
  }
  const jira: Partial<DemoJira> = { boards, sprints, issues, links };
  Object.assign(site.jira, jira);
  return random;
}

function randomBoards(random: Random): DemoBoard[] {
  const columns = [{ name: 'All', statusIds: statusIds.slice(0, random.integer(2, statusIds.length)) }];
  // No field, a field of points, or one of time.
  const estimates = ['', fieldId.storyPoints, fieldId.storyPoints, fieldId.storyPointEstimate, 'timeoriginalestimate'];
  const board = (id: number, project: string, types: readonly DemoBoard['type'][]): DemoBoard => {
    const estimateFieldId = random.pick(estimates);
    const type = random.pick(types);
    return {
      ...{ id, name: `${String.fromCharCode(65 + random.integer(0, 25))} ${id}`, type, projectId: project, columns },
      ...(estimateFieldId !== '' && { estimateFieldId }),
    };
  };
  const own = Array.from({ length: random.pick([0, 1, 1, 1, 2, 3]) }, (_, index) =>
    board(4 + index, projectId.NIM, ['scrum', 'scrum', 'scrum', 'kanban', 'simple']),
  );
  return [...own, board(9, projectId.PAY, ['scrum'])];
}

function randomSprints(random: Random, boards: readonly DemoBoard[], now: number): DemoSprint[] {
  const sprints: DemoSprint[] = [];
  const add = (board: DemoBoard, state: DemoSprint['state'], startDate: number | null, endDate: number | null) => {
    const id = 40 + sprints.length;
    const early = random.integer(-2, 3) * dayMs;
    sprints.push({
      ...{ id, name: `Sprint ${id}`, state, goal: '', startDate, endDate, originBoardId: board.id },
      completeDate: state === 'closed' && endDate !== null ? endDate - early : null,
    });
  };
  for (const board of boards.filter(({ type }) => type === 'scrum')) {
    const closed = random.integer(0, 8);
    for (let age = closed; age > 0; age--) {
      const start = now - age * 10 * dayMs - random.integer(0, dayMs);
      add(board, 'closed', start, start + 9 * dayMs);
    }
    for (let count = random.pick([0, 1, 1, 1, 2, 3]); count > 0; count--) {
      const start = now - random.integer(0, 9 * dayMs);
      const isDated = random.next() < 0.9;
      add(board, 'active', isDated ? start : null, isDated ? start + random.integer(7, 14) * dayMs : null);
    }
    add(board, 'future', null, null);
  }
  return sprints;
}

interface Surroundings {
  readonly number: number;
  readonly now: number;
  readonly sprints: readonly DemoSprint[];
  readonly people: readonly DemoUser[];
  readonly issues: ReadonlyMap<string, DemoIssue>;
  readonly links: DemoIssueLink[];
}

/** What the issue is at the start, and then change upon change, each in its history, up to now. */
function randomIssue(random: Random, around: Surroundings): DemoIssue {
  const { number, now, sprints, people } = around;
  const isElsewhere = random.next() < 0.15;
  const maybe = <T>(share: number, value: T): T | undefined => (random.next() < share ? value : undefined);
  const points = () => random.pick([0, 0.5, 1, 2, 3, 5, 8]);
  const first = maybe(0.4, sprints.length > 0 ? random.pick(sprints).id : undefined);
  const finish = finishOf(random, first, around);
  const created = (finish ?? now) - random.integer(0, 60 * dayMs);
  const issue: DemoIssue = {
    id: String(20_000 + number),
    key: `${isElsewhere ? 'PAY' : 'NIM'}-${number}`,
    projectId: isElsewhere ? projectId.PAY : projectId.NIM,
    typeId: random.pick([typeId.story, typeId.task, typeId.bug, typeId.epic]),
    statusId: statusId.toDo,
    summary: `Issue ${number}`,
    description: null,
    assigneeId: maybe(0.6, random.pick(people).accountId) ?? null,
    reporterId: random.pick(people).accountId,
    priorityId: '3',
    ...{ labels: [], componentIds: [], fixVersionIds: [], parentId: null, resolutionId: null },
    due: maybe(0.4, new Date(now + random.integer(-4, 4) * dayMs).toISOString().slice(0, 10)) ?? null,
    sprintIds: first === undefined ? [] : [first],
    rank: number,
    custom: {
      ...(random.next() < 0.7 && { [fieldId.storyPoints]: points() }),
      ...(random.next() < 0.5 && { [fieldId.storyPointEstimate]: points() }),
    },
    ...{ watcherIds: [], comments: [], changes: [], worklogs: [], remoteLinks: [], attachments: [], properties: {} },
    ...{ created, updated: created, resolved: null },
  };
  const events = Array.from({ length: random.integer(0, 9) }, () => random.integer(created, finish ?? now));
  for (const [index, at] of [...events.sort((a, b) => a - b), ...(finish === undefined ? [] : [finish])].entries()) {
    const items = at === finish ? statusItems(issue, statusId.done) : changeItemsOf(random, issue, around);
    if (items.length > 0) {
      const authorId = random.pick(people).accountId;
      issue.changes.push({ id: String(number * 100 + index), authorId, created: at, items });
      issue.updated = at;
    }
  }
  return issue;
}

/** Most issues of sprints that are over were finished in them, as otherwise no sprint would have a pace. */
function finishOf(random: Random, sprintId: number | undefined, { sprints, now }: Surroundings): number | undefined {
  const sprint = sprints.find(({ id }) => id === sprintId);
  const [start, end] = [sprint?.startDate ?? now, Math.min(now, sprint?.completeDate ?? now)];
  return start < end && random.next() < 0.7 ? random.integer(start, end) : undefined;
}
