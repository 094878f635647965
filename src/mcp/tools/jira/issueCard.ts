import * as z from 'zod';
import type { Blocker, Issue } from '#domain/issue.ts';
import type { OptionalIssueField } from '#domain/ports.ts';
import type { Site } from '#domain/site.ts';
import { blockersBy } from '#services/blockedStatuses.ts';
import { clip, jsonBytes, jsonTextBytes } from '../../output.ts';
import type { ToolContext } from '../../toolDefinition.ts';

/** What a list says of an issue, in at most 300 bytes: lists are read in full by a model that pays for each. */
export const issueCardSchema = z.object({
  key: z.string(),
  summary: z.string(),
  type: z.string().optional(),
  status: z.string().optional(),
  priority: z.string().optional(),
  assignee: z.string().optional().describe('absent = nobody'),
  points: z.number().optional(),
  due: z.string().optional(),
  blockedBy: z.array(z.string()).optional().describe('issues not done, flag, or status'),
});

/** Members of an issue that a card shows, for lists that ask for no more. */
export const issueCardFields: readonly OptionalIssueField[] = [
  ...(['priority', 'assignee', 'storyPoints', 'due', 'isFlagged', 'links'] as const),
];

export type IssueCard = z.input<typeof issueCardSchema>;

export function issueCard(issue: Issue, blockersOf: BlockersOf): IssueCard {
  const { key, summary, type, status, priority, assignee, storyPoints, due } = issue;
  const blockedBy = blockersOf(issue).slice(0, 3);
  return {
    key,
    summary: clip(summary, longestSummary),
    type: clip(type.name, 18),
    status: clip(status.name, 22),
    ...(priority && { priority: clip(priority.name, 12) }),
    ...(assignee && { assignee: clip(assignee.displayName, 26) }),
    ...(storyPoints !== undefined && { points: storyPoints }),
    ...(due !== undefined && { due }),
    ...(blockedBy.length > 0 && { blockedBy }),
  };
}

/** The cards of a list: the longer it is, the shorter each one, so that it fits; keys are never left out. */
export function issueCards(
  issues: readonly Issue[],
  blockersOf: BlockersOf,
  budgetBytes = cardsBudgetBytes,
): IssueCard[] {
  const cards = issues.map((issue) => issueCard(issue, blockersOf));
  if (jsonBytes(cards) <= budgetBytes) {
    return cards;
  }
  const short = cards.map(shortCard);
  const room = budgetBytes - jsonBytes(short.map((card) => withSummary(card, 0)));
  const sizes = short.map(({ summary }) => jsonTextBytes(summary));
  const sizeAt = (maxBytes: number) => sizes.reduce((sum, size) => sum + Math.min(size, maxBytes), 0);
  let longest = shortestSummary;
  while (longest < longestSummary && sizeAt(longest + 1) <= room) {
    longest++;
  }
  return short.map((card) => withSummary(card, longest));
}

const shortestSummary = 20;
const longestSummary = 80;

/** 50 cards and what goes with them stay below 1,400 tokens. */
const cardsBudgetBytes = 5300;

function shortCard({ key, summary, status, assignee, blockedBy }: IssueCard): IssueCard {
  return {
    key,
    summary,
    ...(status !== undefined && { status: clip(status, 14) }),
    ...(assignee !== undefined && { assignee: clip(assignee, 14) }),
    ...(blockedBy && { blockedBy: blockedBy.slice(0, 1) }),
  };
}

function withSummary(card: IssueCard, maxBytes: number): IssueCard {
  return { ...card, summary: maxBytes === 0 ? '' : clip(card.summary, maxBytes) };
}

/** What blocks an issue, in words for agents. */
export type BlockersOf = (issue: Issue) => string[];

export function describeBlockers({ blockedStatuses }: Pick<ToolContext, 'blockedStatuses'>): BlockersOf {
  const blockersOf = blockersBy(blockedStatuses);
  return (issue) => blockersOf(issue).map(describeBlocker);
}

function describeBlocker(blocker: Blocker): string {
  switch (blocker.kind) {
    case 'flag':
      return 'flag';
    case 'status':
      return `status ${clip(blocker.status.name, 22)}`;
    case 'link':
      return blocker.key;
  }
}

export const issueUrlSchema = z.string().describe('replace {key}');

export function issueUrl(site: Site): string {
  return `${site.origin}/browse/{key}`;
}
