import { deleteBlogPost, deletePage, getPageDirectChildren, updateBlogPost, updatePage } from 'confluence.js/v2';
import { fail, failureOf } from '#domain/errors.ts';
import type { Call, PageOperations } from '#domain/ports.ts';
import { invalid, numericId, pageSize } from '../arguments.ts';
import { settled, withoutSignal } from '../settle.ts';
import { answerList, answerObject, isObject, object, optional, text } from '../wire.ts';
import { nextCursor, wikiUrl } from './links.ts';
import { clientFor, readPage, versionOf, type WirePage } from './readPage.ts';
import type { ConfluenceSite } from './site.ts';

const standardChildren = 25;
const mostChildren = 250; // the vendor's limit for one answer

type TrashOperations = Pick<PageOperations, 'trash' | 'restoreFromTrash' | 'children'>;

/** Pages and blog posts into the trash and out of it, and what stands below them. */
export function trashOperations(site: ConfluenceSite): TrashOperations {
  return {
    async trash(pageId, call) {
      const page = await readPage(site, pageId, { withTrashed: true }, call);
      const status = statusOf(page);
      if (status !== 'current' && status !== 'archived') {
        fail({ code: 'notFound', entity: 'page', id: pageId });
      }
      const client = site.transport.client(withoutSignal(call), contextOf(site, page, 'move page to the trash'));
      const put = page.kind === 'page' ? deletePage : deleteBlogPost;
      const write = async () => {
        await put(client, { id: numericId(pageId, 'pageId') });
        return true;
      };
      await settled(site, write, () => isInTrash(site, pageId, call), call);
    },

    async restoreFromTrash(pageId, call) {
      // In the storage format, to the byte: should the site store it after all, nothing is lost.
      const page = await readPage(site, pageId, { withTrashed: true, format: 'storage' }, call);
      if (statusOf(page) !== 'trashed') {
        invalid('pageId', 'the page is not in the trash');
      }
      const { wire, kind } = page;
      const title = text(wire['title']) ?? '';
      const value = text(object(object(wire['body'])['storage'])['value']) ?? '';
      const body = {
        ...{ id: pageId, status: 'current', title },
        body: { representation: 'storage', value },
        version: { number: versionOf(wire) + 1 },
      };
      const client = site.transport.client(withoutSignal(call), contextOf(site, page, 'restore page'));
      const put = kind === 'page' ? updatePage : updateBlogPost;
      const write = async () => {
        const answer: unknown = await put(client, { id: numericId(pageId, 'pageId'), body });
        return (text(object(answer)['status']) ?? 'current') === 'current';
      };
      const isBack = async () => (await isInTrash(site, pageId, call)) === undefined || undefined;
      if (!(await settled(site, write, isBack, call))) {
        fail({ code: 'unexpectedAnswer', detail: `page ${pageId} is still in the trash` });
      }
    },

    async children(pageId, request = {}) {
      const answer: unknown = await getPageDirectChildren(clientFor(site, pageId, request), {
        id: numericId(pageId, 'pageId'),
        limit: pageSize(request.limit, standardChildren, mostChildren),
        ...optional('cursor', request.cursor),
      }).catch((error: unknown) => {
        // A blog post has nothing below it, and is not found by this route.
        if (failureOf(error)?.code === 'notFound') return { results: [] };
        throw error;
      });
      const page = answerObject(answer, 'children');
      const items = answerList(page['results'], 'children').filter(isObject);
      return {
        items: items.flatMap((wire) => {
          const id = text(wire['id']);
          return id === undefined ? [] : [{ id, title: text(wire['title']) ?? '' }];
        }),
        ...optional('cursor', nextCursor(page)),
      };
    },
  };
}

function contextOf(site: ConfluenceSite, { wire }: WirePage, operation: string) {
  const searchUrl = wikiUrl(site.origin, object(wire['_links'])['webui']);
  return { entity: 'page', id: text(wire['id']) ?? '', operation, searchUrl } as const;
}

function statusOf({ wire }: WirePage): string {
  return text(wire['status']) ?? 'current';
}

/** True, or undefined when it is not: as `settled` wants to have it. */
async function isInTrash(site: ConfluenceSite, pageId: string, call: Call | undefined): Promise<true | undefined> {
  return statusOf(await readPage(site, pageId, { withTrashed: true }, call)) === 'trashed' || undefined;
}
