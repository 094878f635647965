import * as z from 'zod';
import type { Board } from '#domain/sprint.ts';
import { listSprints } from '#services/boards.ts';
import { clip, takeWithin } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { projectKey } from './arguments.ts';
import { describeSprint, sprintSchema } from './sprintTexts.ts';

const boardsPerPage = 30;
/** A goal also gets the marks of foreign text. */
const sprintsBudgetBytes = 5000;
const sprintsPerPage = 20;

const input = z.strictObject({
  project: projectKey.optional().describe('Project key. Default: that of this workspace.'),
  board: z.int().min(1).optional().describe('Board id: lists its sprints.'),
  closed: z
    .boolean()
    .default(false)
    .describe('Closed sprints, newest first, instead of active and future ones. Default false.'),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional()
    .describe('Of the previous result.'),
});

const output = z.object({
  boards: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      type: z.enum(['scrum', 'kanban', 'simple']),
      project: z.string().optional(),
      url: z.string(),
    }),
  ),
  sprints: z.array(sprintSchema).optional().describe('of the one board; absent where it has none'),
  truncated: z.boolean(),
  cursor: z.string().optional(),
});

export const jiraBoards = readTool({
  name: 'jira_boards',
  title: 'Jira boards and sprints',
  description:
    'Jira boards of a project. With a board, or where there is only one, also its sprints: active and future, or closed ones.',
  input,
  output,
  toolset: 'boards',
  foreignText: ['sprints.goal'],
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler(input, { connection, defaults, signal }) {
    const { tracker } = await connection();
    const call = { signal };
    const page = await (input.board === undefined
      ? tracker.boards.list(input.project ?? defaults.projectKey, {
          ...{ signal, limit: boardsPerPage },
          ...(input.cursor !== undefined && { cursor: input.cursor }),
        })
      : tracker.boards.get(input.board, call).then((board) => ({ items: [board], cursor: undefined })));
    const [only, another] = page.items;
    const isOne = only !== undefined && another === undefined && page.cursor === undefined;
    if (!isOne) {
      const { items, cursor } = page;
      return {
        boards: items.map(describeBoard),
        truncated: cursor !== undefined,
        ...(cursor !== undefined && { cursor }),
      };
    }
    const sprints = await listSprints(tracker, only, input.closed ? ['closed'] : ['active', 'future'], call);
    const all = input.closed ? [...(sprints ?? [])].reverse() : (sprints ?? []);
    const offset = Number(input.cursor ?? 0);
    const shown = takeWithin(
      all.slice(offset, offset + sprintsPerPage).map((sprint) => describeSprint(sprint)),
      sprintsBudgetBytes,
    );
    const next = offset + shown.length;
    return {
      boards: [describeBoard(only)],
      ...(sprints && { sprints: [...shown] }),
      truncated: next < all.length,
      ...(next < all.length && { cursor: String(next) }),
    };
  },
});

function describeBoard({ id, name, type, projectKey, url }: Board) {
  return { id, name: clip(name, 100), type, url, ...(projectKey !== undefined && { project: projectKey }) };
}
