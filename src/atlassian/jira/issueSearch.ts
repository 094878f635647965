import { countIssues, searchAndReconsileIssuesUsingJqlPost as searchIssues } from 'jira.js/cloud';
import { failureOf } from '#domain/errors.ts';
import type { Issue } from '#domain/issue.ts';
import type { Call, IssuePage, IssueQuery, IssueSearchRequest } from '#domain/ports.ts';
import { invalid, pageSize } from '../arguments.ts';
import { answerObject, number, optional, required } from '../wire.ts';
import { issueFrom, listFields } from './issueFromWire.ts';
import { toJql } from './jql.ts';
import { tokenPageFrom } from './searchPages.ts';
import type { JiraSite } from './site.ts';

const standardLimit = 50;
const mostIssues = 500;
const mostPerPage = 100;

/** Where a list goes on: the site's token, with the ids that it wants to be the same on every page. */
interface Position {
  readonly token: string | undefined;
  readonly reconciled: readonly number[];
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
  const client = site.transport.client(request, { entity: 'issue', query: jql });
  const tokens = new Set(start.token === undefined ? [] : [start.token]);
  const found = new Map<string, Issue>();
  let token = start.token;
  for (;;) {
    const answer: unknown = await searchIssues(client, {
      jql,
      fields: listFields(reading, request.fields),
      maxResults: Math.min(limit - found.size, mostPerPage),
      ...optional('nextPageToken', token),
      ...(start.reconciled.length > 0 && { reconcileIssues: [...start.reconciled] }),
    });
    const page = tokenPageFrom(answer);
    for (const wire of page.issues) {
      const issue = issueFrom(wire, reading);
      site.writes.seen(issue);
      found.set(issue.id, issue);
    }
    token = page.nextPageToken;
    const isRepeated = token !== undefined && tokens.has(token);
    if (token === undefined || isRepeated) {
      return { items: [...found.values()], isIncomplete: isRepeated };
    }
    // A page without issues may have a successor, but a limit reached is the caller's to go on from.
    if (found.size >= limit || tokens.size >= mostPages) {
      const cursor = cursorOf({ token, reconciled: start.reconciled });
      return { items: [...found.values()], cursor, isIncomplete: false };
    }
    tokens.add(token);
  }
}

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
    return { token: undefined, reconciled: site.writes.issueIds() };
  }
  const [, ids = '', token] = /^((?:\d{1,15}(?:\.\d{1,15}){0,49})?)~(.+)$/s.exec(cursor) ?? [];
  return token === undefined
    ? invalid('cursor', 'not a cursor of this list')
    : { token, reconciled: ids === '' ? [] : ids.split('.').map(Number) };
}

function cursorOf({ token, reconciled }: Position): string {
  return `${reconciled.join('.')}~${token}`;
}
