import { type DemoRequest, jiraError, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { personView, watchesView } from '../activityViews.ts';
import { canBrowse, findUser, projectOf, requireIssue } from '../lookup.ts';
import type { DemoIssue } from '../model.ts';

const path = '/rest/api/3/issue/{issueIdOrKey}';

/** Properties and watchers of an issue. */
export const issueExtraRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: `${path}/properties`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      const self = (key: string) =>
        `${request.origin}/rest/api/3/issue/${issue.key}/properties/${encodeURIComponent(key)}`;
      return { status: 200, body: { keys: Object.keys(issue.properties).map((key) => ({ self: self(key), key })) } };
    },
  },
  {
    method: 'GET',
    pattern: `${path}/properties/{propertyKey}`,
    handle: (request, site) => {
      const { issue, key } = propertyOf(request, site);
      return { status: 200, body: { key, value: issue.properties[key] } };
    },
  },
  {
    method: 'PUT',
    pattern: `${path}/properties/{propertyKey}`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      const key = request.params['propertyKey'] ?? '';
      if (request.body === undefined) {
        throw jiraError(400, ['The property value must be valid JSON.']);
      }
      const isNew = !Object.hasOwn(issue.properties, key);
      issue.properties[key] = request.body;
      return { status: isNew ? 201 : 200, body: {} };
    },
  },
  {
    method: 'DELETE',
    pattern: `${path}/properties/{propertyKey}`,
    handle: (request, site) => {
      const { issue, key } = propertyOf(request, site);
      delete issue.properties[key];
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    pattern: `${path}/watchers`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      return {
        status: 200,
        body: {
          ...watchesView(issue, request.caller.accountId, request.origin),
          watchers: issue.watcherIds.map((id) => personView(site, id, request.origin)),
        },
      };
    },
  },
  {
    method: 'POST',
    pattern: `${path}/watchers`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      // The body is a JSON text, an account id; without one the caller begins to watch.
      const accountId = request.body === undefined ? request.caller.accountId : request.body;
      const user = typeof accountId === 'string' ? findUser(site, accountId) : undefined;
      if (!user || !canBrowse(projectOf(site, issue), user)) {
        throw jiraError(user ? 401 : 404, [`The user '${String(accountId)}' cannot watch this issue.`]);
      }
      if (!issue.watcherIds.includes(user.accountId)) {
        issue.watcherIds.push(user.accountId);
      }
      return { status: 204 };
    },
  },
  {
    method: 'DELETE',
    pattern: `${path}/watchers`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      const accountId = request.query.get('accountId');
      if (accountId === null) {
        throw jiraError(400, ['The accountId query parameter needs to be provided.']);
      }
      issue.watcherIds = issue.watcherIds.filter((id) => id !== accountId);
      return { status: 204 };
    },
  },
];

function issueOf(request: DemoRequest, site: DemoSite): DemoIssue {
  return requireIssue(site, request.params['issueIdOrKey'] ?? '', request.caller);
}

function propertyOf(request: DemoRequest, site: DemoSite): { readonly issue: DemoIssue; readonly key: string } {
  const issue = issueOf(request, site);
  const key = request.params['propertyKey'] ?? '';
  if (!Object.hasOwn(issue.properties, key)) {
    throw jiraError(404, [`Property with key '${key}' does not exist.`]);
  }
  return { issue, key };
}
