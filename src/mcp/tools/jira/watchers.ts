import * as z from 'zod';
import { clip } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';

/** With name and account id each, well under 8 KB. */
const most = 50;

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  offset: z.int().min(0).max(10_000_000).default(0).describe('`nextOffset` of the previous result.'),
});

const output = z.object({
  people: z.array(z.object({ name: z.string(), accountId: z.string() })),
  total: z.number().describe('also those you may not see'),
  isWatching: z.boolean().describe('you'),
  url: z.string().describe('of the issue'),
  truncated: z.boolean().describe('more with offset = nextOffset'),
  nextOffset: z.number().optional(),
});

export const jiraWatchers = readTool({
  name: 'jira_watchers',
  title: 'Who watches a Jira issue',
  description: 'Lists who watches a Jira issue (ticket) and so hears of every change.',
  toolset: 'watchers',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler({ key, offset }, context) {
    const { tracker, account } = await context.connection();
    const call = { signal: context.signal };
    const [issue, { people, total }] = await Promise.all([
      tracker.issues.get(key, { ...call, commentLimit: 0 }),
      tracker.watchers.list(key, call),
    ]);
    const byName = people.toSorted(
      (a, b) => a.displayName.localeCompare(b.displayName, 'en') || a.accountId.localeCompare(b.accountId),
    );
    const shown = byName.slice(offset, offset + most);
    const nextOffset = offset + shown.length;
    const isRest = nextOffset < byName.length;
    return {
      people: shown.map(({ displayName, accountId }) => ({ name: clip(displayName, 60), accountId })),
      total,
      isWatching: people.some(({ accountId }) => accountId === account.accountId),
      url: issue.url,
      truncated: isRest,
      ...(isRest && { nextOffset }),
    };
  },
});
