import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import type { Board, Sprint } from '#domain/sprint.ts';
import { changeSprint, readSprintContent } from '#services/sprintLife.ts';
import { writeTool } from '../../toolDefinition.ts';
import { describeSprint, instantArgument, sprintSchema, toInstant } from './sprintTexts.ts';

const standardDays = 14;
const dayMs = 86_400_000;

const input = z.strictObject({
  sprint: z.int().min(1).describe('Id of a future sprint: jira_boards.'),
  end: instantArgument.optional().describe('yyyy-mm-dd, or with time and zone. Default: as planned, else in 14 days.'),
  goal: z.string().trim().min(1).max(2000).optional().describe('Replaces its goal.'),
});

const output = z.object({
  sprint: sprintSchema.describe('As stored.'),
  issues: z.number().describe('In it.'),
  boardUrl: z.string(),
});

export const jiraStartSprint = writeTool({
  name: 'jira_start_sprint',
  title: 'Start a Jira sprint',
  description: 'Starts a future Jira sprint now. Jira cannot take that back: the sprint can only be closed.',
  input,
  output,
  toolset: 'boards',
  foreignText: ['sprint.goal'],
  hints: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async prepare(input, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const where = await sprintWithBoard(connection, input.sprint, call);
    const { sprint, board } = where;
    if (sprint.state !== 'future') {
      fail({ code: 'invalidArgument', argument: 'sprint', reason: `${sprint.name} is ${sprint.state}, not future` });
    }
    const start = new Date();
    const endDate = input.end === undefined ? plannedEnd(sprint, start) : toInstant('end', input.end, 'end');
    if (Date.parse(endDate) <= start.getTime()) {
      fail({ code: 'invalidArgument', argument: 'end', reason: 'is not in the future' });
    }
    const { done, unfinished } = await readSprintContent(tracker, board, sprint, call);
    const issues = done.length + unfinished.length;
    const { goal } = input;
    const change = {
      state: 'active',
      startDate: start.toISOString(),
      endDate,
      ...(goal !== undefined && { goal }),
    } as const;
    return {
      propose: async (t) => ({
        action: t('Start {0} on {1}', `${sprint.name} (${sprint.id})`, site.origin),
        // Without a scope, so that it is asked about every time: there is no way back.
        fields: [
          { label: t('Board'), value: `${board.name} (${board.id})` },
          { label: t('Start'), value: change.startDate },
          { label: t('End'), value: endDate },
          { label: t('Issues'), value: String(issues) },
          { label: t('As'), value: account.displayName },
        ],
        ...(goal !== undefined && { text: { label: t('Goal'), value: goal } }),
      }),
      carryOut: async ({ record }) => {
        context.progress('Starting the sprint');
        const started = await changeSprint(connection, where, change, record);
        return { output: { sprint: describeSprint(started), issues, boardUrl: board.url } };
      },
    };
  },
});

/** A sprint without a board that can be seen is nobody's to start or close from here. */
export async function sprintWithBoard(
  { tracker }: Connection,
  sprintId: number,
  call: { readonly signal: AbortSignal },
): Promise<{ readonly sprint: Sprint; readonly board: Board }> {
  const sprint = await tracker.boards.getSprint(sprintId, call);
  const { originBoardId } = sprint;
  if (originBoardId === undefined) {
    fail({ code: 'notFound', entity: 'board', id: `of sprint ${sprintId}` });
  }
  return { sprint, board: await tracker.boards.get(originBoardId, call) };
}

function plannedEnd({ endDate }: Sprint, start: Date): string {
  const isAhead = endDate !== undefined && Date.parse(endDate) > start.getTime();
  return isAhead ? new Date(endDate).toISOString() : new Date(start.getTime() + standardDays * dayMs).toISOString();
}
