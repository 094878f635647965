import * as adf from '../../adf.ts';
import { confluenceError, type DemoRequest, type DemoResponse, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { isRecord, readBody } from '../body.ts';
import type { DemoPage, DemoPageComment } from '../model.ts';
import { currentVersion, findContent, isVisible, nextContentId } from '../wiki.ts';
import { countMatches, markText } from './inlineMark.ts';
import { contentOr404, listFormat, singleFormat } from './pages.ts';
import { listAnswer } from './paging.ts';
import { notFound, pathId, someOf, sorted } from './parameters.ts';
import { commentView, withBase } from './views.ts';

type CommentKind = DemoPageComment['kind'];

const refused = (title: string) => confluenceError(400, 'INVALID_REQUEST_PARAMETER', title);

function visibleComments(request: DemoRequest, site: DemoSite, kind: CommentKind): DemoPageComment[] {
  return site.wiki.comments.filter((comment) => {
    const page = site.wiki.pages.get(comment.pageId);
    return comment.kind === kind && page?.status === 'current' && isVisible(page, request.caller);
  });
}

function commentOr404(request: DemoRequest, site: DemoSite, kind: CommentKind, parameter: string): DemoPageComment {
  const id = pathId(request, parameter);
  const comment = visibleComments(request, site, kind).find((candidate) => candidate.id === id);
  if (!comment) throw notFound('comment', id);
  return comment;
}

function listComments(request: DemoRequest, site: DemoSite, comments: readonly DemoPageComment[]): DemoResponse {
  const format = listFormat(request);
  const statuses = someOf(request, 'status', ['current', 'archived', 'trashed', 'deleted', 'historical', 'draft']);
  const shown = statuses && !statuses.includes('current') ? [] : comments;
  const ordered = sorted(request, shown, {
    'created-date': ({ created }) => created,
    'modified-date': ({ updated }) => updated,
  });
  return listAnswer(request, site, ordered, (comment) => commentView(site, comment, format));
}

function topLevel(request: DemoRequest, site: DemoSite, kind: CommentKind, page: DemoPage): DemoPageComment[] {
  const resolutions =
    kind === 'inline' ? someOf(request, 'resolution-status', ['resolved', 'open', 'dangling', 'reopened']) : undefined;
  return visibleComments(request, site, kind)
    .filter(({ pageId, parentCommentId }) => pageId === page.id && parentCommentId === null)
    .filter(({ resolutionStatus }) => !resolutions || resolutions.some((wanted) => wanted === resolutionStatus));
}

function createComment(request: DemoRequest, site: DemoSite, kind: CommentKind): DemoResponse {
  const given = request.body;
  if (!isRecord(given)) throw refused('Request body is missing or is not an object');
  const { parent, page } = containerOf(request, site, kind, given);
  const { body, storage } = readBody(site, given['body']);
  const now = site.now();
  const selection =
    kind === 'inline' && !parent ? markSelection(site, page, given['inlineCommentProperties']) : undefined;
  const comment: DemoPageComment = {
    id: nextContentId(site),
    pageId: page.id,
    kind,
    parentCommentId: parent?.id ?? null,
    body,
    version: 1,
    authorId: request.caller.accountId,
    created: now,
    updated: now,
    resolutionStatus: 'open',
    ...(selection && { selection }),
  };
  site.wiki.comments.push(comment);
  return {
    status: 201,
    body: withBase(site, commentView(site, comment, storage === undefined ? 'atlas_doc_format' : 'storage')),
  };
}

function containerOf(
  request: DemoRequest,
  site: DemoSite,
  kind: CommentKind,
  given: Readonly<Record<string, unknown>>,
): { parent: DemoPageComment | undefined; page: DemoPage } {
  const ids = [given['pageId'], given['blogPostId'], given['parentCommentId']].filter((id) => id !== undefined);
  if (ids.length !== 1) throw refused('Exactly one of pageId, blogPostId and parentCommentId must be given');
  const parentId = given['parentCommentId'];
  const parent =
    parentId === undefined ? undefined : visibleComments(request, site, kind).find(({ id }) => id === parentId);
  if (parentId !== undefined && !parent) throw notFound('comment', String(parentId));
  const pageId = parent?.pageId ?? String(given['pageId'] ?? given['blogPostId']);
  const page = findContent(site, pageId, request.caller);
  if (page?.status !== 'current') throw notFound(given['blogPostId'] === undefined ? 'page' : 'blogpost', pageId);
  return { parent, page };
}

/** Marks the commented text in the page's current version, which stays the same version, as on the real site. */
function markSelection(site: DemoSite, page: DemoPage, given: unknown): { text: string; markerRef: string } {
  const properties = isRecord(given) ? given : {};
  const text = properties['textSelection'];
  const count = Number(properties['textSelectionMatchCount'] ?? 1);
  const index = Number(properties['textSelectionMatchIndex'] ?? 0);
  if (typeof text !== 'string' || text === '') throw refused('inlineCommentProperties.textSelection is required');
  const version = currentVersion(page);
  if (countMatches(version.body, text) !== count || index < 0 || index >= count) {
    throw refused('The text selection does not match the content of the page');
  }
  const markerRef = adf.localIdOf([page.id, text, index, site.now(), site.wiki.comments.length]);
  const body = markText(version.body, text, index, markerRef);
  if (!body) throw refused('The text selection does not match the content of the page');
  const { storage: _, ...rest } = version;
  page.versions.splice(-1, 1, { ...rest, body });
  return { text, markerRef };
}

function updateComment(request: DemoRequest, site: DemoSite, kind: CommentKind): DemoResponse {
  const comment = commentOr404(request, site, kind, 'comment-id');
  const given = isRecord(request.body) ? request.body : {};
  const number = isRecord(given['version']) ? given['version']['number'] : undefined;
  if (number !== comment.version + 1) {
    const said = `Current Version: [${comment.version}]. Provided version: [${String(number)}]`;
    throw confluenceError(409, 'CONFLICT', `Version must be incremented when updating a comment. ${said}`);
  }
  if (given['body'] !== undefined) comment.body = readBody(site, given['body']).body;
  if (kind === 'inline' && typeof given['resolved'] === 'boolean') {
    comment.resolutionStatus = given['resolved'] ? 'resolved' : 'open';
  }
  comment.version += 1;
  comment.updated = site.now();
  return { status: 200, body: withBase(site, commentView(site, comment, 'storage')) };
}

function deleteComment(request: DemoRequest, site: DemoSite, kind: CommentKind): DemoResponse {
  const { id } = commentOr404(request, site, kind, 'comment-id');
  site.wiki.comments = site.wiki.comments.filter((comment) => comment.id !== id && comment.parentCommentId !== id);
  return { status: 204 };
}

export const commentRoutes: readonly Route[] = (['footer', 'inline'] as const).flatMap((kind): Route[] => {
  const path = `/wiki/api/v2/${kind}-comments`;
  return [
    ...(['page', 'blogpost'] as const).map(
      (container): Route => ({
        method: 'GET',
        pattern: `/wiki/api/v2/${container}s/{id}/${kind}-comments`,
        handle: (request, site) =>
          listComments(request, site, topLevel(request, site, kind, contentOr404(request, site, container))),
      }),
    ),
    {
      method: 'GET',
      pattern: path,
      handle: (request, site) => listComments(request, site, visibleComments(request, site, kind)),
    },
    { method: 'POST', pattern: path, handle: (request, site) => createComment(request, site, kind) },
    {
      method: 'GET',
      pattern: `${path}/{comment-id}`,
      handle: (request, site) => {
        const comment = commentOr404(request, site, kind, 'comment-id');
        return { status: 200, body: withBase(site, commentView(site, comment, singleFormat(request))) };
      },
    },
    { method: 'PUT', pattern: `${path}/{comment-id}`, handle: (request, site) => updateComment(request, site, kind) },
    {
      method: 'DELETE',
      pattern: `${path}/{comment-id}`,
      handle: (request, site) => deleteComment(request, site, kind),
    },
    {
      method: 'GET',
      pattern: `${path}/{id}/children`,
      handle: (request, site) => {
        const parent = commentOr404(request, site, kind, 'id');
        const replies = visibleComments(request, site, kind).filter(
          ({ parentCommentId }) => parentCommentId === parent.id,
        );
        return listComments(request, site, replies);
      },
    },
  ];
});
