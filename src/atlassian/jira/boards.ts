import { getAllBoards, getAllSprints, getBoard, getConfiguration, getSprint } from 'jira.js/agile';
import { fail, failureOf } from '#domain/errors.ts';
import type { BoardOperations, Call, Paged } from '#domain/ports.ts';
import type { Board, BoardConfiguration, Sprint, SprintState } from '#domain/sprint.ts';
import { cursorOffset, numericId, pageSize, projectKey } from '../arguments.ts';
import { Cached } from '../cached.ts';
import { answerList, answerObject, isObject, optional } from '../wire.ts';
import { backlogIssues, boardIssues, sprintIssues } from './boardIssues.ts';
import { offsetPageFrom } from './offsetPages.ts';
import type { JiraSite } from './site.ts';
import { boardFrom, configurationFrom, sprintFrom } from './sprintFromWire.ts';
import { moveOperations, sprintWrites } from './sprintWrites.ts';

const mostPerPage = 50;
const mostSprintPages = 40;
const configurationTtlMs = 10 * 60_000;
const boardsTtlMs = 5 * 60_000;
/** Sprints start and end while people work. */
const sprintsTtlMs = 60_000;

export function boardOperations(site: JiraSite): BoardOperations {
  const { now } = site.transport;
  const configurations = new Cached<BoardConfiguration>(configurationTtlMs, { now });
  const boards = new Cached<Board>(boardsTtlMs, { now });
  const pages = new Cached<Paged<Board>>(boardsTtlMs, { now, isKept: ({ items }) => items.length > 0 });
  const sprints = new Cached<readonly Sprint[]>(sprintsTtlMs, { now, isKept: (list) => list.length > 0 });
  const clientFor = (call: Call | undefined, entity: 'board' | 'sprint', id: number) =>
    site.transport.client(call, { entity, id: String(id) });

  async function get(boardId: number, call?: Call): Promise<Board> {
    const id = numericId(boardId, 'boardId');
    const load = async () => {
      const answer: unknown = await getBoard(clientFor(undefined, 'board', id), { boardId: id });
      return boardFrom(answerObject(answer, 'board'), site.origin);
    };
    return boards.get(String(id), load, call);
  }

  async function configuration(boardId: number, call?: Call): Promise<BoardConfiguration> {
    const id = numericId(boardId, 'boardId');
    const load = async () => {
      const answer: unknown = await getConfiguration(clientFor(undefined, 'board', id), { boardId: id });
      return configurationFrom(answerObject(answer, 'board configuration'));
    };
    return configurations.get(String(id), load, call?.signal && { signal: call.signal });
  }

  /** The board's estimate field is worth asking for, not worth failing for: reading it needs a scope of its own. */
  async function estimateFieldId(boardId: number, call: Call | undefined): Promise<string | undefined> {
    try {
      return (await configuration(boardId, call)).estimateFieldId;
    } catch (error) {
      const code = failureOf(error)?.code;
      if (code === 'forbidden' || code === 'missingScope' || code === 'notFound' || code === 'unexpectedAnswer') {
        return undefined;
      }
      throw error;
    }
  }

  async function reading(boardId: number, call: Call | undefined) {
    const [fields, field] = await Promise.all([site.fields.get(call), estimateFieldId(boardId, call)]);
    return { origin: site.origin, fields, estimateFieldId: field };
  }

  return {
    async list(project, request = {}) {
      const startAt = cursorOffset(request.cursor);
      const client = site.transport.client(undefined, { entity: 'board', ...optional('id', project) });
      const parameters = {
        startAt,
        maxResults: pageSize(request.limit, mostPerPage, mostPerPage),
        ...optional('projectKeyOrId', project === undefined ? undefined : projectKey(project)),
      };
      const load = async () => {
        const answer: unknown = await getAllBoards(client, parameters);
        const { values, cursor } = offsetPageFrom(answer, 'boards', startAt);
        return { items: values.map((wire) => boardFrom(wire, site.origin)), ...optional('cursor', cursor) };
      };
      return pages.get(JSON.stringify(parameters), load, request);
    },
    get,
    configuration,

    async sprints(boardId, states, call) {
      const id = numericId(boardId, 'boardId');
      try {
        return await sprints.get(JSON.stringify([id, states]), () => allSprints(site, id, states), call);
      } catch (error) {
        // Boards without sprints answer 400 in words of the site's language: the board's type tells what it meant.
        const failure = failureOf(error);
        const board = failure?.code === 'unexpectedAnswer' && failure.status === 400 ? await get(id, call) : undefined;
        if (board && board.type !== 'scrum') {
          fail({ code: 'boardHasNoSprints', board }, { cause: error });
        }
        throw error;
      }
    },

    async getSprint(sprintId, call) {
      const id = numericId(sprintId, 'sprintId');
      const answer: unknown = await getSprint(clientFor(call, 'sprint', id), { sprintId: id });
      return sprintFrom(answerObject(answer, 'sprint'));
    },

    async sprintIssues(boardId, sprintId, call) {
      const board = numericId(boardId, 'boardId');
      const sprint = numericId(sprintId, 'sprintId');
      return sprintIssues(site, board, sprint, await reading(board, call), call);
    },

    async boardIssues(boardId, call) {
      const board = numericId(boardId, 'boardId');
      return boardIssues(site, board, await reading(board, call), call);
    },

    async backlog(boardId, request) {
      const board = numericId(boardId, 'boardId');
      return backlogIssues(site, board, await reading(board, request), request);
    },

    ...moveOperations(site, () => sprints.clear()),
    ...sprintWrites(site, () => sprints.clear()),
  };
}

async function allSprints(site: JiraSite, boardId: number, states: readonly SprintState[]): Promise<Sprint[]> {
  const sprints = new Map<number, Sprint>();
  const client = site.transport.client(undefined, { entity: 'board', id: String(boardId) });
  let startAt = 0;
  for (let page = 0; page < mostSprintPages; page++) {
    const answer: unknown = await getAllSprints(client, {
      boardId,
      startAt,
      maxResults: mostPerPage,
      ...optional('state', states.length > 0 ? [...new Set(states)].join(',') : undefined),
    });
    // These pages have no `total`; some say `isLast` only.
    const wire = answerObject(answer, 'sprints');
    const values = answerList(wire['values'], 'sprints').filter(isObject);
    for (const sprint of values.map(sprintFrom)) {
      sprints.set(sprint.id, sprint);
    }
    startAt += values.length;
    if (wire['isLast'] !== false || values.length === 0) {
      return [...sprints.values()];
    }
  }
  return fail({ code: 'unexpectedAnswer', detail: 'the list of sprints does not end' });
}
