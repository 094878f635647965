import type { Page, PageHit, StoredPageComment } from '#domain/page.ts';
import type { Call, KnowledgeBase, PageOperations, PageQuery } from '#domain/ports.ts';
import { narrowedQuery, scopeClause } from '../queryScope.ts';
import { type Bounds, outside } from './bounds.ts';

/** The wiki as far as the bounds reach; see `limitedTracker`. */
export function limitedKnowledge(knowledge: KnowledgeBase, bounds: Bounds): Required<KnowledgeBase> {
  return { spaces: spaces(knowledge, bounds), pages: pages(knowledge, bounds) };
}

function spaces({ spaces: site }: KnowledgeBase, bounds: Bounds): Required<KnowledgeBase['spaces']> {
  return {
    async list(request = {}) {
      for (const key of request.keys ?? []) bounds.checkSpace(key);
      if (bounds.spaces.length === 0) {
        return site.list(request);
      }
      // The site tells upper from lower case here, and people seldom do.
      const keys = request.keys ?? [...new Set(bounds.spaces.flatMap((key) => [key, key.toUpperCase()]))];
      const page = await site.list({ ...request, keys });
      return { ...page, items: page.items.filter(({ key }) => bounds.hasSpace(key)) };
    },
  };
}

function pages({ pages: site }: KnowledgeBase, bounds: Bounds): Required<PageOperations> {
  /** Space keys of the pages that were read. */
  const spaceKeys = new Map<string, string>();
  const inside = async (pageId: string, call?: Call) => {
    if (bounds.spaces.length > 0) {
      const read = async () => bounds.hasSpace((await site.get(pageId, call)).spaceKey);
      await bounds.verify('page', pageId, read);
    }
  };
  const read = <T extends Page>(page: T): T => {
    if (!bounds.hasSpace(page.spaceKey)) {
      outside('page', page.id);
    }
    bounds.noteVerified('page', page.id);
    bounds.noteRead(page.spaceKey ?? '', [page.author]);
    spaceKeys.set(page.id, page.spaceKey ?? '');
    return page;
  };
  /** Comments do not say in which space they are. */
  const readComments = async <T extends StoredPageComment>(pageId: string, comments: readonly T[], call?: Call) => {
    const scope = spaceKeys.get(pageId) ?? read(await site.get(pageId, call)).spaceKey ?? '';
    bounds.noteRead(
      scope,
      comments.map(({ author }) => author),
    );
  };
  const getComment: PageOperations['getComment'] = async (commentId, call) => {
    const comment = await site.getComment(commentId, call);
    await readComments(comment.pageId, [comment], call);
    return comment;
  };
  const hit = (found: PageHit): boolean => {
    const isInside = bounds.hasSpace(found.spaceKey);
    if (isInside) {
      bounds.noteRead(found.spaceKey ?? '');
    }
    return isInside;
  };
  return {
    async search(query, request) {
      const page = await site.search(narrowedPages(query, bounds), request);
      return { ...page, items: page.items.filter(hit) };
    },
    get: async (pageId, options) => read(await site.get(pageId, options)),
    getContent: async (pageId, options) => read(await site.getContent(pageId, options)),
    async versions(pageId, request) {
      await inside(pageId, request);
      return site.versions(pageId, request);
    },
    async create(draft, call) {
      bounds.checkSpace(draft.spaceKey);
      if (draft.parentId !== undefined) await inside(draft.parentId);
      return site.create(draft, call);
    },
    async updateSection(pageId, edit, call) {
      await inside(pageId);
      return site.updateSection(pageId, edit, call);
    },
    async append(pageId, addition, call) {
      await inside(pageId);
      return site.append(pageId, addition, call);
    },
    async restore(pageId, restoration, call) {
      await inside(pageId);
      return site.restore(pageId, restoration, call);
    },
    async trash(pageId, call) {
      await inside(pageId);
      return site.trash(pageId, call);
    },
    async restoreFromTrash(pageId, call) {
      await inside(pageId);
      return site.restoreFromTrash(pageId, call);
    },
    async children(pageId, request) {
      await inside(pageId, request);
      return site.children(pageId, request);
    },
    async comment(pageId, draft, call) {
      await inside(pageId);
      // The comment that is replied to may be on another page.
      if (draft.replyTo) await getComment(draft.replyTo.id);
      return site.comment(pageId, draft, call);
    },
    async comments(pageId, call) {
      await inside(pageId, call);
      const comments = await site.comments(pageId, call);
      await readComments(pageId, comments.items, call);
      return comments;
    },
    getComment,
    async replies(comment, call) {
      const { pageId } = await getComment(comment.id, call);
      const replies = await site.replies(comment, call);
      await readComments(pageId, replies, call);
      return replies;
    },
    async removeComment(comment, call) {
      await getComment(comment.id);
      return site.removeComment(comment, call);
    },
    async addLabels(pageId, labels, call) {
      await inside(pageId);
      return site.addLabels(pageId, labels, call);
    },
    async removeLabel(pageId, label, call) {
      await inside(pageId);
      return site.removeLabel(pageId, label, call);
    },
    toCql: (query) => site.toCql(narrowedPages(query, bounds)),
  };
}

function narrowedPages(query: PageQuery, bounds: Bounds): PageQuery {
  if (bounds.spaces.length === 0) {
    return query;
  }
  if ('cql' in query) {
    return { cql: narrowedQuery(scopeClause('space', bounds.spaces), query.cql, 'cql') };
  }
  for (const key of query.filter.spaceKeys ?? []) bounds.checkSpace(key);
  return { filter: { ...query.filter, spaceKeys: query.filter.spaceKeys ?? bounds.spaces } };
}
