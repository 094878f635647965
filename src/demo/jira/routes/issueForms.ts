import { type DemoRequest, type DemoResponse, jiraError, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { namedItem } from '../changeItems.ts';
import { changeIssue } from '../changes.ts';
import { isRecord } from '../fieldValues.ts';
import { createForm, editForm, formFieldView, formView, transitionForm } from '../forms.ts';
import { requireIssue, requireProject, statusById } from '../lookup.ts';
import type { DemoIssue, DemoStatus } from '../model.ts';
import { listParameter, objectBody, pageOf } from '../request.ts';
import { resolutionId, statusId } from '../seed/ids.ts';
import { transitionsOf, transitionViews } from '../transitions.ts';
import { typesOf, typeView } from '../views.ts';
import { applyPlan, contextOf, planWrite, runAdditions } from '../writePlan.ts';

const issuePath = '/rest/api/3/issue/{issueIdOrKey}';
const createMetaPath = '/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes';

/** Which fields there are to fill in, and moving an issue through its workflow. */
export const issueFormRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: createMetaPath,
    handle: (request, site) => {
      const project = requireProject(site, request.params['projectIdOrKey'] ?? '', request.caller);
      const page = pageOf(typesOf(site, project), request, { byDefault: 50, atMost: 200 });
      return {
        status: 200,
        body: {
          startAt: page.startAt,
          maxResults: page.maxResults,
          total: page.total,
          issueTypes: page.values.map((type) => {
            const { avatarId: _, ...view } = typeView(type, request.origin);
            return view;
          }),
        },
      };
    },
  },
  {
    method: 'GET',
    pattern: `${createMetaPath}/{issueTypeId}`,
    handle: (request, site) => {
      const project = requireProject(site, request.params['projectIdOrKey'] ?? '', request.caller);
      const type = typesOf(site, project).find(({ id }) => id === request.params['issueTypeId']);
      if (!type) {
        throw jiraError(400, ['The issue type selected is invalid.']);
      }
      const page = pageOf(createForm(site, project, type), request, { byDefault: 50, atMost: 200 });
      return {
        status: 200,
        body: {
          startAt: page.startAt,
          maxResults: page.maxResults,
          total: page.total,
          fields: page.values.map((field) => ({
            ...formFieldView(field, request.origin),
            fieldId: field.field.id,
          })),
        },
      };
    },
  },
  {
    method: 'GET',
    pattern: `${issuePath}/editmeta`,
    handle: (request, site) => ({
      status: 200,
      body: { fields: formView(editForm(site, issueOf(request, site)), request.origin) },
    }),
  },
  {
    method: 'GET',
    pattern: `${issuePath}/transitions`,
    handle: (request, site) => {
      const issue = issueOf(request, site);
      const wanted = request.query.get('transitionId');
      const withFields = (listParameter(request, 'expand') ?? []).includes('transitions.fields');
      const views = transitionViews(site, issue, request.origin, withFields);
      return {
        status: 200,
        body: {
          expand: 'transitions',
          transitions: views.filter(({ id }) => wanted === null || id === wanted),
        },
      };
    },
  },
  { method: 'POST', pattern: `${issuePath}/transitions`, handle: transitionIssue },
];

function issueOf(request: DemoRequest, site: DemoSite): DemoIssue {
  return requireIssue(site, request.params['issueIdOrKey'] ?? '', request.caller);
}

function transitionIssue(request: DemoRequest, site: DemoSite): DemoResponse {
  const issue = issueOf(request, site);
  const body = objectBody(request);
  const asked = isRecord(body['transition']) ? body['transition']['id'] : undefined;
  if (typeof asked !== 'string' && typeof asked !== 'number') {
    throw jiraError(400, ["Missing 'transition' identifier"]);
  }
  const transition = transitionsOf(site, issue).find(({ id }) => id === String(asked));
  if (!transition) {
    throw jiraError(400, [`Transition id '${asked}' is not valid for this issue.`]);
  }
  const form = transitionForm(site, issue, transition);
  const input = { fields: body['fields'], update: body['update'] };
  const plan = planWrite(contextOf(site, issue, request.caller), form, input, issue);
  if (transition.requiresResolutionFor.includes(issue.typeId) && !plan.fieldIds.has('resolution')) {
    throw jiraError(400, ['Field Resolution is required.']);
  }
  const [from, to] = [statusById(site, issue.statusId), statusById(site, transition.toStatusId)];
  const items = plan.writes.flatMap((write) => write.items(issue));
  const resolution = plan.fieldIds.has('resolution') ? undefined : resolutionAfter(site, issue, to);
  changeIssue(
    site,
    issue,
    request.caller,
    [...items, ...(resolution?.items ?? []), namedItem('status', from, to)],
    () => {
      applyPlan(plan, issue);
      resolution?.apply();
      issue.statusId = to.id;
    },
  );
  runAdditions(plan, issue);
  return { status: 204 };
}

/** The workflow's own setting of the resolution: given when an issue is closed without one, cleared when reopened. */
function resolutionAfter(site: DemoSite, issue: DemoIssue, to: DemoStatus) {
  const before = site.jira.resolutions.find(({ id }) => id === issue.resolutionId);
  const wanted = to.id === statusId.wontDo ? resolutionId.wontDo : resolutionId.done;
  const after = to.category === 'done' ? site.jira.resolutions.find(({ id }) => id === wanted) : undefined;
  return {
    items: before?.id === after?.id ? [] : [namedItem('resolution', before, after)],
    apply: () => {
      issue.resolutionId = after?.id ?? null;
      issue.resolved = after ? site.now() : null;
    },
  };
}
