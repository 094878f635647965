import { type DemoRequest, type DemoResponse, jiraError, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { addComment, asFieldAnswer, readCommentBody } from '../activity.ts';
import { commentView } from '../activityViews.ts';
import { changeIssue } from '../changes.ts';
import { requireIssue } from '../lookup.ts';
import type { DemoComment, DemoIssue } from '../model.ts';
import { listParameter, objectBody, pageOf } from '../request.ts';

const path = '/rest/api/3/issue/{issueIdOrKey}/comment';

export const commentRoutes: readonly Route[] = [
  { method: 'GET', pattern: path, handle: listComments },
  {
    method: 'POST',
    pattern: path,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      asFieldAnswer('comment', () => addComment(site, request.caller, objectBody(request)))(issue);
      return answer(request, site, issue, issue.comments.at(-1), 201);
    },
  },
  {
    method: 'GET',
    pattern: `${path}/{id}`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      return answer(request, site, issue, commentOf(request, issue), 200);
    },
  },
  {
    method: 'PUT',
    pattern: `${path}/{id}`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      const comment = commentOf(request, issue);
      const body = asFieldAnswer('comment', () => readCommentBody(objectBody(request)));
      changeIssue(site, issue, request.caller, [], () => {
        comment.body = body;
        comment.updated = site.now();
      });
      return answer(request, site, issue, comment, 200);
    },
  },
  {
    method: 'DELETE',
    pattern: `${path}/{id}`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      const comment = commentOf(request, issue);
      changeIssue(site, issue, request.caller, [], () => {
        issue.comments = issue.comments.filter((other) => other !== comment);
      });
      return { status: 204 };
    },
  },
];

function listComments(request: DemoRequest, site: DemoSite): DemoResponse {
  const issue = issueOf(request, site);
  const order = request.query.get('orderBy') ?? 'created';
  if (!/^[+-]?created$/.test(order.trim())) {
    throw jiraError(400, ['The orderBy parameter is not valid: only created, +created and -created are.']);
  }
  const comments = order.startsWith('-') ? issue.comments.toReversed() : issue.comments;
  const page = pageOf(comments, request, { byDefault: 50, atMost: 5000 });
  return {
    status: 200,
    body: {
      startAt: page.startAt,
      maxResults: page.maxResults,
      total: page.total,
      comments: page.values.map((comment) => commentView(site, issue, comment, request.origin, isRendered(request))),
    },
  };
}

function issueOf(request: DemoRequest, site: DemoSite): DemoIssue {
  return requireIssue(site, request.params['issueIdOrKey'] ?? '', request.caller);
}

function commentOf(request: DemoRequest, issue: DemoIssue): DemoComment {
  const comment = issue.comments.find(({ id }) => id === request.params['id']);
  if (!comment) {
    throw jiraError(404, [`Can not find a comment for the id: ${request.params['id'] ?? ''}.`]);
  }
  return comment;
}

function isRendered(request: DemoRequest): boolean {
  return (listParameter(request, 'expand') ?? []).includes('renderedBody');
}

function answer(
  request: DemoRequest,
  site: DemoSite,
  issue: DemoIssue,
  comment: DemoComment | undefined,
  status: number,
): DemoResponse {
  return { status, body: comment && commentView(site, issue, comment, request.origin, isRendered(request)) };
}
