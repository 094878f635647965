import { getSpaces } from 'confluence.js/v2';
import type { Space } from '#domain/page.ts';
import type { KnowledgeBase } from '#domain/ports.ts';
import { invalid, pageSize } from '../arguments.ts';
import { answerList, answerObject, isObject, object, optional, required, text, type WireObject } from '../wire.ts';
import { nextCursor, wikiUrl } from './links.ts';
import type { ConfluenceSite } from './site.ts';

const mostPerPage = 250; // the vendor's limit

export function spaceOperations({ transport, origin }: ConfluenceSite): KnowledgeBase['spaces'] {
  return {
    async list(request = {}) {
      if (request.keys?.length === 0) {
        invalid('keys', 'is an empty list');
      }
      const answer: unknown = await getSpaces(transport.client(request, { entity: 'space' }), {
        limit: pageSize(request.limit, mostPerPage, mostPerPage),
        ...optional('keys', request.keys && [...request.keys]),
        ...optional('cursor', request.cursor),
      });
      const page = answerObject(answer, 'spaces');
      const spaces = answerList(page['results'], 'spaces').filter(isObject);
      return { items: spaces.map((wire) => spaceFrom(wire, origin)), ...optional('cursor', nextCursor(page)) };
    },
  };
}

export function spaceFrom(wire: WireObject, origin: string): Space {
  const key = required(text(wire['key']), 'space.key');
  return {
    id: required(text(wire['id']), 'space.id'),
    key,
    name: text(wire['name']) ?? key,
    url: wikiUrl(origin, object(wire['_links'])['webui'] ?? `/spaces/${encodeURIComponent(key)}`),
  };
}
