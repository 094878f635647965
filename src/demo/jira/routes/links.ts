import { type DemoRequest, type DemoResponse, jiraError, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { addComment, asFieldAnswer, createLink, deleteLink } from '../activity.ts';
import { remoteLinkView } from '../activityViews.ts';
import { changeIssue } from '../changes.ts';
import { shortIssueView } from '../fieldReaders.ts';
import { isRecord } from '../fieldValues.ts';
import { findIssue, requireIssue } from '../lookup.ts';
import type { DemoIssue, DemoIssueLink, DemoIssueLinkType, DemoRemoteLink } from '../model.ts';
import { objectBody } from '../request.ts';
import { linkTypeView } from '../views.ts';

const remotePath = '/rest/api/3/issue/{issueIdOrKey}/remotelink';

/** Links between issues, and from issues to the rest of the web. */
export const linkRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/rest/api/3/issueLinkType',
    handle: (request, site) => ({
      status: 200,
      body: { issueLinkTypes: site.jira.linkTypes.map((type) => linkTypeView(type, request.origin)) },
    }),
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/issueLinkType/{issueLinkTypeId}',
    handle: (request, site) => {
      const type = site.jira.linkTypes.find(({ id }) => id === request.params['issueLinkTypeId']);
      if (!type) {
        throw jiraError(404, [`No issue link type with id '${request.params['issueLinkTypeId']}' found.`]);
      }
      return { status: 200, body: linkTypeView(type, request.origin) };
    },
  },
  { method: 'POST', pattern: '/rest/api/3/issueLink', handle: postLink },
  {
    method: 'GET',
    pattern: '/rest/api/3/issueLink/{linkId}',
    handle: (request, site) => {
      const { link, type, inward, outward } = linkOf(request, site);
      return {
        status: 200,
        body: {
          id: link.id,
          self: `${request.origin}/rest/api/3/issueLink/${link.id}`,
          type: linkTypeView(type, request.origin),
          inwardIssue: shortIssueView(site, inward, request.origin),
          outwardIssue: shortIssueView(site, outward, request.origin),
        },
      };
    },
  },
  {
    method: 'DELETE',
    pattern: '/rest/api/3/issueLink/{linkId}',
    handle: (request, site) => {
      deleteLink(site, request.caller, linkOf(request, site).link);
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    pattern: remotePath,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      const globalId = request.query.get('globalId');
      const view = (link: DemoRemoteLink) => remoteLinkView(issue, link, request.origin);
      if (globalId === null) {
        return { status: 200, body: issue.remoteLinks.map(view) };
      }
      const link = issue.remoteLinks.find((candidate) => candidate.globalId === globalId);
      return { status: 200, body: view(link ?? missingRemoteLink(globalId)) };
    },
  },
  { method: 'POST', pattern: remotePath, handle: postRemoteLink },
  {
    method: 'DELETE',
    pattern: remotePath,
    handle: (request, site) => {
      const globalId = request.query.get('globalId') ?? '';
      return removeRemoteLinks(request, site, (link) => link.globalId === globalId, globalId);
    },
  },
  {
    method: 'GET',
    pattern: `${remotePath}/{linkId}`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      const id = request.params['linkId'] ?? '';
      const link = issue.remoteLinks.find((candidate) => String(candidate.id) === id) ?? missingRemoteLink(id);
      return { status: 200, body: remoteLinkView(issue, link, request.origin) };
    },
  },
  {
    method: 'DELETE',
    pattern: `${remotePath}/{linkId}`,
    handle: (request, site) => {
      const id = request.params['linkId'] ?? '';
      return removeRemoteLinks(request, site, (link) => String(link.id) === id, id);
    },
  },
];

function issueOf(request: DemoRequest, site: DemoSite): DemoIssue {
  return requireIssue(site, request.params['issueIdOrKey'] ?? '', request.caller);
}

function missingRemoteLink(id: string): never {
  throw jiraError(404, [`Remote issue link with id '${id}' does not exist.`]);
}

function postLink(request: DemoRequest, site: DemoSite): DemoResponse {
  const body = objectBody(request);
  const asked = isRecord(body['type']) ? body['type'] : {};
  const type = site.jira.linkTypes.find(({ id, name }) =>
    asked['id'] === undefined ? name === asked['name'] : id === asked['id'],
  );
  if (!type) {
    throw jiraError(404, [`No issue link type with name '${String(asked['name'] ?? asked['id'])}' found.`]);
  }
  const end = (name: string): DemoIssue => {
    const reference = isRecord(body[name]) ? (body[name]['key'] ?? body[name]['id']) : undefined;
    const issue = reference === undefined ? undefined : findIssue(site, String(reference), request.caller);
    if (!issue) {
      throw jiraError(404, ['Issue does not exist or you do not have permission to see it.']);
    }
    return issue;
  };
  const [inward, outward] = [end('inwardIssue'), end('outwardIssue')];
  const { comment } = { comment: body['comment'] };
  const add =
    comment === undefined ? undefined : asFieldAnswer('comment', () => addComment(site, request.caller, comment));
  createLink(site, request.caller, type.id, inward, outward);
  add?.(inward);
  return { status: 201 };
}

interface LinkParts {
  readonly link: DemoIssueLink;
  readonly type: DemoIssueLinkType;
  readonly inward: DemoIssue;
  readonly outward: DemoIssue;
}

function linkOf(request: DemoRequest, site: DemoSite): LinkParts {
  const link = site.jira.links.find(({ id }) => id === request.params['linkId']);
  const type = site.jira.linkTypes.find(({ id }) => id === link?.typeId);
  const inward = link && findIssue(site, link.inwardIssueId, request.caller);
  const outward = link && findIssue(site, link.outwardIssueId, request.caller);
  if (!link || !type || !inward || !outward) {
    throw jiraError(404, [`No issue link with id '${request.params['linkId'] ?? ''}' exists.`]);
  }
  return { link, type, inward, outward };
}

function postRemoteLink(request: DemoRequest, site: DemoSite): DemoResponse {
  const issue = issueOf(request, site);
  const body = objectBody(request);
  const object = isRecord(body['object']) ? body['object'] : {};
  const { url, title, summary } = { url: object['url'], title: object['title'], summary: object['summary'] };
  if (typeof url !== 'string' || typeof title !== 'string' || url === '' || title === '') {
    throw jiraError(400, [], {
      ...(typeof url === 'string' && url !== '' ? {} : { url: "'url' is required." }),
      ...(typeof title === 'string' && title !== '' ? {} : { title: "'title' is required." }),
    });
  }
  const globalId = typeof body['globalId'] === 'string' ? body['globalId'] : undefined;
  // The same global id again updates the link.
  const former = globalId === undefined ? undefined : issue.remoteLinks.find((link) => link.globalId === globalId);
  const link: DemoRemoteLink = {
    id: former?.id ?? site.nextId('remoteLink'),
    ...(globalId !== undefined && { globalId }),
    url,
    title,
    ...(typeof summary === 'string' && { summary }),
  };
  const item = {
    field: 'RemoteIssueLink',
    fieldtype: 'jira',
    from: null,
    fromString: null,
    to: String(link.id),
    toString: `This issue links to "${title} (Web Link)"`,
  } as const;
  changeIssue(site, issue, request.caller, former ? [] : [item], () => {
    issue.remoteLinks = [...issue.remoteLinks.filter((other) => other !== former), link];
  });
  return {
    status: former ? 200 : 201,
    body: { id: link.id, self: remoteLinkView(issue, link, request.origin)['self'] },
  };
}

function removeRemoteLinks(
  request: DemoRequest,
  site: DemoSite,
  isWanted: (link: DemoRemoteLink) => boolean,
  id: string,
): DemoResponse {
  const issue = issueOf(request, site);
  if (!issue.remoteLinks.some(isWanted)) {
    missingRemoteLink(id);
  }
  changeIssue(site, issue, request.caller, [], () => {
    issue.remoteLinks = issue.remoteLinks.filter((link) => !isWanted(link));
  });
  return { status: 204 };
}
