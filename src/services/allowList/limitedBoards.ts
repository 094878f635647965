import type { BoardOperations, Call, IssueTracker } from '#domain/ports.ts';
import type { Board } from '#domain/sprint.ts';
import { allWithin, type Bounds, isMissing, outside } from './bounds.ts';

export type CheckIssue = (key: string, call?: Call) => Promise<void>;

/** Boards, sprints and backlogs as far as the bounds reach; see `limitedTracker`. */
export function limitedBoards(tracker: IssueTracker, bounds: Bounds, inside: CheckIssue): Required<BoardOperations> {
  const { boards: site } = tracker;
  const isBounded = bounds.projects.length > 0;
  const insideBoard = async (boardId: number, call?: Call) => {
    if (isBounded) {
      const read = async () => bounds.hasProject((await site.get(boardId, call)).projectKey);
      await bounds.verify('board', boardId, read);
    }
  };
  const getSprint: BoardOperations['getSprint'] = async (sprintId, call) => {
    const sprint = await site.getSprint(sprintId, call);
    if (isBounded) {
      const { originBoardId } = sprint;
      // A board that is gone belongs nowhere.
      const isInside = originBoardId !== undefined && (await insideBoard(originBoardId, call).then(yes, noIfMissing));
      await bounds.verify('sprint', sprintId, async () => isInside);
    }
    return sprint;
  };
  /** Names of boards, and names and goals of their sprints, are texts of the project's people. */
  const noteRead = ({ projectKey }: Board) => {
    if (projectKey !== undefined) bounds.noteRead(projectKey);
  };
  const allInside = async (issueKeys: readonly string[]) => {
    for (const key of issueKeys) bounds.checkIssueKey(key);
    await Promise.all(issueKeys.map((key) => inside(key)));
  };
  /** What ends a sprint also takes its issues out of it, those of other projects too. */
  const onlyInside = async (sprintId: number) => {
    if (isBounded) {
      const filter = { sprint: sprintId };
      const { items, cursor } = await tracker.issues.search({ filter }, { limit: 500, fields: [] });
      if (cursor !== undefined || !items.every(({ projectKey }) => bounds.hasProject(projectKey))) {
        outside('sprint', String(sprintId));
      }
    }
  };
  return {
    async list(projectKey, request) {
      if (projectKey !== undefined) bounds.checkProject(projectKey);
      const page = await site.list(projectKey, request);
      const items = page.items.filter((board) => bounds.hasProject(board.projectKey));
      items.forEach(noteRead);
      return { ...page, items };
    },
    async get(boardId, call) {
      const board = await site.get(boardId, call);
      await bounds.verify('board', boardId, async () => bounds.hasProject(board.projectKey));
      noteRead(board);
      return board;
    },
    async configuration(boardId, call) {
      await insideBoard(boardId, call);
      return site.configuration(boardId, call);
    },
    async sprints(boardId, states, call) {
      await insideBoard(boardId, call);
      const sprints = await site.sprints(boardId, states, call);
      // Boards also list sprints of others, whose names and goals are not this project's.
      const others = new Set(sprints.flatMap(({ originBoardId }) => originBoardId ?? []));
      const areInside = new Map(
        await Promise.all(
          [...others].map(async (id) => [id, await insideBoard(id, call).then(yes, noIfMissing)] as const),
        ),
      );
      return sprints.filter(
        ({ originBoardId }) => originBoardId === undefined || areInside.get(originBoardId) === true,
      );
    },
    getSprint,
    async sprintIssues(boardId, sprintId, call) {
      await insideBoard(boardId, call);
      return allWithin(await site.sprintIssues(boardId, sprintId, call), bounds);
    },
    async boardIssues(boardId, call) {
      await insideBoard(boardId, call);
      return allWithin(await site.boardIssues(boardId, call), bounds);
    },
    async backlog(boardId, request) {
      await insideBoard(boardId, request);
      // Narrowed and not only filtered: else the total would count issues of others.
      const { items, total } = await site.backlog(boardId, {
        ...request,
        ...(isBounded && { projectKeys: bounds.projects }),
      });
      return { items: allWithin(items, bounds), total };
    },
    async moveToSprint(sprintId, issueKeys, call) {
      await allInside(issueKeys);
      if (isBounded) await getSprint(sprintId);
      return site.moveToSprint(sprintId, issueKeys, call);
    },
    async moveToBacklog(issueKeys, call) {
      await allInside(issueKeys);
      return site.moveToBacklog(issueKeys, call);
    },
    async rank(issueKeys, place, call) {
      await allInside([...issueKeys, 'before' in place ? place.before : place.after]);
      return site.rank(issueKeys, place, call);
    },
    async createSprint(draft, call) {
      await insideBoard(draft.boardId);
      return site.createSprint(draft, call);
    },
    async updateSprint(sprintId, change, call) {
      if (isBounded) await getSprint(sprintId);
      if (change.state === 'closed') await onlyInside(sprintId);
      return site.updateSprint(sprintId, change, call);
    },
    async removeSprint(sprintId, call) {
      if (isBounded) await getSprint(sprintId);
      await onlyInside(sprintId);
      return site.removeSprint(sprintId, call);
    },
  };
}

function noIfMissing(error: unknown): false {
  if (!isMissing(error)) {
    throw error;
  }
  return false;
}

function yes(): true {
  return true;
}
