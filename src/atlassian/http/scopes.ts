/**
 * A scope without which the gateway refuses the request, for naming it: the refusal itself ("scope does not match")
 * does not say which. From the `security` members of the vendor's OpenAPI documents, 2026-11.
 */
export function scopeFor(method: string, path: string): string | undefined {
  const scope = rules.find(
    (rule) => rule.path.test(path) && (rule.isWrite === undefined || rule.isWrite === (method !== 'GET')),
  )?.scope;
  return method === 'DELETE' ? scope?.replace(/^write:(page|comment|sprint):/, 'delete:$1:') : scope;
}

const rules: readonly { readonly path: RegExp; readonly isWrite?: boolean; readonly scope: string }[] = [
  { path: /^\/rest\/api\/3\/(?:myself|user|users|groupuserpicker|configuration)/, scope: 'read:jira-user' },
  { path: /^\/rest\/api\/3\/(?:search|issue\/bulkfetch|changelog\/bulkfetch)/, scope: 'read:jira-work' },
  { path: /^\/rest\/api\/3\//, isWrite: false, scope: 'read:jira-work' },
  { path: /^\/rest\/api\/3\/version/, isWrite: true, scope: 'manage:jira-project' },
  { path: /^\/rest\/api\/3\//, isWrite: true, scope: 'write:jira-work' },
  { path: /^\/rest\/software\/1\.0\/.*sprint\//, scope: 'read:sprint:jira-software' },
  { path: /^\/rest\/software\/1\.0\/.*epic\//, scope: 'read:epic:jira-software' },
  { path: /^\/rest\/software\/1\.0\//, scope: 'read:board-scope:jira-software' },
  { path: /^\/rest\/agile\/1\.0\/board\/\d+\/configuration/, scope: 'read:board-scope.admin:jira-software' },
  { path: /^\/rest\/agile\/1\.0\/.*sprint/, isWrite: false, scope: 'read:sprint:jira-software' },
  { path: /^\/rest\/agile\/1\.0\/issue\//, isWrite: true, scope: 'write:issue:jira-software' },
  { path: /^\/rest\/agile\/1\.0\/sprint/, isWrite: true, scope: 'write:sprint:jira-software' },
  { path: /^\/rest\/agile\/1\.0\//, isWrite: false, scope: 'read:board-scope:jira-software' },
  { path: /^\/rest\/agile\/1\.0\//, isWrite: true, scope: 'write:board-scope:jira-software' },
  { path: /^\/wiki\/rest\/api\/search/, scope: 'search:confluence' },
  { path: /^\/wiki\/api\/v2\/spaces/, isWrite: false, scope: 'read:space:confluence' },
  { path: /^\/wiki\/rest\/api\/content\/\d+\/label/, scope: 'write:label:confluence' },
  { path: /^\/wiki\/api\/v2\/.*comments/, isWrite: false, scope: 'read:comment:confluence' },
  { path: /^\/wiki\/api\/v2\/.*comments/, isWrite: true, scope: 'write:comment:confluence' },
  { path: /^\/wiki\/api\/v2\//, isWrite: false, scope: 'read:page:confluence' },
  { path: /^\/wiki\/api\/v2\//, isWrite: true, scope: 'write:page:confluence' },
];
