import { type DemoRequest, type DemoResponse, jiraError, type Route } from '../../http.ts';
import { evaluateJql } from '../../jql/evaluate.ts';
import type { DemoSite } from '../../site.ts';
import { issueView, namesOf, schemasOf, selectFields } from '../issueView.ts';
import { findIssue } from '../lookup.ts';
import { invalidPayload, listParameter, objectBody, textList } from '../request.ts';

const removed: Route['handle'] = () => {
  throw jiraError(410, [
    'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046',
  ]);
};

export const searchRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/rest/api/3/search', handle: removed },
  { method: 'POST', pattern: '/rest/api/3/search', handle: removed },
  {
    method: 'GET',
    pattern: '/rest/api/3/search/jql',
    handle: (request, site) => search(request, site, fromQuery(request)),
  },
  {
    method: 'POST',
    pattern: '/rest/api/3/search/jql',
    // Everything is read from the body: a token in the query string is ignored, and brings page 1 again.
    handle: (request, site) => search(request, site, fromBody(request)),
  },
  {
    method: 'POST',
    pattern: '/rest/api/3/search/approximate-count',
    handle: (request, site) => {
      const body = objectBody(request);
      refuseUnknown(body, ['jql']);
      const { issues } = evaluateJql(site, textOf(body['jql']) ?? '', request.caller, { bounded: true });
      return { status: 200, body: { count: issues.length } };
    },
  },
  { method: 'POST', pattern: '/rest/api/3/issue/bulkfetch', handle: bulkFetch },
];

interface Search {
  readonly jql: string;
  readonly nextPageToken: string | undefined;
  readonly maxResults: number;
  readonly fields: readonly string[];
  readonly expand: readonly string[];
  readonly properties: readonly string[] | undefined;
  readonly reconcileIssues: readonly number[];
}

function fromQuery(request: DemoRequest): Search {
  const { query } = request;
  return {
    jql: query.get('jql') ?? '',
    nextPageToken: query.get('nextPageToken') ?? undefined,
    maxResults: sizeOf(query.has('maxResults') ? Number(query.get('maxResults')) : 50),
    fields: listParameter(request, 'fields') ?? ['id'],
    expand: listParameter(request, 'expand') ?? [],
    properties: listParameter(request, 'properties'),
    reconcileIssues: reconciled(listParameter(request, 'reconcileIssues')),
  };
}

function fromBody(request: DemoRequest): Search {
  const body = objectBody(request);
  refuseUnknown(body, [
    'expand',
    'fields',
    'fieldsByKeys',
    'jql',
    'maxResults',
    'nextPageToken',
    'properties',
    'reconcileIssues',
  ]);
  return {
    jql: textOf(body['jql']) ?? '',
    nextPageToken: textOf(body['nextPageToken']),
    maxResults: sizeOf(body['maxResults'] ?? 50),
    fields: textList(body, 'fields') ?? ['id'],
    expand: (textOf(body['expand']) ?? '').split(',').filter(Boolean),
    properties: textList(body, 'properties'),
    reconcileIssues: reconciled(textList(body, 'reconcileIssues')),
  };
}

function search(request: DemoRequest, site: DemoSite, asked: Search): DemoResponse {
  const start = asked.nextPageToken === undefined ? 0 : offsetOf(asked.nextPageToken, asked.jql);
  const { issues } = evaluateJql(site, asked.jql, request.caller, {
    bounded: true,
    reconcileIssues: asked.reconcileIssues,
  });
  // Asking for more than ids brings smaller pages than asked for.
  const isLight = asked.fields.every((field) => field === 'id' || field === 'key');
  const size = Math.min(asked.maxResults, isLight ? 5000 : 100);
  const end = start + size;
  const isLast = end >= issues.length;
  const fields = selectFields(site, undefined, asked.fields);
  return {
    status: 200,
    body: {
      issues: issues.slice(start, end).map((issue) =>
        issueView(site, issue, {
          origin: request.origin,
          fields: asked.fields,
          expand: asked.expand.filter((each) => each !== 'names' && each !== 'schema'),
          ...(asked.properties && { properties: asked.properties }),
          isInSearch: true,
        }),
      ),
      ...(asked.expand.includes('names') && { names: namesOf(fields) }),
      ...(asked.expand.includes('schema') && { schema: schemasOf(fields) }),
      ...(!isLast && { nextPageToken: tokenOf(end, asked.jql) }),
      isLast,
    },
  };
}

/** Opaque, and good for its own query only. */
function tokenOf(offset: number, jql: string): string {
  return Buffer.from(JSON.stringify([offset, jql])).toString('base64url');
}

function offsetOf(token: string, jql: string): number {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && typeof parsed[0] === 'number' && parsed[1] === jql) {
      return parsed[0];
    }
  } catch {
    // Not one of ours: refused below, like a token of another query.
  }
  throw jiraError(400, ['The provided nextPageToken is invalid or has expired.']);
}

function bulkFetch(request: DemoRequest, site: DemoSite): DemoResponse {
  const body = objectBody(request);
  refuseUnknown(body, ['expand', 'fields', 'fieldsByKeys', 'issueIdsOrKeys', 'properties']);
  const references = textList(body, 'issueIdsOrKeys') ?? [];
  if (references.length === 0 || references.length > 100) {
    throw jiraError(400, [
      references.length === 0
        ? 'The issueIdsOrKeys list must not be empty.'
        : 'The number of issues that can be fetched in one request is limited to 100.',
    ]);
  }
  const properties = textList(body, 'properties');
  const issues = references.flatMap((reference) => findIssue(site, reference, request.caller) ?? []);
  return {
    status: 200,
    body: {
      issues: [...new Set(issues)].map((issue) =>
        issueView(site, issue, {
          origin: request.origin,
          fields: textList(body, 'fields') ?? ['*navigable'],
          expand: textList(body, 'expand') ?? [],
          ...(properties && { properties }),
        }),
      ),
      // Missing and forbidden issues are only counted, not told apart.
      issueErrors: references
        .filter((reference) => !findIssue(site, reference, request.caller))
        .map((id) => ({ id, errorMessage: 'Issue does not exist or you do not have permission to see it.' })),
    },
  };
}

function refuseUnknown(body: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  if (Object.keys(body).some((name) => !known.includes(name))) {
    throw invalidPayload();
  }
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw invalidPayload();
  }
  return value;
}

function sizeOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw invalidPayload();
  }
  return Math.min(value, 5000);
}

function reconciled(ids: readonly string[] | undefined): number[] {
  const numbers = (ids ?? []).map(Number);
  if (numbers.length > 50 || numbers.some((id) => !Number.isInteger(id))) {
    throw invalidPayload();
  }
  return numbers;
}
