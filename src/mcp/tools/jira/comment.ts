import * as z from 'zod';
import { resolveMentions } from '#services/mentions.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { issueKey, markdown } from './arguments.ts';
import { projectOf, targetOf } from './storedIssue.ts';

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  body: markdown.describe('Markdown. @Name mentions somebody.'),
});

export const mentionedSchema = z.array(z.string()).describe('who is notified');
export const notMentionedSchema = z.array(z.string()).optional().describe('nobody is called so');

const output = z.object({
  key: z.string(),
  id: z.string(),
  url: z.string(),
  mentioned: mentionedSchema,
  notMentioned: notMentionedSchema,
});

export const jiraComment = writeTool({
  name: 'jira_comment',
  title: 'Comment on a Jira issue',
  description: 'Adds a comment to a Jira issue (ticket), with real mentions of people.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async prepare({ key, body }, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const [issue, text] = await Promise.all([
      tracker.issues.get(key, { ...call, commentLimit: 0 }),
      resolveMentions(body, { people: tracker.people, projectKey: projectOf(key), ...call }),
    ]);
    const mentioned = text.mentions.map(({ displayName }) => displayName);
    return {
      propose: async (t) => ({
        action: t('Comment on {0} on {1}', key, site.origin),
        scope: projectOf(key),
        fields: [
          { label: t('Issue'), value: issue.summary },
          ...(mentioned.length > 0 ? [{ label: t('Notifies'), value: mentioned.join(', ') }] : []),
          { label: t('As'), value: account.displayName },
        ],
        text: { label: t('Comment'), value: text.markdown },
      }),
      carryOut: async ({ record }) => {
        context.progress('Adding the comment');
        const target = targetOf(issue);
        const comment = await record(
          connection,
          { kind: 'commentIssue', projectKey: projectOf(key), summary: text.markdown, target },
          () => tracker.comments.add(key, text),
          ({ id, body: after }) => ({
            createdId: id,
            changes: [{ field: 'comment', after: { ids: [id], text: after } }],
          }),
        );
        return {
          issueKey: key,
          output: {
            key,
            id: comment.id,
            url: `${issue.url}?focusedCommentId=${comment.id}`,
            mentioned: mentioned.map((name) => clip(name, 80)),
            ...(text.unknown.length > 0 && { notMentioned: text.unknown.slice(0, 20).map((word) => clip(word, 60)) }),
          },
        };
      },
    };
  },
});
