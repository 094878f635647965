import {
  createFooterComment,
  createInlineComment,
  getBlogPostFooterComments,
  getBlogPostInlineComments,
  getFooterCommentChildren,
  getInlineCommentChildren,
  getPageFooterComments,
  getPageInlineComments,
} from 'confluence.js/v2';
import type { PageComment } from '#domain/page.ts';
import type { Call, CommentDraft } from '#domain/ports.ts';
import { type AdfDocument, type AdfNode, contentOf } from '../adf/document.ts';
import { markdownToAdf } from '../adf/fromMarkdown.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { invalid, numericId } from '../arguments.ts';
import { settled, withoutSignal } from '../settle.ts';
import { answerList, answerObject, isObject, object, optional, required, text, type WireObject } from '../wire.ts';
import { editOptions } from './editPage.ts';
import { wikiUrl } from './links.ts';
import { documentOf, markdownOptions, onEither, personOf, readPage } from './readPage.ts';
import type { ConfluenceSite } from './site.ts';

/** Comments of before this long before the write began are not what it made, whatever they say; covers clocks apart. */
const clockToleranceMs = 120_000;

/** `own` has the ids of what was written before: the same words twice are two comments. */
export async function commentOn(
  site: ConfluenceSite,
  pageId: string,
  draft: CommentDraft,
  own: Set<string>,
  call: Call | undefined,
): Promise<PageComment> {
  const id = numericId(pageId, 'pageId');
  if (draft.markdown.trim() === '') {
    invalid('markdown', 'is empty');
  }
  const { passage, replyTo } = draft;
  const kind = replyTo?.kind ?? (passage ? 'inline' : 'footer');
  const document = markdownToAdf(draft.markdown, editOptions(site, draft.mentions));
  const { kind: container, wire: page } = await readPage(site, pageId, {}, call);
  const url = wikiUrl(site.origin, object(page['_links'])['webui']);
  const target =
    replyTo !== undefined
      ? { parentCommentId: String(numericId(replyTo.id, 'replyTo')) }
      : container === 'page'
        ? { pageId: String(id) }
        : { blogPostId: String(id) };
  const body = {
    ...target,
    body: { representation: 'atlas_doc_format', value: JSON.stringify(document) },
    ...(passage && !replyTo && { inlineCommentProperties: selectionOf(documentOf(page), passage) }),
  };
  const context = { entity: 'page', id: pageId, operation: 'comment on page', searchUrl: url } as const;
  const client = site.transport.client(withoutSignal(call), context);
  const startedAt = site.transport.now();
  const write = async (): Promise<WireObject> => {
    const answer: unknown = await (kind === 'inline' ? createInlineComment : createFooterComment)(client, body);
    return answerObject(answer, 'comment');
  };
  const find = () => findComment(site, { pageId, kind, replyTo, document, startedAt, own }, call);
  const wire = await settled(site, write, find, call);
  const hasBody = text(object(object(wire['body'])['atlas_doc_format'])['value']) !== undefined;
  const version = object(wire['version']);
  const author = await personOf(site, text(version['authorId']), call);
  const commentId = required(text(wire['id']), 'comment.id');
  own.add(commentId);
  return {
    id: commentId,
    kind,
    url: wikiUrl(site.origin, object(wire['_links'])['webui']),
    body: adfToMarkdown(hasBody ? documentOf(wire) : document, markdownOptions(site)),
    ...optional('created', text(version['createdAt'])),
    ...optional('author', author),
  };
}

/** The site wants to be told how often the text stands on the page, each time within one block, and which one is meant. */
function selectionOf(document: AdfDocument, passage: NonNullable<CommentDraft['passage']>) {
  const { text: wanted, index = 0 } = passage;
  const count = wanted === '' ? 0 : document.content.reduce((sum, node) => sum + countIn(node, wanted), 0);
  if (count === 0) {
    invalid('passage', 'does not stand on the page like this');
  }
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    invalid('passage', `stands on the page ${count} times, so its index is 0 to ${count - 1}`);
  }
  return { textSelection: wanted, textSelectionMatchCount: count, textSelectionMatchIndex: index };
}

function countIn(node: AdfNode, wanted: string): number {
  const children = contentOf(node);
  const isText = children.some(({ type }) => type === 'text');
  const own = isText ? children.map((child) => child.text ?? '\0').join('') : '';
  return children.reduce((sum, child) => sum + countIn(child, wanted), own.split(wanted).length - 1);
}

interface WrittenComment {
  readonly pageId: string;
  readonly kind: PageComment['kind'];
  readonly replyTo: CommentDraft['replyTo'];
  readonly document: AdfDocument;
  readonly startedAt: number;
  readonly own: ReadonlySet<string>;
}

/** The newest comment that is ours, says the same, and is no older than the write. */
async function findComment(
  site: ConfluenceSite,
  written: WrittenComment,
  call: Call | undefined,
): Promise<WireObject | undefined> {
  const client = site.transport.client(call, { entity: 'page', id: written.pageId });
  const isInline = written.kind === 'inline';
  const newest = { bodyFormat: 'atlas_doc_format', sort: '-created-date', limit: 25 } as const;
  const list = async (): Promise<unknown> => {
    if (written.replyTo) {
      const options = { ...newest, id: numericId(written.replyTo.id, 'replyTo') };
      return isInline ? getInlineCommentChildren(client, options) : getFooterCommentChildren(client, options);
    }
    const options = { ...newest, id: numericId(written.pageId, 'pageId') };
    return onEither<unknown>(
      () => (isInline ? getPageInlineComments : getPageFooterComments)(client, options),
      () => (isInline ? getBlogPostInlineComments : getBlogPostFooterComments)(client, options),
    );
  };
  const said = adfToMarkdown(written.document, markdownOptions(site));
  const comments = answerList(answerObject(await list(), 'comments')['results'], 'comments').filter(isObject);
  return comments.find((wire) => {
    const version = object(wire['version']);
    return (
      !written.own.has(text(wire['id']) ?? '') &&
      text(version['authorId']) === site.account.accountId &&
      Date.parse(text(version['createdAt']) ?? '') >= written.startedAt - clockToleranceMs &&
      adfToMarkdown(documentOf(wire), markdownOptions(site)) === said
    );
  });
}
