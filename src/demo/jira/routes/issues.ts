import { type DemoRequest, type DemoResponse, jiraError, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { asFieldAnswer } from '../activity.ts';
import { changeIssue } from '../changes.ts';
import { createIssue } from '../createIssue.ts';
import { assignable, writeField } from '../fieldWriters.ts';
import { editForm } from '../forms.ts';
import { issueView } from '../issueView.ts';
import { childrenOf, requireIssue, typeOf } from '../lookup.ts';
import type { DemoIssue } from '../model.ts';
import { listParameter, objectBody } from '../request.ts';
import { issueSelf } from '../views.ts';
import { applyPlan, contextOf, planWrite, runAdditions } from '../writePlan.ts';

const path = '/rest/api/3/issue/{issueIdOrKey}';

function issueOf(request: DemoRequest, site: DemoSite): DemoIssue {
  return requireIssue(site, request.params['issueIdOrKey'] ?? '', request.caller);
}

function viewOptions(request: DemoRequest) {
  const [fields, properties] = [listParameter(request, 'fields'), listParameter(request, 'properties')];
  return {
    origin: request.origin,
    expand: listParameter(request, 'expand') ?? [],
    ...(fields && { fields }),
    ...(properties && { properties }),
  };
}

export const issueRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/rest/api/3/issue',
    handle: (request, site) => {
      const issue = createIssue(site, request.caller, objectBody(request));
      return {
        status: 201,
        body: { id: issue.id, key: issue.key, self: issueSelf(issue.id, request.origin) },
      };
    },
  },
  {
    method: 'GET',
    pattern: path,
    handle: (request, site) => ({
      status: 200,
      body: issueView(site, issueOf(request, site), viewOptions(request)),
    }),
  },
  { method: 'PUT', pattern: path, handle: editIssue },
  { method: 'DELETE', pattern: path, handle: deleteIssue },
  { method: 'PUT', pattern: `${path}/assignee`, handle: assignIssue },
];

function editIssue(request: DemoRequest, site: DemoSite): DemoResponse {
  const issue = issueOf(request, site);
  const body = objectBody(request);
  if (body['fields'] === undefined && body['update'] === undefined && body['properties'] === undefined) {
    throw jiraError(400, ["one of 'fields' or 'update' required"]);
  }
  const input = { fields: body['fields'], update: body['update'] };
  const plan = planWrite(contextOf(site, issue, request.caller), editForm(site, issue), input, issue);
  const items = plan.writes.flatMap((write) => write.items(issue));
  if (plan.writes.length > 0) {
    changeIssue(site, issue, request.caller, items, () => applyPlan(plan, issue));
  }
  runAdditions(plan, issue);
  return request.query.get('returnIssue') === 'true'
    ? { status: 200, body: issueView(site, issue, viewOptions(request)) }
    : { status: 204 };
}

function deleteIssue(request: DemoRequest, site: DemoSite): DemoResponse {
  const issue = issueOf(request, site);
  const children = childrenOf(site, issue);
  const subtasks = children.filter((child) => typeOf(site, child).subtask);
  if (subtasks.length > 0 && request.query.get('deleteSubtasks') !== 'true') {
    throw jiraError(400, [
      `The issue '${issue.key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.`,
    ]);
  }
  const gone = new Set([issue, ...subtasks].map(({ id }) => id));
  for (const child of children) {
    child.parentId = null;
  }
  for (const id of gone) {
    site.jira.issues.delete(id);
  }
  const kept = site.jira.links.filter((link) => !gone.has(link.inwardIssueId) && !gone.has(link.outwardIssueId));
  site.jira.links.splice(0, site.jira.links.length, ...kept);
  return { status: 204 };
}

function assignIssue(request: DemoRequest, site: DemoSite): DemoResponse {
  const issue = issueOf(request, site);
  const body = objectBody(request);
  const accountId = body['accountId'] ?? null;
  const context = contextOf(site, issue, request.caller);
  asFieldAnswer('assignee', () => {
    if (typeof accountId === 'string' && accountId !== '-1') {
      assignable(site, context.project, accountId);
    }
    const field = site.jira.fields.find(({ id }) => id === 'assignee');
    const write = field && writeField(context, field, accountId === null ? null : { accountId });
    if (write) {
      changeIssue(site, issue, request.caller, write.items(issue), () => write.apply(issue));
    }
  });
  return { status: 204 };
}
