import { getBlogPostById, getPageById, getSpaceById } from 'confluence.js/v2';
import { getUser } from 'jira.js/cloud';
import { fail, failureOf } from '#domain/errors.ts';
import type { Page } from '#domain/page.ts';
import type { Person } from '#domain/person.ts';
import type { Call } from '#domain/ports.ts';
import { type AdfDocument, checkDocument, emptyDocument, readDocument } from '../adf/document.ts';
import type { MarkdownOptions } from '../adf/inlineText.ts';
import { numericId } from '../arguments.ts';
import { personFrom } from '../person.ts';
import { answerObject, number, object, objects, optional, required, text, type WireObject } from '../wire.ts';
import { wikiUrl } from './links.ts';
import { readOutline } from './outline.ts';
import type { ConfluenceSite } from './site.ts';

export interface WirePage {
  readonly wire: WireObject;
  readonly kind: Page['kind'];
}

export interface ReadOptions {
  readonly version?: number | undefined;
  readonly format?: 'atlas_doc_format' | 'storage';
  /** Pages in the trash too, where the site would leave them out. */
  readonly withTrashed?: boolean | undefined;
}

/** Search finds blog posts among pages, but reading them goes by another route. */
export async function readPage(
  site: ConfluenceSite,
  pageId: string,
  { version, format = 'atlas_doc_format', withTrashed }: ReadOptions,
  call: Call | undefined,
): Promise<WirePage> {
  const parameters = { id: numericId(pageId, 'pageId'), bodyFormat: format, includeLabels: true };
  const options = {
    ...parameters,
    ...optional('version', version),
  };
  const trashedToo = (...others: ('current' | 'archived')[]) =>
    withTrashed ? { status: [...others, 'trashed' as const] } : {};
  return onEither<WirePage>(
    async () => {
      const status = trashedToo('current', 'archived');
      const answer: unknown = await getPageById(clientFor(site, pageId, call), { ...options, ...status });
      return { wire: answerObject(answer, 'page'), kind: 'page' };
    },
    async () => {
      const status = trashedToo('current');
      const answer: unknown = await getBlogPostById(clientFor(site, pageId, call), { ...options, ...status });
      return { wire: answerObject(answer, 'page'), kind: 'blogpost' };
    },
  );
}

export function clientFor(site: ConfluenceSite, pageId: string, call: Call | undefined) {
  return site.transport.client(call, { entity: 'page', id: pageId });
}

/** Asks for a page and, when there is none, for a blog post. That there is neither is told about the page. */
export async function onEither<T>(askPage: () => Promise<T>, askBlogPost: () => Promise<T>): Promise<T> {
  try {
    return await askPage();
  } catch (error) {
    if (failureOf(error)?.code !== 'notFound') {
      throw error;
    }
    return askBlogPost().catch((second: unknown) => {
      throw failureOf(second)?.code === 'notFound' ? error : second;
    });
  }
}

export function markdownOptions(site: ConfluenceSite): MarkdownOptions {
  return { baseUrl: site.origin };
}

/** The page with the names of its space and author. */
export async function toPage(
  site: ConfluenceSite,
  wirePage: WirePage,
  call: Call | undefined,
  document?: AdfDocument,
): Promise<Page> {
  const { wire } = wirePage;
  const page = pageFrom(wirePage, site.origin, document);
  const [spaceKey, author] = await Promise.all([
    spaceKeyOf(site, page.spaceId, call),
    personOf(site, text(object(wire['version'])['authorId']), call),
  ]);
  return { ...page, ...optional('spaceKey', spaceKey), ...optional('author', author) };
}

export function pageFrom({ wire, kind }: WirePage, origin: string, document = documentOf(wire)): Page {
  const { markdown, sections } = readOutline(document, { baseUrl: origin });
  return {
    id: required(text(wire['id']), 'page.id'),
    kind,
    title: text(wire['title']) ?? '',
    spaceId: text(wire['spaceId']) ?? '',
    url: wikiUrl(origin, object(wire['_links'])['webui']),
    version: versionOf(wire),
    labels: objects(object(wire['labels'])['results']).flatMap((label) => text(label['name']) ?? []),
    body: markdown,
    sections: sections.map(({ shown }) => shown),
    ...(text(wire['status']) === 'trashed' && { isTrashed: true }),
    ...optional('lastModified', text(object(wire['version'])['createdAt'])),
  };
}

export function versionOf(wire: WireObject): number {
  return number(object(wire['version'])['number']) ?? 1;
}

/** The body for reading. ADF comes as JSON inside a JSON string; an empty page has an empty string. */
export function documentOf(wire: WireObject): AdfDocument {
  const value = text(object(object(wire['body'])['atlas_doc_format'])['value']);
  if (value !== undefined && !value.trimStart().startsWith('{')) {
    fail({ code: 'unexpectedAnswer', detail: 'page.body.atlas_doc_format.value is no JSON object' });
  }
  return readDocument(value);
}

/** The body for writing back: nothing of it may be left out. */
export function editableDocumentOf(wire: WireObject): AdfDocument {
  const body = object(object(wire['body'])['atlas_doc_format'])['value'];
  return body === '' ? emptyDocument : checkDocument(body);
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

export function personOf(
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
