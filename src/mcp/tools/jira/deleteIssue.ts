import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { IssueDetail } from '#domain/issue.ts';
import { foldText } from '#shared/text.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';
import { projectOf, targetOf } from './storedIssue.ts';

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  summary: z.string().min(1).max(500).describe('Its summary, word for word: shows the user what goes.'),
  subtasks: z
    .array(issueKey)
    .max(100)
    .optional()
    .describe('Keys of all its sub-tasks: they go with it. Needed if there are any.'),
});

const output = z.object({
  key: z.string(),
  summary: z.string(),
  deleted: z.array(z.string()).describe('issue and sub-tasks; gone for good'),
  unlinked: z.array(z.string()).optional().describe('issues that were linked'),
});

export const jiraDeleteIssue = writeTool({
  name: 'jira_delete_issue',
  title: 'Delete a Jira issue for good',
  description:
    'DELETES a Jira issue (ticket) FOR GOOD, with its sub-tasks, comments, files and history. Jira has no bin: nobody can bring it back, and undo_change cannot either. Ask the user first; closing it is mostly what is meant.',
  toolset: 'delete',
  input,
  output,
  hints: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async prepare({ key, summary, subtasks = [] }, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const [issue, worklog, attachments] = await Promise.all([
      tracker.issues.get(key, { ...call, commentLimit: 0 }),
      tracker.history.worklog(key, call),
      tracker.attachments.list(key, call),
    ]);
    checkMeant(issue, summary, subtasks);
    return {
      propose: async (t) => ({
        // No scope: a deletion is asked about every time.
        action: t('Delete {0} for good on {1}', key, site.origin),
        fields: [
          { label: t('Issue'), value: `${key} ${issue.summary}` },
          ...issue.subtasks.map((each) => ({ label: t('Sub-task'), value: `${each.key} ${each.summary}` })),
          ...issue.links.map(({ phrase, key: other }) => ({ label: t('Link'), value: `${phrase} ${other}` })),
          { label: t('Comments'), value: String(issue.commentTotal) },
          { label: t('Files'), value: attachments.map(({ fileName }) => fileName).join(', ') || '0' },
          { label: t('Logged work'), value: t('{0} min', minutesIn(worklog)) },
          { label: t('Undo'), value: t('Not possible: Jira has no bin.') },
          { label: t('As'), value: account.displayName },
        ],
      }),
      carryOut: async ({ record }) => {
        context.progress('Deleting the issue');
        await checkUnchanged(issue, () => tracker.issues.get(key, { commentLimit: 0 }));
        const gone = [issue, ...issue.subtasks];
        await record(
          connection,
          { kind: 'deleteIssue', projectKey: projectOf(key), summary: issue.summary, target: targetOf(issue) },
          () => tracker.issues.remove(key, { withSubtasks: subtasks.length > 0 }),
          () => ({
            changes: gone.map((each) => ({
              field: 'issue',
              before: { ids: [each.key], text: `${each.key} ${each.summary}` },
            })),
          }),
        );
        return {
          issueKey: key,
          output: {
            ...{ key, summary: clip(issue.summary, 255), deleted: gone.map((each) => each.key) },
            ...(issue.links.length > 0 && { unlinked: issue.links.slice(0, 50).map((link) => link.key) }),
          },
        };
      },
    };
  },
});

/** The person who confirms may see nothing but the arguments: they have to say what goes. */
function checkMeant({ summary, subtasks }: IssueDetail, named: string, keys: readonly string[]): void {
  if (foldText(named).replace(/\s+/g, ' ') !== foldText(summary).replace(/\s+/g, ' ')) {
    const reason = `the issue is called "${clip(summary, 255)}": make sure that it is the one meant`;
    fail({ code: 'invalidArgument', argument: 'summary', reason });
  }
  const there = subtasks.map(({ key }) => key).sort();
  if (there.join() !== [...new Set(keys)].sort().join()) {
    const reason = there.length === 0 ? 'it has no sub-tasks' : `its sub-tasks are ${there.slice(0, 50).join(', ')}`;
    fail({ code: 'invalidArgument', argument: 'subtasks', reason });
  }
}

/** What was confirmed is what goes. */
async function checkUnchanged({ key, updated, subtasks }: IssueDetail, read: () => Promise<IssueDetail>) {
  const now = await read();
  if (now.updated !== updated || now.subtasks.length !== subtasks.length) {
    fail({ code: 'conflict', entity: 'issue', id: key });
  }
}

function minutesIn(worklog: readonly { readonly seconds: number }[]): number {
  return Math.round(worklog.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
}
