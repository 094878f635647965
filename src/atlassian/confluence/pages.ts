import { searchByCQL } from 'confluence.js/v1';
import { fail } from '#domain/errors.ts';
import type { PageOperations } from '#domain/ports.ts';
import { invalid, pageSize } from '../arguments.ts';
import { answerList, answerObject, isObject, optional } from '../wire.ts';
import { blocksOf } from './blocks.ts';
import { commentOn } from './comments.ts';
import { toCql } from './cql.ts';
import { createNewPage } from './createPage.ts';
import { editOperations } from './editPage.ts';
import { hitFrom } from './hitFromWire.ts';
import { labelOperations } from './labels.ts';
import { nextCursor } from './links.ts';
import { readOutline } from './outline.ts';
import { commentOperations } from './pageComments.ts';
import { documentOf, markdownOptions, readPage, toPage } from './readPage.ts';
import type { ConfluenceSite } from './site.ts';
import { trashOperations } from './trash.ts';
import { listVersions } from './versions.ts';

const standardPage = 25;
const mostPerPage = 100;

export function pageOperations(site: ConfluenceSite): PageOperations {
  const { transport, origin, timeZone } = site;
  const ownComments = new Set<string>();
  return {
    async search(query, request = {}) {
      const cql = toCql(query, timeZone);
      if (cql === '') {
        invalid('cql', 'is empty');
      }
      const answer: unknown = await searchByCQL(transport.client(request, { entity: 'page', query: cql }), {
        cql,
        limit: pageSize(request.limit, standardPage, mostPerPage),
        excerpt: 'highlight',
        expand: ['content.space'],
        ...optional('cursor', request.cursor),
      });
      const page = answerObject(answer, 'search results');
      const cursor = nextCursor(page);
      if (cursor !== undefined && cursor === request.cursor) {
        fail({ code: 'unexpectedAnswer', detail: 'the pages of the search repeat: the list would be incomplete' });
      }
      const results = answerList(page['results'], 'search results').filter(isObject);
      return { items: results.flatMap((wire) => hitFrom(wire, origin)), ...optional('cursor', cursor) };
    },

    async get(pageId, options) {
      const { version, withTrashed } = options ?? {};
      return toPage(site, await readPage(site, pageId, { version, withTrashed }, options), options);
    },

    async getContent(pageId, options) {
      const read = await readPage(site, pageId, { version: options?.version }, options);
      const document = documentOf(read.wire);
      const { sections } = readOutline(document, markdownOptions(site));
      const page = await toPage(site, read, options, document);
      return { ...page, blocks: blocksOf(document, sections, markdownOptions(site)) };
    },

    versions: (pageId, request = {}) => listVersions(site, pageId, request),
    create: (draft, call) => createNewPage(site, draft, call),
    comment: (pageId, draft, call) => commentOn(site, pageId, draft, ownComments, call),
    ...commentOperations(site),
    ...trashOperations(site),
    ...editOperations(site),
    ...labelOperations(site),
    toCql: (query) => toCql(query, timeZone),
  };
}
