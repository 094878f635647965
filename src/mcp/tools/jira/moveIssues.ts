import * as z from 'zod';
import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { Connection } from '#domain/ports.ts';
import { mostMovedIssues, type RankPlace } from '#domain/sprint.ts';
import { describeFailure } from '#services/errorText.ts';
import {
  type Destination,
  describePlace,
  isIn,
  moveIssues,
  onlyProject,
  placeName,
  rankIssues,
  readMovable,
} from '#services/moveIssues.ts';
import type { Choice } from '#services/resolve/choices.ts';
import { resolveSprint } from '#services/sprintMove.ts';
import type { Translate } from '#shared/l10n.ts';
import { clip } from '../../output.ts';
import { type ToolContext, type WriteJournal, writeTool } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';
import { issueUrl, issueUrlSchema } from './issueCard.ts';
import { projectOf, sprintRow, why, whySchema } from './storedIssue.ts';

const input = z.strictObject({
  keys: z
    .array(issueKey)
    .min(1)
    .max(mostMovedIssues, `Jira moves ${mostMovedIssues} issues at a time: call once for each ${mostMovedIssues}`)
    .describe('Issue keys, at most 50, in the order they are to have.'),
  to: z.coerce
    .string()
    .regex(/^(backlog|current|[1-9]\d{0,9})$/, 'expected "backlog", "current" or a sprint id')
    .optional()
    .describe('"backlog", "current", or a sprint id. Default: stays there.'),
  before: issueKey.optional().describe('Rank them before this issue.'),
  after: issueKey.optional().describe('Or after this one.'),
});

const output = z.object({
  issues: z.array(z.object({ key: z.string(), from: z.string(), to: z.string() })).describe('as stored'),
  rank: z.string().optional(),
  notRanked: z.array(z.string()).optional(),
  rankFailed: z.string().optional().describe('why; the move was stored'),
  why: whySchema,
  mismatches: z.array(z.string()).describe('Keys that are not where asked; tell the user.'),
  issueUrl: issueUrlSchema,
});

type Input = z.output<typeof input>;

export const jiraMoveIssues = writeTool({
  name: 'jira_move_issues',
  title: 'Move or rank Jira issues',
  description:
    'Moves up to 50 Jira issues (tickets) into a sprint or the backlog, or ranks them before or after another issue. Sub-tasks go with their parent. Not to another status: jira_transition_issue.',
  input,
  output,
  toolset: 'boards',
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async prepare(input, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const keys = [...new Set(input.keys)];
    const place = placeOf(input, keys);
    const [issues, target] = await Promise.all([
      readMovable(tracker, keys, call),
      destinationOf(input, keys, connection, context),
      place && readMovable(tracker, ['before' in place ? place.before : place.after], call),
    ]);
    const { destination, choices } = target;
    const moving = destination ? issues.filter((issue) => !isIn(issue, destination)) : [];
    const scope = onlyProject(keys);
    return {
      propose: async (t) => ({
        action: destination
          ? t('Put {0} into {1} on {2}', what(keys, t), nameOf(destination, t), site.origin)
          : t('Rank {0} on {1}', what(keys, t), site.origin),
        ...(scope !== undefined && { scope }),
        fields: [
          ...(destination && destination !== 'backlog' ? [sprintRow(destination, choices, t)] : []),
          ...(place ? [{ label: t('Rank'), value: t('in this order, {0}', placeText(place, t)) }] : []),
          { label: t('As'), value: account.displayName },
        ],
        text: { label: t('Issues'), value: issues.map((issue) => proposed(issue, destination, t)).join('\n') },
      }),
      carryOut: async (journal) => {
        context.progress('Moving the issues');
        const { after, refused, failure } = await write(connection, { keys, moving, destination, place }, journal);
        const stored = new Map(after.map((issue) => [issue.key, issue]));
        const isWrong = (issue: IssueDetail) => destination !== undefined && !isIn(issue, destination);
        return {
          issueKeys: keys,
          output: {
            issues: issues.map((issue) => ({
              ...{ key: issue.key, from: clip(placeName(issue), 40) },
              to: clip(placeName(stored.get(issue.key) ?? issue), 40),
            })),
            ...(place && !failure && { rank: describePlace(place) }),
            ...(refused.length > 0 && { notRanked: [...refused] }),
            ...(failure && { rankFailed: clip(describeFailure(failure, context.t), 500) }),
            ...why(choices, context.t),
            mismatches: after.filter(isWrong).map(({ key }) => key),
            issueUrl: issueUrl(site),
          },
        };
      },
    };
  },
});

interface Work {
  readonly keys: readonly string[];
  /** Those that are not there yet. */
  readonly moving: readonly IssueDetail[];
  readonly destination: Destination | undefined;
  readonly place: RankPlace | undefined;
}

interface Moved {
  readonly after: readonly IssueDetail[];
  readonly refused: readonly string[];
  readonly failure?: Failure;
}

/** Two changes, each recorded by itself: what was moved stays so when ranking fails. */
async function write(
  connection: Connection,
  { keys, moving, destination, place }: Work,
  { record }: WriteJournal,
): Promise<Moved> {
  const after = destination && moving.length > 0 ? await moveIssues(connection, moving, destination, record) : [];
  if (!place) {
    return { after, refused: [] };
  }
  try {
    return { after, ...(await rankIssues(connection, keys, place, record)) };
  } catch (error) {
    const failure = failureOf(error);
    if (!failure || after.length === 0) {
      throw error;
    }
    return { after, refused: [], failure };
  }
}

function placeOf({ to, before, after }: Input, keys: readonly string[]): RankPlace | undefined {
  const wrong = (argument: string, reason: string) => fail({ code: 'invalidArgument', argument, reason });
  if (before !== undefined && after !== undefined) return wrong('after', 'give before or after, not both');
  const anchor = before ?? after;
  if (anchor === undefined) {
    return to === undefined ? wrong('to', 'give to, before or after: else nothing moves') : undefined;
  }
  if (keys.includes(anchor)) {
    return wrong(before === undefined ? 'after' : 'before', `${anchor} is one of the issues that move`);
  }
  return before === undefined ? { after: anchor } : { before: anchor };
}

async function destinationOf(
  { to }: Input,
  keys: readonly string[],
  { tracker }: Connection,
  { defaults, signal }: ToolContext,
): Promise<{ readonly destination: Destination | undefined; readonly choices: readonly Choice[] }> {
  if (to === undefined || to === 'backlog') {
    return { destination: to, choices: [] };
  }
  if (to === 'current' && onlyProject(keys) === undefined) {
    fail({ code: 'invalidArgument', argument: 'to', reason: 'the issues are of several projects: give a sprint id' });
  }
  const { sprint, choices } = await resolveSprint(tracker, to, projectOf(keys[0] ?? ''), defaults, { signal });
  return sprint.state === 'closed'
    ? fail({ code: 'invalidArgument', argument: 'to', reason: `${sprint.name} is closed: nothing goes in any more` })
    : { destination: sprint, choices };
}

/** One line each: the summary is somebody's text. */
function proposed(issue: IssueDetail, destination: Destination | undefined, t: Translate): string {
  const line = `${issue.key} ${issue.summary.replace(/\s+/g, ' ')}`;
  if (!destination) {
    return line;
  }
  const target = nameOf(destination, t);
  return isIn(issue, destination)
    ? t('{0} (in {1} already)', line, target)
    : `${line}: ${placeName(issue)} → ${target}`;
}

function what(keys: readonly string[], t: Translate): string {
  const [only = ''] = keys;
  return keys.length === 1 ? only : t('{0} issues', keys.length);
}

function nameOf(destination: Destination, t: Translate): string {
  return destination === 'backlog' ? t('backlog') : `${destination.name} (${destination.id})`;
}

function placeText(place: RankPlace, t: Translate): string {
  return 'before' in place ? t('before {0}', place.before) : t('after {0}', place.after);
}
