import { countIssues, searchAndReconsileIssuesUsingJqlPost as searchIssues } from 'jira.js/cloud';
import { failureOf } from '#domain/errors.ts';
import type { Issue } from '#domain/issue.ts';
import type { Call, IssuePage, IssueQuery, IssueSearchRequest } from '#domain/ports.ts';
import { invalid, pageSize } from '../arguments.ts';
import { answerObject, number, optional, required, text } from '../wire.ts';
import { issueFrom, listFields } from './issueFromWire.ts';
import { toJql } from './jql.ts';
import { type TokenPage, tokenPageFrom } from './searchPages.ts';
import type { JiraSite } from './site.ts';

const standardLimit = 50;
const mostIssues = 500;
const mostPerPage = 100;
/** The vendor's limit, which holds for ids alone. */
const mostIdsPerPage = 5000;

/** Where a list goes on: the site's token, with the ids that it wants to be the same on every page. */
interface Position {
  readonly token: string | undefined;
  readonly reconciled: readonly number[];
  /** What the list held up to here. */
  readonly before: Extent;
}

/** How many issues, and the sum of their ids: enough to notice that others stand there now. */
interface Extent {
  readonly count: number;
  readonly idSum: number;
}

export async function search(site: JiraSite, query: IssueQuery, request: IssueSearchRequest): Promise<IssuePage> {
  const [page, estimate] = await Promise.all([
    walk(site, query, request),
    request.withTotal ? estimatedTotal(site, query, request) : undefined,
  ]);
  const isWhole = request.cursor === undefined && page.cursor === undefined && !page.isIncomplete;
  const total = isWhole ? page.items.length : estimate;
  return { ...page, ...optional('approximateTotal', total) };
}

/** Pages as far as the limit, each issue once. A token that comes again would lead round in circles. */
async function walk(site: JiraSite, query: IssueQuery, request: IssueSearchRequest): Promise<IssuePage> {
  const fields = await site.fields.get(request);
  const { estimateFieldId } = request;
  // A sum over one field must not hold values of another.
  const reading =
    estimateFieldId === undefined
      ? { origin: site.origin, fields }
      : { origin: site.origin, fields: { ...fields, storyPoints: [] }, estimateFieldId };
  const jql = jqlOf(site, query);
  const limit = pageSize(request.limit, standardLimit, mostIssues);
  const start = positionOf(request.cursor, site);
  const pages = new JqlPages(site, jql, start.reconciled, request);
  const tokens = new Set(start.token === undefined ? [] : [start.token]);
  const found = new Map<string, Issue>();
  let token = start.token;
  for (;;) {
    const page = await pages.read(
      token,
      listFields(reading, request.fields),
      Math.min(limit - found.size, mostPerPage),
    );
    const isOnlyPage = token === undefined;
    for (const wire of page.issues) {
      const issue = issueFrom(wire, reading);
      site.writes.seen(issue);
      found.set(issue.id, issue);
    }
    token = page.nextPageToken;
    if (token !== undefined && tokens.has(token)) {
      return { items: [...found.values()], isIncomplete: true };
    }
    // A page without issues may have a successor, but a limit reached is the caller's to go on from.
    const isCut = token !== undefined && (found.size >= limit || tokens.size >= mostPages);
    if (token === undefined || isCut) {
      const before = extentOf([...found.keys()], start.before);
      const isIncomplete = !isOnlyPage && (await isChanged(pages, before, isCut));
      const cursor = token === undefined ? undefined : cursorOf({ token, reconciled: start.reconciled, before });
      return { items: [...found.values()], ...optional('cursor', cursor), isIncomplete };
    }
    tokens.add(token);
  }
}

/**
 * Whether the list changed while it was read, by which an issue may have been skipped: one that moves from a page still
 * to come to one already read. Ids alone come many to a page, so that the list up to here is read again at once.
 */
async function isChanged(pages: JqlPages, seen: Extent, isCut: boolean): Promise<boolean> {
  try {
    const { count, idSum } = extentOf(await pages.firstIds(isCut ? seen.count : seen.count + 1));
    return count !== seen.count || idSum !== seen.idSum;
  } catch (error) {
    const failure = failureOf(error);
    if (!failure || failure.code === 'cancelled') {
      throw error;
    }
    return true; // a list that cannot be vouched for is better than none
  }
}

/** The pages of one query. */
class JqlPages {
  private readonly site: JiraSite;
  private readonly jql: string;
  private readonly reconciled: readonly number[];
  private readonly call: Call;

  constructor(site: JiraSite, jql: string, reconciled: readonly number[], call: Call) {
    this.site = site;
    this.jql = jql;
    this.reconciled = reconciled;
    this.call = call;
  }

  async read(token: string | undefined, fields: string[], maxResults: number): Promise<TokenPage> {
    const { jql, reconciled } = this;
    const client = this.site.transport.client(this.call, { entity: 'issue', query: jql });
    const answer: unknown = await searchIssues(client, {
      ...{ jql, fields, maxResults },
      ...optional('nextPageToken', token),
      ...(reconciled.length > 0 && { reconcileIssues: [...reconciled] }),
    });
    return tokenPageFrom(answer);
  }

  /** Ids of the first issues of the list, each once. */
  async firstIds(count: number): Promise<string[]> {
    const ids = new Set<string>();
    let token: string | undefined;
    for (let page = 0; page < mostPages && ids.size < count && (page === 0 || token !== undefined); page++) {
      const { issues, nextPageToken } = await this.read(token, ['id'], Math.min(count - ids.size, mostIdsPerPage));
      for (const wire of issues) {
        ids.add(text(wire['id']) ?? '');
      }
      token = nextPageToken;
    }
    return [...ids];
  }
}

function extentOf(ids: readonly string[], before: Extent = nothing): Extent {
  return ids.reduce(({ count, idSum }, id) => ({ count: count + 1, idSum: idSum + (Number(id) || 0) }), before);
}

const nothing: Extent = { count: 0, idSum: 0 };

const mostPages = 20;

export async function approximateCount(site: JiraSite, query: IssueQuery, call: Call | undefined): Promise<number> {
  const jql = jqlOf(site, query);
  const answer: unknown = await countIssues(site.transport.client(call, { entity: 'issue', query: jql }), { jql });
  return required(number(answerObject(answer, 'issue count')['count']), 'count');
}

/** A list without its total is better than none. */
async function estimatedTotal(site: JiraSite, query: IssueQuery, call: Call): Promise<number | undefined> {
  try {
    return await approximateCount(site, query, call);
  } catch (error) {
    if (failureOf(error)) {
      return undefined;
    }
    throw error;
  }
}

export function jqlOf(site: JiraSite, query: IssueQuery): string {
  return toJql(query, { timeZone: site.timeZone, flaggedFieldId: site.fields.latest?.flagged[0] });
}

function positionOf(cursor: string | undefined, site: JiraSite): Position {
  if (cursor === undefined) {
    return { token: undefined, reconciled: site.writes.issueIds(), before: nothing };
  }
  const [, ids = '', count, idSum, token] =
    /^((?:\d{1,15}(?:\.\d{1,15}){0,49})?)~(\d{1,9})~(\d{1,16})~(.+)$/s.exec(cursor) ?? [];
  return token === undefined
    ? invalid('cursor', 'not a cursor of this list')
    : {
        token,
        reconciled: ids === '' ? [] : ids.split('.').map(Number),
        before: { count: Number(count), idSum: Number(idSum) },
      };
}

function cursorOf({ token, reconciled, before }: Position): string {
  return `${reconciled.join('.')}~${before.count}~${before.idSum}~${token}`;
}
