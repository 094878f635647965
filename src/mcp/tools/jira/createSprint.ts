import * as z from 'zod';
import { resolveBoard } from '#services/boards.ts';
import { createSprint } from '#services/sprintLife.ts';
import { writeTool } from '../../toolDefinition.ts';
import {
  boardArguments,
  chosenBoard,
  describeSprint,
  instantArgument,
  sprintSchema,
  toInstant,
} from './sprintTexts.ts';

const input = z.strictObject({
  ...boardArguments,
  name: z.string().trim().min(1).max(30).describe('At most 30 characters.'),
  goal: z.string().trim().min(1).max(2000).optional().describe('What it is for.'),
  start: instantArgument.optional().describe('yyyy-mm-dd, or with time and zone. It still has to be started.'),
  end: instantArgument.optional().describe('yyyy-mm-dd, or with time and zone.'),
});

const output = z.object({
  board: z.object({ id: z.number(), name: z.string(), url: z.string() }),
  sprint: sprintSchema.describe('As stored.'),
});

export const jiraCreateSprint = writeTool({
  name: 'jira_create_sprint',
  title: 'Create a Jira sprint',
  description: 'Creates a future sprint on a Jira scrum board. jira_move_issues fills it, jira_start_sprint starts it.',
  input,
  output,
  toolset: 'boards',
  foreignText: ['sprint.goal'],
  hints: { destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async prepare(input, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const board = await resolveBoard(tracker, chosenBoard(input, context.defaults), { signal: context.signal });
    const { name, goal } = input;
    const draft = {
      ...{ name, boardId: board.id },
      ...(goal !== undefined && { goal }),
      ...(input.start !== undefined && { startDate: toInstant('start', input.start, 'start') }),
      ...(input.end !== undefined && { endDate: toInstant('end', input.end, 'end') }),
    };
    return {
      propose: async (t) => ({
        action: t('Create a sprint on board {0} on {1}', `${board.name} (${board.id})`, site.origin),
        ...(board.projectKey !== undefined && { scope: board.projectKey }),
        fields: [
          { label: t('Name'), value: name },
          ...(draft.startDate === undefined ? [] : [{ label: t('Start'), value: draft.startDate }]),
          ...(draft.endDate === undefined ? [] : [{ label: t('End'), value: draft.endDate }]),
          { label: t('As'), value: account.displayName },
        ],
        ...(goal !== undefined && { text: { label: t('Goal'), value: goal } }),
      }),
      carryOut: async ({ record }) => {
        context.progress('Creating the sprint');
        const sprint = await createSprint(connection, board, draft, record);
        return {
          output: { board: { id: board.id, name: board.name, url: board.url }, sprint: describeSprint(sprint) },
        };
      },
    };
  },
});
