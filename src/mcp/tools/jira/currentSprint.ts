import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Issue } from '#domain/issue.ts';
import { daysLeft } from '#domain/sprint.ts';
import { loadSprintBoard, type SprintBoard } from '#services/sprintBoard.ts';
import { risksOf } from '#services/sprintRisks.ts';
import { clip, takeWithin } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { projectKey } from './arguments.ts';
import {
  type BlockersOf,
  describeBlockers,
  type IssueCard,
  issueCardFields,
  issueCardSchema,
  issueCards,
  issueUrl,
  issueUrlSchema,
} from './issueCard.ts';
import { chosenBoard } from './sprintTexts.ts';
import { why, whySchema } from './storedIssue.ts';

/** With the header and the statuses this stays below 1,400 tokens. */
const issuesBudgetBytes = 4700;
const issuesPerPage = 50;

const input = z.strictObject({
  project: projectKey.optional().describe("Key. Default: this workspace's."),
  board: z.int().min(1).optional().describe('Board id, where there are several.'),
  sprint: z.int().min(1).optional().describe('Id, where several are active.'),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional()
    .describe('Of the previous result.'),
});

const output = z.object({
  board: z.object({ id: z.number(), name: z.string() }),
  sprint: z
    .object({
      id: z.number(),
      name: z.string(),
      goal: z.string(),
      start: z.string().optional(),
      end: z.string().optional(),
      daysLeft: z.number().optional(),
    })
    .optional()
    .describe('absent on a kanban board'),
  total: z.number().describe('listed or not'),
  done: z.number(),
  blocked: z.array(z.string()).describe('keys'),
  unassigned: z.number().describe('of those not done'),
  stale: z.array(z.string()).optional().describe('in progress, unchanged for 5 days'),
  overdue: z.array(z.string()).optional(),
  groups: z
    .array(
      z.object({
        status: z.string(),
        state: z.enum(['todo', 'inProgress', 'done']),
        count: z.number().describe('in all'),
        issues: z.array(issueCardSchema.meta({ alike: 'as of jira_search' })).describe('by rank'),
      }),
    )
    .describe('in board order'),
  why: whySchema,
  issueUrl: issueUrlSchema,
  truncated: z.boolean(),
  cursor: z.string().optional(),
});

export const jiraCurrentSprint = readTool({
  name: 'jira_current_sprint',
  title: 'Current Jira sprint',
  description:
    'The active Jira sprint: goal, days left, progress, risks (blocked, stale, overdue, unassigned), and its issues (tickets) by status; or what is on a kanban board.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler(input, context) {
    const connection = await context.connection();
    context.progress('Reading the sprint');
    const board = await loadSprintBoard(connection, chosenBoard(input, context.defaults, input.sprint), {
      ...{ signal: context.signal, fields: [...issueCardFields, 'updated'] },
    });
    if (input.sprint !== undefined && board.sprint?.id !== input.sprint) {
      fail({
        code: 'invalidArgument',
        argument: 'sprint',
        reason: `${input.sprint} is not an active sprint of this board`,
      });
    }
    const blockersOf = describeBlockers(context);
    return {
      ...describeBoard(board, blockersOf),
      ...listIssues(board, blockersOf, Number(input.cursor ?? 0)),
      ...why(
        board.choices.filter(({ of }) => !Object.hasOwn(input, of)),
        context.t,
      ),
      issueUrl: issueUrl(connection.site),
    };
  },
});

function describeBoard(content: SprintBoard, blockersOf: BlockersOf) {
  const { board, sprint, groups, doneCount, totalCount, loadedAt } = content;
  const { stale, overdue } = risksOf(content);
  const open = groups.filter(({ status }) => status.category !== 'done').flatMap(({ issues }) => issues);
  const left = sprint && daysLeft(sprint, loadedAt);
  return {
    board: { id: board.id, name: clip(board.name, 100) },
    ...(sprint && {
      sprint: {
        id: sprint.id,
        name: clip(sprint.name, 100),
        goal: clip(sprint.goal, 500),
        ...(sprint.startDate !== undefined && { start: sprint.startDate }),
        ...(sprint.endDate !== undefined && { end: sprint.endDate }),
        ...(left !== undefined && { daysLeft: left }),
      },
    }),
    total: totalCount,
    done: doneCount,
    blocked: keysOf(
      open.filter((issue) => blockersOf(issue).length > 0),
      20,
    ),
    unassigned: open.filter(({ assignee }) => !assignee).length,
    ...(stale.length > 0 && { stale: keysOf(stale, 10) }),
    ...(overdue.length > 0 && { overdue: keysOf(overdue, 10) }),
  };
}

function keysOf(issues: readonly Issue[], most: number): string[] {
  return issues.slice(0, most).map(({ key }) => key);
}

const states = { new: 'todo', indeterminate: 'inProgress', done: 'done' } as const;

/** The issues from `offset` on, in board order, as many as fit. */
function listIssues({ groups, totalCount }: SprintBoard, blockersOf: BlockersOf, offset: number) {
  const entries = groups.flatMap((group) => group.issues.map((issue) => ({ group, issue })));
  const page = entries.slice(offset, offset + issuesPerPage);
  const cards = issueCards(
    page.map(({ issue }) => issue),
    blockersOf,
    issuesBudgetBytes,
  );
  const shown = takeWithin(cards.map(withoutStatus), issuesBudgetBytes);
  const next = offset + shown.length;
  return {
    groups: groups.slice(0, 20).map((group) => ({
      status: clip(group.status.name, 40),
      state: states[group.status.category],
      count: group.issues.length,
      issues: shown.filter((_, index) => page[index]?.group === group),
    })),
    truncated: next < totalCount,
    ...(next < totalCount && { cursor: String(next) }),
  };
}

function withoutStatus({ status: _status, ...card }: IssueCard): IssueCard {
  return card;
}
