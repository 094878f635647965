/** Which scope of a token a request needs; the first rule that matches. Taken from the vendor's OpenAPI documents. */
interface ScopeRule {
  readonly path: RegExp;
  readonly read: string;
  readonly write: string;
}

const rules: readonly ScopeRule[] = [
  {
    path: /^\/rest\/api\/3\/(myself|users?|groupuserpicker|configuration)(\/|$)/,
    read: 'read:jira-user',
    write: 'manage:jira-configuration',
  },
  { path: /^\/rest\/api\/3\/version/, read: 'read:jira-work', write: 'manage:jira-project' },
  { path: /^\/rest\/api\/3\//, read: 'read:jira-work', write: 'write:jira-work' },
  {
    path: /^\/rest\/agile\/1\.0\/board\/[^/]+\/configuration$/,
    read: 'read:board-scope.admin:jira-software',
    write: 'write:board-scope.admin:jira-software',
  },
  {
    path: /^\/rest\/agile\/1\.0\/(board\/[^/]+\/)?sprint/,
    read: 'read:sprint:jira-software',
    write: 'write:sprint:jira-software',
  },
  {
    path: /^\/rest\/(agile|software)\/1\.0\/(issue|epic)/,
    read: 'read:issue:jira-software',
    write: 'write:issue:jira-software',
  },
  { path: /^\/rest\/software\/1\.0\//, read: 'read:issue-details:jira', write: 'write:board-scope:jira-software' },
  {
    path: /^\/rest\/agile\/1\.0\//,
    read: 'read:board-scope:jira-software',
    write: 'write:board-scope:jira-software',
  },
  { path: /^\/wiki\/rest\/api\/search/, read: 'search:confluence', write: 'search:confluence' },
  { path: /^\/wiki\/rest\/api\/user/, read: 'read:content-details:confluence', write: 'write:user:confluence' },
  {
    path: /^\/wiki\/rest\/api\/content\/[^/]+\/label/,
    read: 'read:label:confluence',
    write: 'write:label:confluence',
  },
  {
    path: /^\/wiki\/rest\/api\//,
    read: 'read:content-details:confluence',
    write: 'write:content:confluence',
  },
  { path: /^\/wiki\/api\/v2\/spaces/, read: 'read:space:confluence', write: 'write:space:confluence' },
  { path: /comments(\/|$)/, read: 'read:comment:confluence', write: 'write:comment:confluence' },
  { path: /attachments(\/|$)/, read: 'read:attachment:confluence', write: 'write:attachment:confluence' },
  { path: /labels(\/|$)/, read: 'read:label:confluence', write: 'write:label:confluence' },
  { path: /tasks(\/|$)/, read: 'read:task:confluence', write: 'write:task:confluence' },
  { path: /^\/wiki\/api\/v2\//, read: 'read:page:confluence', write: 'write:page:confluence' },
];

/** POST requests that only read. */
const readingPosts =
  /\/(search\/jql|search\/approximate-count|approximate-count|issue\/bulkfetch|jql\/[a-z]+|changelog\/list|comment\/list)$/;

export function neededScope(method: string, path: string): string | undefined {
  const rule = rules.find((candidate) => candidate.path.test(path));
  const isRead = method === 'GET' || (method === 'POST' && readingPosts.test(path));
  return isRead
    ? rule?.read
    : method === 'DELETE'
      ? rule?.write.replace(/^write:(page|comment|sprint):/, 'delete:$1:')
      : rule?.write;
}

/** What the demo's scoped token was granted: everything the endpoints here ask for. */
export function allScopes(): Set<string> {
  const scopes = rules.flatMap(({ read, write }) => [read, write]);
  const deletions = ['delete:page:confluence', 'delete:comment:confluence', 'delete:sprint:jira-software'];
  return new Set([...scopes, ...deletions, 'read:jql:jira']);
}
