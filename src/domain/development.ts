/** What Jira counts of one kind of work that names an issue. */
export interface DevelopmentCount {
  readonly kind: 'pullRequests' | 'branches' | 'commits' | 'builds' | 'deployments' | 'reviews';
  readonly count: number;
  /** As the code host calls it: `OPEN`, `MERGED`. */
  readonly state?: string;
  /** ISO 8601. */
  readonly lastUpdated?: string;
}

export type CodeLinkKind = 'pullRequest' | 'commit' | 'branch' | 'file' | 'build';

const shapes: ReadonlyArray<readonly [CodeLinkKind, RegExp]> = [
  ['pullRequest', /\/(?:pull|pulls|pull-requests|pullrequest|merge_requests)\/\d+/],
  ['commit', /\/commits?\/[0-9a-f]{7,40}(?:\/|$)/i],
  ['branch', /\/(?:tree|branch)\/[^/]/],
  ['file', /\/(?:blob|src)\/[^/]+\/[^/]/],
  ['build', /\/(?:actions\/runs|pipelines|builds)\/\d+/],
];

/** What an address on a code host leads to, by the paths that GitHub, GitLab, Bitbucket and Azure use. */
export function codeLinkKind(address: string): CodeLinkKind | undefined {
  const path = URL.parse(address)?.pathname ?? '';
  return shapes.find(([, shape]) => shape.test(path))?.[0];
}
