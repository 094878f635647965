import { fail } from '#domain/errors.ts';

/** Where requests go: URL prefixes without trailing slash, equal on the site, apart at the gateway for scoped tokens. */
export interface RequestBases {
  readonly jira: string;
  readonly confluence: string;
}

/** Paths of ours are plain ASCII and never escaped: whatever else appears has slipped in through an argument. */
const plainPath = /^\/(?:rest|wiki|_edge)(?:\/[A-Za-z0-9_~:@=,-][A-Za-z0-9_.~:@=,-]*)+$/;

/**
 * The URL of a request. Arrays become repeated parameters, as the vendor's documents have them.
 * @throws invalidArgument when the path could mean another resource than the one asked for
 */
export function requestUrl(bases: RequestBases, path: string, searchParams: object = {}): URL {
  const base = path.startsWith('/wiki/') ? bases.confluence : bases.jira;
  if (!plainPath.test(path)) {
    fail({ code: 'invalidArgument', argument: 'path', reason: 'not a plain resource path' });
  }
  const url = new URL(base + path);
  for (const [name, value] of Object.entries(searchParams)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') {
        url.searchParams.append(name, String(item));
      }
    }
  }
  return url;
}

/** Method and path with ids replaced: `GET /rest/api/3/issue/*`. For rate limits by endpoint, and for logs. */
export function endpointOf(method: string, path: string): string {
  // The API and its version come first: `/rest/api/3`, `/wiki/api/v2`.
  const segments = path.split('/').map((segment, index) => (index > 3 && isIdentifier(segment) ? '*' : segment));
  return `${method} ${segments.join('/')}`;
}

/** The issue that a path is about, by key or id. */
export function issueOf(path: string): string | undefined {
  return /^\/rest\/(?:api\/3|agile\/1\.0)\/issue\/([A-Z][A-Z0-9_]*-\d+|\d+)(?:\/|$)/.exec(path)?.[1];
}

function isIdentifier(segment: string): boolean {
  return /^(?:\d+|[A-Z][A-Z0-9_]*(?:-\d+)?|~.*|[0-9a-f]{8}-[0-9a-f-]{27})$/.test(segment);
}
