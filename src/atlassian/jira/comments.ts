import { addComment, deleteComment, getComment, getComments } from 'jira.js/cloud';
import type { Call, CommentOperations, IssueCommentDraft } from '#domain/ports.ts';
import type { AdfDocument } from '../adf/document.ts';
import { markdownToAdf } from '../adf/fromMarkdown.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { invalid, issueKey, numericId } from '../arguments.ts';
import { settled, withoutSignal } from '../settle.ts';
import { answerObject, object, objects, text, type WireObject } from '../wire.ts';
import { commentFrom } from './issues.ts';
import { recorded } from './issueUpdates.ts';
import type { JiraSite } from './site.ts';

/** Comments of before this long before the write began are not what it made, whatever they say; covers clocks apart. */
const clockToleranceMs = 120_000;

export function commentOperations(site: JiraSite): CommentOperations {
  /** Ids of what was written before: the same words twice are two comments. */
  const own = new Set<string>();
  return {
    async get(issue, commentId, call) {
      const id = String(numericId(commentId, 'commentId'));
      const client = site.transport.client(call, { entity: 'comment', id });
      const answer: unknown = await getComment(client, { issueIdOrKey: issueKey(issue), id });
      return commentFrom(answerObject(answer, 'comment'), site.origin);
    },

    async add(issue, draft, call) {
      const comment = commentFrom(await add(site, issueKey(issue), draft, own, call), site.origin);
      own.add(comment.id);
      return comment;
    },

    async remove(issue, commentId, call) {
      const key = issueKey(issue);
      const id = String(numericId(commentId, 'commentId'));
      const client = site.transport.client(withoutSignal(call), {
        ...{ entity: 'issue', id: key, operation: `delete a comment on ${key}` },
      });
      await recorded(site, key, () => deleteComment(client, { issueIdOrKey: key, id }));
    },
  };
}

async function add(
  site: JiraSite,
  key: string,
  draft: IssueCommentDraft,
  own: ReadonlySet<string>,
  call: Call | undefined,
): Promise<WireObject> {
  if (draft.markdown.trim() === '') {
    invalid('markdown', 'is empty');
  }
  const document = markdownToAdf(draft.markdown, draft.mentions ? { people: draft.mentions } : {});
  const searchUrl = `${site.origin}/browse/${key}`;
  const context = { entity: 'issue', id: key, operation: `comment on ${key}`, searchUrl } as const;
  const client = site.transport.client(withoutSignal(call), context);
  const startedAt = site.transport.now();
  const write = async (): Promise<WireObject> => {
    const answer: unknown = await addComment(client, {
      issueIdOrKey: key,
      body: { ...document, content: [...document.content] },
    });
    return answerObject(answer, 'comment');
  };
  return recorded(site, key, () =>
    settled(site, write, () => find(site, key, { document, startedAt, own }, call), call),
  );
}

/** The newest comment that is ours, says the same, and is no older than the write. */
async function find(
  site: JiraSite,
  key: string,
  written: { readonly document: AdfDocument; readonly startedAt: number; readonly own: ReadonlySet<string> },
  call: Call | undefined,
): Promise<WireObject | undefined> {
  const client = site.transport.client(call, { entity: 'issue', id: key });
  const answer: unknown = await getComments(client, { issueIdOrKey: key, orderBy: '-created', maxResults: 25 });
  const options = { baseUrl: site.origin };
  const said = adfToMarkdown(written.document, options);
  return objects(answerObject(answer, 'comments')['comments']).find(
    (wire) =>
      !written.own.has(text(wire['id']) ?? '') &&
      text(object(wire['author'])['accountId']) === site.account.accountId &&
      Date.parse(text(wire['created']) ?? '') >= written.startedAt - clockToleranceMs &&
      adfToMarkdown(wire['body'] ?? null, options) === said,
  );
}
