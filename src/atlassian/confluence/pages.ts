import { searchByCQL } from 'confluence.js/v1';
import { getBlogPostById, getPageById, getSpaceById } from 'confluence.js/v2';
import { getUser } from 'jira.js/cloud';
import { fail, failureOf } from '#domain/errors.ts';
import type { Page } from '#domain/page.ts';
import type { Person } from '#domain/person.ts';
import type { Call, KnowledgeBase } from '#domain/ports.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { invalid, numericId, pageSize } from '../arguments.ts';
import { parseJson } from '../http/statusErrors.ts';
import { personFrom } from '../person.ts';
import {
  answerList,
  answerObject,
  isObject,
  number,
  object,
  objects,
  optional,
  required,
  text,
  type WireObject,
} from '../wire.ts';
import { toCql } from './cql.ts';
import { hitFrom } from './hitFromWire.ts';
import { nextCursor, wikiUrl } from './links.ts';
import type { ConfluenceSite } from './site.ts';

const standardPage = 25;
const mostPerPage = 100;

export function pageOperations(site: ConfluenceSite): KnowledgeBase['pages'] {
  const { transport, origin, timeZone } = site;
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

    async get(pageId, call) {
      const wire = await readPage(site, numericId(pageId, 'pageId'), call);
      const spaceId = text(wire['spaceId']) ?? '';
      const authorId = text(object(wire['version'])['authorId']);
      const [spaceKey, author] = await Promise.all([spaceKeyOf(site, spaceId, call), personOf(site, authorId, call)]);
      return { ...pageFrom(wire, origin), ...optional('spaceKey', spaceKey), ...optional('author', author) };
    },

    toCql: (query) => toCql(query, timeZone),
  };
}

/** Search finds blog posts among pages, but reading them goes by another route. */
async function readPage(site: ConfluenceSite, id: number, call: Call | undefined): Promise<WireObject> {
  const client = site.transport.client(call, { entity: 'page', id: String(id) });
  const options = { id, bodyFormat: 'atlas_doc_format', includeLabels: true } as const;
  try {
    const answer: unknown = await getPageById(client, options);
    return answerObject(answer, 'page');
  } catch (error) {
    if (failureOf(error)?.code !== 'notFound') {
      throw error;
    }
    const blogPost: unknown = await getBlogPostById(client, options).catch(() => {
      throw error;
    });
    return answerObject(blogPost, 'page');
  }
}

export function pageFrom(wire: WireObject, origin: string): Page {
  const version = object(wire['version']);
  return {
    id: required(text(wire['id']), 'page.id'),
    title: text(wire['title']) ?? '',
    spaceId: text(wire['spaceId']) ?? '',
    url: wikiUrl(origin, object(wire['_links'])['webui']),
    version: number(version['number']) ?? 1,
    labels: objects(object(wire['labels'])['results']).flatMap((label) => text(label['name']) ?? []),
    body: bodyFrom(object(wire['body']), origin),
    ...optional('lastModified', text(version['createdAt'])),
  };
}

/** ADF comes as JSON inside a JSON string; an empty page has an empty string. */
function bodyFrom(body: WireObject, origin: string): string {
  const value = text(object(body['atlas_doc_format'])['value']);
  if (value === undefined) {
    return '';
  }
  const document = parseJson(value);
  return isObject(document)
    ? adfToMarkdown(document, { baseUrl: origin })
    : fail({ code: 'unexpectedAnswer', detail: 'page.body.atlas_doc_format.value is no JSON object' });
}

/** Pages carry the id of their space, people know its key. Not worth failing for. */
function spaceKeyOf(site: ConfluenceSite, spaceId: string, call: Call | undefined): Promise<string | undefined> {
  const id = /^[1-9]\d{0,15}$/.test(spaceId) ? numericId(spaceId, 'spaceId') : undefined;
  if (id === undefined) {
    return Promise.resolve(undefined);
  }
  const load = async () => {
    const client = site.transport.client(undefined, { entity: 'space', id: spaceId });
    const answer: unknown = await getSpaceById(client, { id });
    return text(object(answer)['key']);
  };
  return undefinedOnFailure(site.spaceKeys.get(spaceId, load, call), call);
}

function personOf(
  site: ConfluenceSite,
  accountId: string | undefined,
  call: Call | undefined,
): Promise<Person | undefined> {
  if (accountId === undefined) {
    return Promise.resolve(undefined);
  }
  const load = async () => {
    const client = site.transport.client(undefined, { entity: 'person', id: accountId });
    const answer: unknown = await getUser(client, { accountId });
    return personFrom(answer);
  };
  return undefinedOnFailure(site.people.get(accountId, load, call), call);
}

/** For extras: only giving up altogether counts as a failure. */
async function undefinedOnFailure<T>(value: Promise<T | undefined>, call: Call | undefined): Promise<T | undefined> {
  try {
    return await value;
  } catch (error) {
    if (call?.signal?.aborted) {
      throw error;
    }
    return undefined;
  }
}
