import {
  deleteFooterComment,
  deleteInlineComment,
  getBlogPostFooterComments,
  getBlogPostInlineComments,
  getFooterCommentById,
  getFooterCommentChildren,
  getInlineCommentById,
  getInlineCommentChildren,
  getPageFooterComments,
  getPageInlineComments,
} from 'confluence.js/v2';
import { fail, failureOf } from '#domain/errors.ts';
import type { PageComment, StoredPageComment } from '#domain/page.ts';
import type { Call, PageOperations } from '#domain/ports.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { numericId } from '../arguments.ts';
import { settled, withoutSignal } from '../settle.ts';
import {
  answerList,
  answerObject,
  isObject,
  number,
  object,
  optional,
  required,
  text,
  type WireObject,
} from '../wire.ts';
import { nextCursor, wikiUrl } from './links.ts';
import { clientFor, documentOf, markdownOptions, onEither, personOf } from './readPage.ts';
import type { ConfluenceSite } from './site.ts';

/** Comments of a page that are read, and replies to each: enough for a conversation. */
const mostComments = 25;
/** Replies to replies to replies …: a chain that is longer is none. */
const deepestReply = 10;

type Kind = PageComment['kind'];
type CommentOperations = Pick<PageOperations, 'comments' | 'getComment' | 'replies' | 'removeComment'>;

const newest = { bodyFormat: 'atlas_doc_format', sort: '-created-date', limit: mostComments } as const;

/** Reading and deleting comments; writing them is `commentOn`. */
export function commentOperations(site: ConfluenceSite): CommentOperations {
  return {
    async comments(pageId, call) {
      const [footer, inline] = await Promise.all([
        topLevel(site, pageId, 'footer', call),
        topLevel(site, pageId, 'inline', call),
      ]);
      const threads = await Promise.all(
        [...footer.items, ...inline.items].map(async (comment) => [
          comment,
          ...(await repliesTo(site, comment, pageId, call)),
        ]),
      );
      const created = (thread: readonly StoredPageComment[]) => Date.parse(thread[0]?.created ?? '');
      return {
        items: threads.toSorted((a, b) => created(b) - created(a)).flat(),
        isComplete: footer.isComplete && inline.isComplete,
      };
    },

    async getComment(commentId, call) {
      const { wire, kind } = await readComment(site, commentId, call);
      return commentFrom(site, wire, kind, await pageOf(site, wire, kind, call), call);
    },

    async replies(comment, call) {
      const { wire } = await readComment(site, comment.id, call);
      return repliesTo(site, comment, await pageOf(site, wire, comment.kind, call), call);
    },

    async removeComment({ id, kind }, call) {
      const commentId = numericId(id, 'commentId');
      const context = { entity: 'comment', id, operation: 'delete a comment on a page' } as const;
      const client = site.transport.client(withoutSignal(call), context);
      const write = async () => {
        await (kind === 'inline' ? deleteInlineComment : deleteFooterComment)(client, { commentId });
        return true;
      };
      const isGone = () =>
        readComment(site, id, call).then(
          () => undefined,
          (error: unknown) => failureOf(error)?.code === 'notFound' || undefined,
        );
      await settled(site, write, isGone, call);
    },
  };
}

async function topLevel(site: ConfluenceSite, pageId: string, kind: Kind, call: Call | undefined) {
  const client = clientFor(site, pageId, call);
  const options = { ...newest, id: numericId(pageId, 'pageId') };
  const isInline = kind === 'inline';
  const answer = await onEither<unknown>(
    () => (isInline ? getPageInlineComments : getPageFooterComments)(client, options),
    () => (isInline ? getBlogPostInlineComments : getBlogPostFooterComments)(client, options),
  );
  const page = answerObject(answer, 'comments');
  const wires = answerList(page['results'], 'comments').filter(isObject);
  return {
    items: await Promise.all(wires.map((wire) => commentFrom(site, wire, kind, pageId, call))),
    isComplete: nextCursor(page) === undefined,
  };
}

async function repliesTo(
  site: ConfluenceSite,
  { id, kind }: Pick<PageComment, 'id' | 'kind'>,
  pageId: string,
  call: Call | undefined,
): Promise<StoredPageComment[]> {
  const client = clientFor(site, pageId, call);
  const options = { ...newest, sort: 'created-date' as const, id: numericId(id, 'commentId') };
  const answer: unknown = await (kind === 'inline' ? getInlineCommentChildren : getFooterCommentChildren)(
    client,
    options,
  );
  const wires = answerList(answerObject(answer, 'comments')['results'], 'comments').filter(isObject);
  return Promise.all(wires.map((wire) => commentFrom(site, { parentCommentId: id, ...wire }, kind, pageId, call)));
}

/** Nothing in an id tells of which kind the comment is. */
async function readComment(site: ConfluenceSite, id: string, call: Call | undefined) {
  const client = site.transport.client(call, { entity: 'comment', id });
  const options = { commentId: numericId(id, 'commentId'), bodyFormat: 'atlas_doc_format' } as const;
  return onEither<{ readonly wire: WireObject; readonly kind: Kind }>(
    async () => {
      const answer: unknown = await getFooterCommentById(client, options);
      return { wire: answerObject(answer, 'comment'), kind: 'footer' };
    },
    async () => {
      const answer: unknown = await getInlineCommentById(client, options);
      return { wire: answerObject(answer, 'comment'), kind: 'inline' };
    },
  );
}

/** A reply names only the comment it replies to. */
async function pageOf(site: ConfluenceSite, wire: WireObject, kind: Kind, call: Call | undefined): Promise<string> {
  const get = kind === 'inline' ? getInlineCommentById : getFooterCommentById;
  let current = wire;
  for (let depth = 0; depth < deepestReply; depth++) {
    const pageId = text(current['pageId']) ?? text(current['blogPostId']);
    const parentId = text(current['parentCommentId']);
    if (pageId !== undefined || parentId === undefined) {
      return required(pageId, 'comment.pageId');
    }
    const client = site.transport.client(call, { entity: 'comment', id: parentId });
    const answer: unknown = await get(client, { commentId: numericId(parentId, 'commentId') });
    current = answerObject(answer, 'comment');
  }
  return fail({ code: 'unexpectedAnswer', detail: 'a comment is on no page' });
}

async function commentFrom(
  site: ConfluenceSite,
  wire: WireObject,
  kind: Kind,
  pageId: string,
  call: Call | undefined,
): Promise<StoredPageComment> {
  const version = object(wire['version']);
  const author = await personOf(site, text(version['authorId']), call);
  return {
    ...{ id: required(text(wire['id']), 'comment.id'), kind, pageId },
    url: wikiUrl(site.origin, object(wire['_links'])['webui']),
    body: adfToMarkdown(documentOf(wire), markdownOptions(site)),
    version: number(version['number']) ?? 1,
    ...optional('parentId', text(wire['parentCommentId'])),
    ...optional('passage', text(object(wire['properties'])['inlineOriginalSelection'])),
    ...optional('created', text(version['createdAt'])),
    ...optional('author', author),
  };
}
