import type { Resource } from '../resourceDefinition.ts';

export const issue: Resource = {
  name: 'issue',
  title: 'Jira issue',
  description: 'A Jira issue (ticket) by key: fields, description, links, newest comments.',
  uriTemplate: 'trestle://issue/{key}',
  variable: { name: 'key', pattern: /^[A-Za-z][A-Za-z0-9_]{1,254}-[1-9]\d{0,18}$/, completion: 'issue' },
  tool: 'jira_get_issue',
  argumentsFor: (key) => ({ key: key.toUpperCase() }),
  isAffected: (key, { issueKeys }) => issueKeys?.includes(key.toUpperCase()) === true,
};
