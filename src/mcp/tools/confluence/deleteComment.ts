import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { commentId } from './arguments.ts';

const input = z.strictObject({
  id: commentId.describe('Comment id: confluence_get_page with section "comments" has them.'),
});

const output = z.object({
  id: z.string(),
  page: z.string().describe('id'),
  url: z.string().describe('of the page'),
  deleted: z.string().describe('what it said; gone for good'),
});

export const confluenceDeleteComment = writeTool({
  name: 'confluence_delete_comment',
  title: 'Delete a comment on a Confluence page for good',
  description:
    'DELETES a comment of the user on a Confluence page FOR GOOD: it cannot be undone. Those of others, and those that have replies, are refused.',
  toolset: 'delete',
  input,
  output,
  hints: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
  foreignText: ['deleted'],
  async prepare({ id }, context) {
    const connection = await context.connection();
    const { site, account, knowledge } = connection;
    const { pages } = knowledge;
    const call = { signal: context.signal };
    const comment = await pages.getComment(id, call);
    const [page, replies] = await Promise.all([pages.get(comment.pageId, call), pages.replies(comment, call)]);
    if (comment.author?.accountId !== account.accountId) {
      const reason = `${comment.author?.displayName ?? 'somebody else'} wrote it; only own comments are deleted`;
      fail({ code: 'invalidArgument', argument: 'id', reason });
    }
    if (replies.length > 0) {
      const who = replies.map(({ author }) => author?.displayName ?? '?').join(', ');
      fail({ code: 'invalidArgument', argument: 'id', reason: `replies would go with it, of ${clip(who, 200)}` });
    }
    return {
      propose: async (t) => ({
        // No scope: a deletion is asked about every time.
        action: t('Delete a comment on page {0} for good on {1}', page.id, site.origin),
        fields: [
          { label: t('Page'), value: page.title },
          ...(comment.passage === undefined ? [] : [{ label: t('On'), value: comment.passage }]),
          ...(comment.created === undefined ? [] : [{ label: t('Written'), value: comment.created }]),
          { label: t('Undo'), value: t('Not possible.') },
          { label: t('As'), value: account.displayName },
        ],
        text: { label: t('Comment'), value: comment.body },
      }),
      carryOut: async ({ record }) => {
        context.progress('Deleting the comment');
        const [now, repliesNow] = await Promise.all([pages.getComment(id), pages.replies(comment)]);
        if (now.version !== comment.version || repliesNow.length > 0) {
          fail({ code: 'conflict', entity: 'comment', id });
        }
        const target = { entity: 'page', id: page.id, title: page.title, url: page.url } as const;
        await record(
          connection,
          { kind: 'deleteComment', projectKey: page.spaceKey ?? '', summary: comment.body, target },
          () => pages.removeComment(comment),
          () => ({ changes: [{ field: 'comment', before: { ids: [id], text: comment.body } }] }),
        );
        return { pageId: page.id, output: { id, page: page.id, url: page.url, deleted: clip(comment.body, 3000) } };
      },
    };
  },
});
