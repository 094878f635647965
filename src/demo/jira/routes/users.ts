import { type DemoRequest, type DemoResponse, jiraError, type Route } from '../../http.ts';
import { siteRoot } from '../../origin.ts';
import type { DemoSite } from '../../site.ts';
import { findIssue, findProject, findUser, projectOf } from '../lookup.ts';
import type { DemoUser } from '../model.ts';
import { listParameter, pageBody, pageOf } from '../request.ts';
import { userDetailView } from '../userView.ts';

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/rest/api/3/myself',
    handle: ({ caller, origin }) => ({
      status: 200,
      body: {
        ...userDetailView(caller, origin),
        // One's own address is always visible to oneself.
        emailAddress: caller.email,
        groups: { size: 2, items: [] },
        applicationRoles: { size: 1, items: [] },
        expand: 'groups,applicationRoles',
      },
    }),
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/user',
    handle: (request, site) => {
      const accountId = request.query.get('accountId');
      const user = findUser(site, accountId);
      if (accountId === null) {
        throw jiraError(400, ['The query parameter "accountId" must be provided.']);
      }
      if (!user) {
        throw jiraError(404, ['Specified user does not exist or you do not have required permissions']);
      }
      return {
        status: 200,
        body: {
          ...userDetailView(user, request.origin),
          groups: { size: 1, items: [] },
          applicationRoles: { size: 1, items: [] },
          expand: 'groups,applicationRoles',
        },
      };
    },
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/user/bulk',
    handle: (request, site) => {
      const ids = listParameter(request, 'accountId');
      if (!ids) {
        throw jiraError(400, ['The query parameter "accountId" must be provided.']);
      }
      const users = site.users.filter(({ accountId }) => ids.includes(accountId));
      const page = pageOf(users, request, { byDefault: 10, atMost: 200 });
      return { status: 200, body: pageBody(request, page, (user) => userDetailView(user, request.origin)) };
    },
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/user/search',
    handle: (request, site) => {
      const [query, accountId] = [request.query.get('query'), request.query.get('accountId')];
      if (query === null && accountId === null && request.query.get('property') === null) {
        throw jiraError(400, ['At least one of the query, accountId or property parameters must be provided.']);
      }
      return listUsers(
        request,
        site.users.filter((user) => isMatch(user, query ?? '') && (accountId === null || user.accountId === accountId)),
      );
    },
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/users/search',
    handle: (request, site) => listUsers(request, site.users),
  },
  { method: 'GET', pattern: '/rest/api/3/user/assignable/search', handle: searchAssignable },
  {
    method: 'GET',
    pattern: '/rest/api/3/user/assignable/multiProjectSearch',
    handle: (request, site) => {
      const keys = listParameter(request, 'projectKeys') ?? [];
      const query = request.query.get('query') ?? '';
      return listUsers(
        request,
        site.users.filter(
          (user) => user.isActive && isMatch(user, query) && keys.every((key) => user.assignableIn.includes(key)),
        ),
      );
    },
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/user/picker',
    handle: (request, site) => ({ status: 200, body: foundUsers(request, site) }),
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/groupuserpicker',
    handle: (request, site) => {
      if (request.query.get('query') === null) {
        throw jiraError(400, ['The query parameter must be provided.']);
      }
      return {
        status: 200,
        body: {
          users: foundUsers(request, site),
          groups: { header: 'Showing 0 of 0 matching groups', total: 0, groups: [] },
        },
      };
    },
  },
];

/** Active people who may be assigned, and apps too: leaving those out is the caller's affair. */
function searchAssignable(request: DemoRequest, site: DemoSite): DemoResponse {
  const [projectKey, issueKey] = [request.query.get('project'), request.query.get('issueKey')];
  if (projectKey === null && issueKey === null) {
    throw jiraError(400, ['Either the project or the issueKey parameter must be provided.']);
  }
  const issue = issueKey === null ? undefined : findIssue(site, issueKey, request.caller);
  const project = issue ? projectOf(site, issue) : findProject(site, projectKey ?? '', request.caller);
  if (!project) {
    throw jiraError(
      404,
      issueKey === null
        ? [`No project could be found with key '${projectKey}'.`]
        : ['Issue does not exist or you do not have permission to see it.'],
    );
  }
  const query = request.query.get('query') ?? '';
  const accountId = request.query.get('accountId');
  return listUsers(
    request,
    site.users.filter(
      (user) =>
        user.isActive &&
        user.assignableIn.includes(project.key) &&
        isMatch(user, query) &&
        (accountId === null || user.accountId === accountId),
    ),
  );
}

function listUsers(request: DemoRequest, users: readonly DemoUser[]): DemoResponse {
  const page = pageOf(users, request, { byDefault: 50, atMost: 1000 });
  return { status: 200, body: page.values.map((user) => userDetailView(user, request.origin)) };
}

function foundUsers(request: DemoRequest, site: DemoSite): Record<string, unknown> {
  const query = request.query.get('query') ?? '';
  const found = site.users.filter((user) => user.isActive && user.accountType === 'atlassian' && isMatch(user, query));
  const shown = found.slice(0, Math.min(Number(request.query.get('maxResults') ?? 50) || 50, 1000));
  return {
    users: shown.map((user) => ({
      accountId: user.accountId,
      accountType: user.accountType,
      displayName: user.displayName,
      html: escapeAmpersand(user.displayName),
      avatarUrl: `${siteRoot(request.origin)}/_avatar/${encodeURIComponent(user.accountId)}/16`,
    })),
    total: found.length,
    header: `Showing ${shown.length} of ${found.length} matching users`,
  };
}

/** Every word of the query begins a word of the name, or the query begins the visible e-mail address. */
function isMatch(user: DemoUser, query: string): boolean {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const names = fold(user.displayName).split(/[\s-]+/);
  return (
    words.every((word) => names.some((name) => name.startsWith(word))) ||
    (user.isEmailVisible === true && user.email.startsWith(fold(query)))
  );
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
const escapeAmpersand = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
