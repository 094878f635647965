import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { PageComment } from '#domain/page.ts';
import { resolveMentions } from '#services/mentions.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { markdown } from '../jira/arguments.ts';
import { mentionedSchema, notMentionedSchema } from '../jira/comment.ts';
import { commentId, pageId } from './arguments.ts';

const input = z.strictObject({
  id: pageId.describe('Page id.'),
  body: markdown.describe('Markdown. @Name mentions somebody.'),
  passage: z.string().min(1).max(1000).optional().describe('Comment on this text, word for word.'),
  replyTo: commentId.optional().describe('Comment id.'),
  occurrence: z.int().min(1).max(1000).default(1).describe('Which of several: 1 to 1000. Default 1.'),
});

const output = z.object({
  id: z.string().describe('Of the comment.'),
  url: z.string(),
  kind: z.enum(['footer', 'inline']),
  mentioned: mentionedSchema,
  notMentioned: notMentionedSchema,
});

export const confluenceComment = writeTool({
  name: 'confluence_comment',
  title: 'Comment on a Confluence page',
  description: 'Adds a comment below a Confluence page, on a passage of it, or in reply; with real mentions.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async prepare({ id, body, passage, replyTo, occurrence }, context) {
    if (passage === undefined && occurrence > 1) {
      fail({ code: 'invalidArgument', argument: 'occurrence', reason: 'give `passage` with it' });
    }
    if (passage !== undefined && replyTo !== undefined) {
      fail({ code: 'invalidArgument', argument: 'passage', reason: 'a reply is where the comment is: leave it out' });
    }
    const connection = await context.connection();
    const { site, account, knowledge, tracker } = connection;
    const call = { signal: context.signal };
    const [page, text, answered] = await Promise.all([
      knowledge.pages.get(id, call),
      resolveMentions(body, { people: tracker.people, ...call }),
      replyTo === undefined ? undefined : knowledge.pages.getComment(replyTo, call),
    ]);
    if (answered && answered.pageId !== id) {
      fail({ code: 'invalidArgument', argument: 'replyTo', reason: `that comment is on page ${answered.pageId}` });
    }
    const mentioned = text.mentions.map(({ displayName }) => displayName);
    const draft = {
      ...{ markdown: text.markdown, mentions: text.mentions },
      ...(passage !== undefined && { passage: { text: passage, index: occurrence - 1 } }),
      ...(answered && { replyTo: { id: answered.id, kind: answered.kind } }),
    };
    return {
      propose: async (t) => ({
        action: t('Comment on page {0} on {1}', id, site.origin),
        ...(page.spaceKey !== undefined && { scope: page.spaceKey }),
        fields: [
          { label: t('Page'), value: page.title },
          ...(passage === undefined ? [] : [{ label: t('On'), value: passage }]),
          ...(answered ? [{ label: t('In reply to'), value: summaryOf(answered) }] : []),
          ...(mentioned.length > 0 ? [{ label: t('Notifies'), value: mentioned.join(', ') }] : []),
          { label: t('As'), value: account.displayName },
        ],
        text: { label: t('Comment'), value: text.markdown },
      }),
      carryOut: async ({ record }) => {
        context.progress('Adding the comment');
        const target = { entity: 'page', id, title: page.title, url: page.url } as const;
        const comment = await record(
          connection,
          { kind: 'commentPage', projectKey: page.spaceKey ?? '', summary: text.markdown, target },
          () => knowledge.pages.comment(id, draft),
          ({ id: createdId, body: after }) => ({
            createdId,
            changes: [{ field: 'comment', after: { ids: [createdId], text: after } }],
          }),
        );
        return {
          pageId: id,
          output: {
            id: comment.id,
            url: comment.url,
            kind: comment.kind,
            mentioned: mentioned.slice(0, 20).map((name) => clip(name, 80)),
            ...(text.unknown.length > 0 && { notMentioned: text.unknown.slice(0, 20).map((word) => clip(word, 60)) }),
          },
        };
      },
    };
  },
});

function summaryOf({ author, body }: PageComment): string {
  return `${author?.displayName ?? '?'}: ${clip(body, 300)}`;
}
