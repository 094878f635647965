import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import type { Board, Sprint } from '#domain/sprint.ts';
import { resolveActiveSprint, resolveBoard } from '#services/boards.ts';
import { describeFailure } from '#services/errorText.ts';
import { type Destination, destinationName } from '#services/moveIssues.ts';
import { closeSprint, readSprintContent } from '#services/sprintLife.ts';
import type { Translate } from '#shared/l10n.ts';
import { clip } from '../../output.ts';
import { type ToolContext, writeTool } from '../../toolDefinition.ts';
import { sprintArgument } from './arguments.ts';
import { issueUrl, issueUrlSchema } from './issueCard.ts';
import { boardArguments, chosenBoard, describeSprint, sprintSchema } from './sprintTexts.ts';
import { sprintWithBoard } from './startSprint.ts';

const shownKeys = 100;

const input = z.strictObject({
  sprint: sprintArgument.describe('Id of an active sprint, or "current".'),
  ...boardArguments,
  unfinishedTo: z.coerce
    .string()
    .regex(/^(backlog|[1-9]\d{0,9})$/, 'expected "backlog" or the id of a future or active sprint')
    .default('backlog')
    .describe('Where unfinished issues go: a sprint id, or "backlog", the default. Ask the user.'),
});

const output = z.object({
  sprint: sprintSchema.describe('As stored.'),
  done: z.number().describe('Issues that stay with it.'),
  unfinished: z.number().describe('Issues that left it, sub-tasks too.'),
  unfinishedTo: z.string(),
  unfinishedKeys: z.array(z.string()).describe('The first 100, without sub-tasks.'),
  moveFailed: z.string().optional().describe('Why some are in the backlog instead.'),
  notMoved: z.array(z.string()).optional(),
  boardUrl: z.string(),
  issueUrl: issueUrlSchema,
});

type Input = z.output<typeof input>;

export const jiraCloseSprint = writeTool({
  name: 'jira_close_sprint',
  title: 'Close a Jira sprint',
  description:
    'Closes (completes) an active Jira sprint. Done issues (tickets) stay with it; unfinished ones go to the backlog or the sprint named: ask the user which. Jira cannot reopen it from here.',
  input,
  output,
  toolset: 'boards',
  foreignText: ['sprint.goal'],
  hints: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async prepare(input, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const where = await sprintOf(input, connection, context);
    const { sprint, board } = where;
    if (sprint.state !== 'active') {
      fail({ code: 'invalidArgument', argument: 'sprint', reason: `${sprint.name} is ${sprint.state}, not active` });
    }
    const [destination, content] = await Promise.all([
      destinationOf(input, sprint, connection, call),
      readSprintContent(tracker, board, sprint, call),
    ]);
    const { done, unfinished, movable } = content;
    const target = (t: Translate) => (destination === 'backlog' ? t('backlog') : destinationName(destination));
    return {
      propose: async (t) => ({
        action: t('Close {0} on {1}', `${sprint.name} (${sprint.id})`, site.origin),
        // Without a scope, so that it is asked about every time: there is no way back.
        fields: [
          { label: t('Board'), value: `${board.name} (${board.id})` },
          { label: t('Done'), value: t('{0} issues stay with the sprint', done.length) },
          { label: t('Unfinished'), value: `${t('{0} issues', unfinished.length)} → ${target(t)}` },
          { label: t('As'), value: account.displayName },
        ],
        ...(movable.length > 0 && { text: { label: t('Unfinished issues'), value: movable.join(', ') } }),
      }),
      carryOut: async ({ record }) => {
        context.progress('Closing the sprint');
        const closed = await closeSprint(connection, where, destination, record);
        const { movable } = closed.content;
        const left = movable.filter((key) => !closed.moved.includes(key));
        return {
          issueKeys: movable,
          output: {
            sprint: describeSprint(closed.sprint),
            done: closed.content.done.length,
            unfinished: closed.content.unfinished.length,
            unfinishedTo: destinationName(destination),
            unfinishedKeys: movable.slice(0, shownKeys),
            ...(closed.failure && { moveFailed: clip(describeFailure(closed.failure, context.t), 500) }),
            ...(left.length > 0 && { notMoved: left.slice(0, shownKeys) }),
            boardUrl: board.url,
            issueUrl: issueUrl(site),
          },
        };
      },
    };
  },
});

async function sprintOf(
  input: Input,
  connection: Connection,
  { defaults, signal }: ToolContext,
): Promise<{ readonly sprint: Sprint; readonly board: Board }> {
  if (input.sprint !== 'current') {
    return sprintWithBoard(connection, Number(input.sprint), { signal });
  }
  const { tracker } = connection;
  const chosen = chosenBoard(input, defaults);
  const board = await resolveBoard(tracker, chosen, { signal });
  return { sprint: await resolveActiveSprint(tracker, board, chosen.sprintId, { signal }), board };
}

async function destinationOf(
  { unfinishedTo }: Input,
  closing: Sprint,
  { tracker }: Connection,
  call: { readonly signal: AbortSignal },
): Promise<Destination> {
  if (unfinishedTo === 'backlog') {
    return 'backlog';
  }
  const sprint = await tracker.boards.getSprint(Number(unfinishedTo), call);
  return sprint.id === closing.id || sprint.state === 'closed'
    ? fail({
        ...{ code: 'invalidArgument', argument: 'unfinishedTo' },
        reason: `${sprint.name} is ${sprint.id === closing.id ? 'the sprint that is closed' : 'closed'}: name another sprint, or "backlog"`,
      })
    : sprint;
}
