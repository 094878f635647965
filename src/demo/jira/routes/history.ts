import { type DemoRequest, jiraError, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { addWorklog, asFieldAnswer, deleteWorklog } from '../activity.ts';
import { changeView, worklogView } from '../activityViews.ts';
import { findIssue, requireIssue } from '../lookup.ts';
import type { DemoIssue, DemoWorklog } from '../model.ts';
import { invalidPayload, objectBody, pageBody, pageOf, textList } from '../request.ts';

const path = '/rest/api/3/issue/{issueIdOrKey}';

/** What happened to an issue: changelog and worklogs. */
export const historyRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: `${path}/changelog`,
    handle: (request, site) => {
      const page = pageOf(issueOf(request, site).changes, request, { byDefault: 100, atMost: 100 });
      return { status: 200, body: pageBody(request, page, (change) => changeView(site, change, request.origin)) };
    },
  },
  {
    method: 'POST',
    pattern: `${path}/changelog/list`,
    handle: (request, site) => {
      const wanted = textList(objectBody(request), 'changelogIds') ?? [];
      const found = issueOf(request, site).changes.filter(({ id }) => wanted.includes(id));
      return {
        status: 200,
        body: {
          startAt: 0,
          maxResults: found.length,
          total: found.length,
          histories: found.map((change) => changeView(site, change, request.origin)),
        },
      };
    },
  },
  {
    method: 'POST',
    pattern: '/rest/api/3/changelog/bulkfetch',
    handle: (request, site) => {
      const body = objectBody(request);
      const references = textList(body, 'issueIdsOrKeys') ?? [];
      const fieldIds = textList(body, 'fieldIds');
      if (references.length === 0 || references.length > 1000 || (fieldIds && fieldIds.length > 10)) {
        throw invalidPayload();
      }
      const issues = references.flatMap((reference) => findIssue(site, reference, request.caller) ?? []);
      return {
        status: 200,
        body: {
          issueChangeLogs: issues.map((issue) => ({
            issueId: issue.id,
            changeHistories: issue.changes
              .filter(({ items }) => !fieldIds || items.some(({ fieldId }) => fieldIds.includes(fieldId ?? '')))
              .map((change) => changeView(site, change, request.origin)),
          })),
        },
      };
    },
  },
  {
    method: 'GET',
    pattern: `${path}/worklog`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      const page = pageOf(issue.worklogs, request, { byDefault: 5000, atMost: 5000 });
      return {
        status: 200,
        body: {
          startAt: page.startAt,
          maxResults: page.maxResults,
          total: page.total,
          worklogs: page.values.map((worklog) => worklogView(site, issue, worklog, request.origin)),
        },
      };
    },
  },
  {
    method: 'POST',
    pattern: `${path}/worklog`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      asFieldAnswer('timeLogged', () => addWorklog(site, request.caller, objectBody(request)))(issue);
      const worklog = issue.worklogs.at(-1);
      return { status: 201, body: worklog && worklogView(site, issue, worklog, request.origin) };
    },
  },
  {
    method: 'GET',
    pattern: `${path}/worklog/{id}`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      return { status: 200, body: worklogView(site, issue, worklogOf(request, issue), request.origin) };
    },
  },
  {
    method: 'DELETE',
    pattern: `${path}/worklog/{id}`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      deleteWorklog(site, request.caller, issue, worklogOf(request, issue));
      return { status: 204 };
    },
  },
];

function issueOf(request: DemoRequest, site: DemoSite): DemoIssue {
  return requireIssue(site, request.params['issueIdOrKey'] ?? '', request.caller);
}

function worklogOf(request: DemoRequest, issue: DemoIssue): DemoWorklog {
  const worklog = issue.worklogs.find(({ id }) => id === request.params['id']);
  if (!worklog) {
    throw jiraError(404, [`Cannot find worklog with id: '${request.params['id'] ?? ''}'.`]);
  }
  return worklog;
}
