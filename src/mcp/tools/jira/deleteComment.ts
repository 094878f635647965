import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';
import { projectOf, targetOf } from './storedIssue.ts';

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  id: z.coerce
    .string()
    .regex(/^[1-9]\d{0,15}$/, 'expected the numeric id of a comment')
    .describe('Comment id.'),
});

const output = z.object({
  key: z.string(),
  id: z.string(),
  url: z.string().describe('of the issue'),
  deleted: z.string().describe('what it said; gone for good'),
});

export const jiraDeleteComment = writeTool({
  name: 'jira_delete_comment',
  title: 'Delete a comment on a Jira issue for good',
  description:
    'DELETES a comment of the user on a Jira issue (ticket) FOR GOOD: it cannot be undone. Those of others are refused.',
  toolset: 'delete',
  input,
  output,
  hints: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
  foreignText: ['deleted'],
  async prepare({ key, id }, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const [issue, comment] = await Promise.all([
      tracker.issues.get(key, { ...call, commentLimit: 0 }),
      tracker.comments.get(key, id, call),
    ]);
    if (comment.author?.accountId !== account.accountId) {
      const reason = `${comment.author?.displayName ?? 'somebody else'} wrote it; only own comments are deleted`;
      fail({ code: 'invalidArgument', argument: 'id', reason });
    }
    return {
      propose: async (t) => ({
        // No scope: a deletion is asked about every time.
        action: t('Delete a comment on {0} for good on {1}', key, site.origin),
        fields: [
          { label: t('Issue'), value: issue.summary },
          { label: t('Written'), value: comment.created },
          { label: t('Undo'), value: t('Not possible.') },
          { label: t('As'), value: account.displayName },
        ],
        text: { label: t('Comment'), value: comment.body },
      }),
      carryOut: async ({ record }) => {
        context.progress('Deleting the comment');
        const { body } = await tracker.comments.get(key, id);
        if (body !== comment.body) {
          fail({ code: 'conflict', entity: 'comment', id });
        }
        await record(
          connection,
          { kind: 'deleteComment', projectKey: projectOf(key), summary: body, target: targetOf(issue) },
          () => tracker.comments.remove(key, id),
          () => ({ changes: [{ field: 'comment', before: { ids: [id], text: body } }] }),
        );
        return { issueKey: key, output: { key, id, url: issue.url, deleted: clip(body, 3000) } };
      },
    };
  },
});
