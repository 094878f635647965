import * as z from 'zod';
import { resolveBoard } from '#services/boards.ts';
import { clip } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import {
  describeBlockers,
  issueCardFields,
  issueCardSchema,
  issueCards,
  issueUrl,
  issueUrlSchema,
} from './issueCard.ts';
import { boardArguments, chosenBoard } from './sprintTexts.ts';

const input = z.strictObject({
  ...boardArguments,
  limit: z.int().min(1).max(50).default(20).describe('1 to 50, default 20.'),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional()
    .describe('Of the previous result.'),
});

const output = z.object({
  board: z.object({ id: z.number(), name: z.string(), url: z.string() }),
  total: z.number().describe('Listed or not.'),
  issues: z.array(issueCardSchema).describe('by rank'),
  issueUrl: issueUrlSchema,
  truncated: z.boolean(),
  cursor: z.string().optional(),
});

export const jiraBacklog = readTool({
  name: 'jira_backlog',
  title: 'Jira backlog',
  description:
    'The backlog of a Jira board by rank: unfinished issues (tickets) that are in no active or future sprint.',
  input,
  output,
  toolset: 'boards',
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler(input, context) {
    const { defaults, signal } = context;
    const { tracker, site } = await context.connection();
    const board = await resolveBoard(tracker, chosenBoard(input, defaults), { signal });
    const offset = Number(input.cursor ?? 0);
    const { items, total } = await tracker.boards.backlog(board.id, {
      ...{ signal, offset, limit: input.limit, fields: issueCardFields },
    });
    const next = offset + input.limit;
    return {
      board: { id: board.id, name: clip(board.name, 100), url: board.url },
      total,
      issues: issueCards(items, describeBlockers(context)),
      issueUrl: issueUrl(site),
      truncated: next < total,
      ...(next < total && { cursor: String(next) }),
    };
  },
});
