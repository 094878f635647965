import type { DemoRequest, DemoResponse, Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import type { Entry } from '../cql/entries.ts';
import { type CqlResult, evaluateCql } from '../cql/evaluate.ts';
import { parseTextQuery, type TextQuery } from '../cql/terms.ts';
import { CqlError } from '../cql/tokens.ts';
import { decodeCursor, encodeCursor } from '../v2/paging.ts';
import { isoOf, spaceOf } from '../wiki.ts';
import { v1Error } from './errors.ts';
import { excerptOf, highlight } from './excerpt.ts';
import { contentView, entryPath, friendlyDate, userView } from './views.ts';

const excerptModes = ['highlight', 'indexed', 'none', 'highlight_unescaped', 'indexed_unescaped'];

interface Page {
  readonly entries: readonly Entry[];
  readonly highlights: readonly TextQuery[];
  readonly cql: string;
  readonly start: number;
  readonly limit: number;
  readonly totalSize: number;
  /** Relative to the wiki's base: `/rest/api/search?…`, as v1 has it. */
  readonly next: string | undefined;
  readonly expand: readonly string[];
}

function runSearch(request: DemoRequest, site: DemoSite): Page {
  const cql = request.query.get('cql');
  if (cql === null || cql.trim() === '') throw v1Error(400, 'cql query parameter is required');
  const { entries, highlights } = evaluated(site, cql, request);
  const expand = request.query
    .getAll('expand')
    .flatMap((names) => names.split(','))
    .map((name) => name.trim());
  // Bodies are heavy: with them the vendor gives fewer results than asked for.
  const most = expand.some((name) => /(^|\.)body(\.|$)/.test(name)) ? 50 : 1000;
  const limit = Math.min(most, readLimit(request));
  // `start` is ignored: the cloud pages by the cursor alone, and a client that counts sees its first page again.
  const cursor = request.query.get('cursor');
  const start = cursor ? decodeCursor(cursor) : 0;
  if (start === undefined) throw v1Error(400, 'Invalid cursor');
  const end = start + limit;
  return {
    entries: entries.slice(start, end),
    highlights,
    cql,
    start,
    limit,
    totalSize: entries.length,
    next: end < entries.length && limit > 0 ? nextLink(request, end, limit) : undefined,
    expand,
  };
}

function evaluated(site: DemoSite, cql: string, request: DemoRequest): CqlResult {
  try {
    return evaluateCql(site, cql, request.caller);
  } catch (error) {
    if (error instanceof CqlError) throw v1Error(400, `Could not parse cql : ${error.message} : ${cql}`);
    throw error;
  }
}

function readLimit(request: DemoRequest): number {
  const text = request.query.get('limit');
  if (text === null || text === '') return 25;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 0) throw v1Error(400, `Invalid value for limit: ${text}`);
  return limit;
}

function nextLink(request: DemoRequest, offset: number, limit: number): string {
  const query = new URLSearchParams(request.query);
  query.set('next', 'true');
  query.set('cursor', encodeCursor(offset));
  query.set('limit', String(limit));
  query.set('start', String(offset));
  return `${request.path.replace('/wiki', '')}?${query}`;
}

function linksOf(request: DemoRequest, site: DemoSite, next: string | undefined): Record<string, string> {
  const base = `${site.url}/wiki`;
  const self = `${base}${request.path.replace('/wiki', '')}?${request.query}`;
  return { base, context: '/wiki', self, ...(next && { next }) };
}

function search(request: DemoRequest, site: DemoSite): DemoResponse {
  const page = runSearch(request, site);
  const mode = request.query.get('excerpt') ?? 'highlight';
  if (!excerptModes.includes(mode)) throw v1Error(400, `Invalid excerpt strategy: ${mode}`);
  // What lacks the `content.` prefix would expand the result itself, which has nothing to expand.
  const names = page.expand.filter((name) => name.startsWith('content.')).map((name) => name.slice('content.'.length));
  const expand = new Set(names);
  const results = page.entries.map((entry) => resultView(site, entry, page.highlights, mode, expand));
  return {
    status: 200,
    body: {
      results,
      start: page.start,
      limit: page.limit,
      size: results.length,
      totalSize: page.totalSize,
      cqlQuery: page.cql,
      searchDuration: 12,
      archivedResultCount: 0,
      _links: linksOf(request, site, page.next),
    },
  };
}

function resultView(
  site: DemoSite,
  entry: Entry,
  highlights: readonly TextQuery[],
  mode: string,
  expand: ReadonlySet<string>,
): Record<string, unknown> {
  const space = spaceOf(site, entry.page.spaceId);
  const isMarked = mode.startsWith('highlight');
  const isPart = entry.type === 'comment' || entry.type === 'attachment';
  return {
    content: contentView(site, entry, expand),
    title: isMarked ? highlight(entry.title, highlights, mode === 'highlight') : entry.title,
    excerpt: excerptOf(entry.text, highlights, mode),
    url: entryPath(site, entry),
    ...(isPart && {
      resultParentContainer: {
        title: entry.version.title,
        displayUrl: `/pages/viewpage.action?pageId=${entry.page.id}`,
      },
    }),
    resultGlobalContainer: { title: space.name, displayUrl: `/spaces/${space.key}` },
    breadcrumbs: [],
    entityType: 'content',
    iconCssClass: `aui-icon content-type-${entry.type}`,
    lastModified: isoOf(Math.floor(entry.lastModified / 1000) * 1000),
    friendlyLastModified: friendlyDate(entry.lastModified),
    score: 0,
  };
}

function searchContent(request: DemoRequest, site: DemoSite): DemoResponse {
  const page = runSearch(request, site);
  const expand = new Set(page.expand);
  const results = page.entries.map((entry) => contentView(site, entry, expand));
  return {
    status: 200,
    body: {
      results,
      start: page.start,
      limit: page.limit,
      size: results.length,
      _links: linksOf(request, site, page.next),
    },
  };
}

/** Only the query that people use it for: `user.fullname ~ "paul"`. */
function searchUsers(request: DemoRequest, site: DemoSite): DemoResponse {
  const cql = request.query.get('cql') ?? '';
  const name = /^\s*(?:type\s*=\s*user\s+and\s+)?user\.fullname\s*~\s*(?:"([^"]*)"|(\S+))\s*$/i.exec(cql);
  if (!name) throw v1Error(400, `Could not parse cql : ${cql}`);
  const query = [parseTextQuery((name[1] ?? name[2] ?? '').trim())];
  const limit = readLimit(request);
  const found = site.users.filter(
    (user) => user.isActive && query[0] && excerptOf(user.displayName, query, 'highlight').includes('@@@hl@@@'),
  );
  const results = found.slice(0, limit).map((user) => ({
    user: userView(site, user),
    title: highlight(user.displayName, query, true),
    excerpt: '',
    url: `/people/${user.accountId}`,
    breadcrumbs: [],
    entityType: 'user',
    iconCssClass: 'aui-icon content-type-profile',
    lastModified: isoOf(Math.floor(site.now() / 1000) * 1000),
    score: 0,
  }));
  const links = linksOf(request, site, undefined);
  const counts = { start: 0, limit, size: results.length, totalSize: found.length };
  return { status: 200, body: { results, ...counts, cqlQuery: cql, searchDuration: 5, _links: links } };
}

export const searchRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/wiki/rest/api/search', handle: search },
  { method: 'GET', pattern: '/wiki/rest/api/search/user', handle: searchUsers },
  { method: 'GET', pattern: '/wiki/rest/api/content/search', handle: searchContent },
];
