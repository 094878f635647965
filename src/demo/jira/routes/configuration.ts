import { type DemoRequest, jiraError, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { timeView } from '../activityViews.ts';
import { canBrowse, requireProject } from '../lookup.ts';
import type { DemoStatus } from '../model.ts';
import { listParameter, pageBody, pageOf } from '../request.ts';
import {
  categoryView,
  fieldView,
  noCategoryView,
  priorityDetailView,
  resolutionView,
  statusView,
  typesOf,
  typeView,
} from '../views.ts';

const api = '/rest/api/3';

/** What the site is set up with: fields, priorities, statuses, types, resolutions, labels. */
export const configurationRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: `${api}/serverInfo`,
    handle: (_request, site) => ({ status: 200, body: serverInfo(site) }),
  },
  {
    method: 'GET',
    pattern: `${api}/configuration`,
    handle: (_request, site) => ({ status: 200, body: globalConfiguration(site) }),
  },
  {
    method: 'GET',
    pattern: `${api}/field`,
    handle: (_request, site) => ({ status: 200, body: site.jira.fields.map(fieldView) }),
  },
  {
    method: 'GET',
    pattern: `${api}/field/search`,
    handle: (request, site) => {
      const text = request.query.get('query')?.toLowerCase() ?? '';
      const [types, ids] = [listParameter(request, 'type'), listParameter(request, 'id')];
      const found = site.jira.fields
        .filter(({ name }) => name.toLowerCase().includes(text))
        .filter(({ custom }) => !types || types.includes(custom ? 'custom' : 'system'))
        .filter(({ id }) => !ids || ids.includes(id));
      const page = pageOf(found, request, { byDefault: 50, atMost: 100 });
      return { status: 200, body: pageBody(request, page, ({ id, name, schema }) => ({ id, name, schema })) };
    },
  },
  {
    method: 'GET',
    pattern: `${api}/priority`,
    handle: ({ origin }, site) => ({
      status: 200,
      body: site.jira.priorities.map((priority) => priorityDetailView(priority, origin)),
    }),
  },
  {
    method: 'GET',
    pattern: `${api}/priority/search`,
    handle: (request, site) => {
      const ids = listParameter(request, 'id');
      const name = request.query.get('priorityName')?.toLowerCase() ?? '';
      const found = site.jira.priorities.filter(
        (priority) => (!ids || ids.includes(priority.id)) && priority.name.toLowerCase().includes(name),
      );
      const page = pageOf(found, request, { byDefault: 50, atMost: 50 });
      return { status: 200, body: pageBody(request, page, (priority) => priorityDetailView(priority, request.origin)) };
    },
  },
  {
    method: 'GET',
    pattern: `${api}/priority/{id}`,
    handle: ({ params, origin }, site) => ({
      status: 200,
      body: priorityDetailView(found(site.jira.priorities, params['id'], 'priority'), origin),
    }),
  },
  {
    method: 'GET',
    pattern: `${api}/resolution`,
    handle: ({ origin }, site) => ({
      status: 200,
      body: site.jira.resolutions.map((resolution) => resolutionView(resolution, origin)),
    }),
  },
  {
    method: 'GET',
    pattern: `${api}/resolution/{id}`,
    handle: ({ params, origin }, site) => ({
      status: 200,
      body: resolutionView(found(site.jira.resolutions, params['id'], 'resolution'), origin),
    }),
  },
  {
    method: 'GET',
    pattern: `${api}/issuetype`,
    handle: (request, site) => ({
      status: 200,
      body: site.jira.projects
        .filter((project) => canBrowse(project, request.caller))
        .flatMap((project) => typesOf(site, project))
        .filter((type, index, all) => all.indexOf(type) === index)
        .map((type) => typeView(type, request.origin)),
    }),
  },
  {
    method: 'GET',
    pattern: `${api}/issuetype/project`,
    handle: (request, site) => {
      const project = requireProject(site, request.query.get('projectId') ?? '', request.caller);
      const level = request.query.get('level');
      return {
        status: 200,
        body: typesOf(site, project)
          .filter(({ hierarchyLevel }) => level === null || hierarchyLevel === Number(level))
          .map((type) => typeView(type, request.origin)),
      };
    },
  },
  {
    method: 'GET',
    pattern: `${api}/issuetype/{id}`,
    handle: ({ params, origin }, site) => ({
      status: 200,
      body: typeView(found(site.jira.issueTypes, params['id'], 'issue type'), origin),
    }),
  },
  {
    method: 'GET',
    pattern: `${api}/status`,
    handle: ({ origin }, site) => ({
      status: 200,
      body: site.jira.statuses.map((status) => statusView(status, origin)),
    }),
  },
  {
    method: 'GET',
    pattern: `${api}/status/{idOrName}`,
    handle: ({ params, origin }, site) => {
      const wanted = params['idOrName'] ?? '';
      const byName = site.jira.statuses.find(({ name }) => name === wanted);
      return { status: 200, body: statusView(byName ?? found(site.jira.statuses, wanted, 'status'), origin) };
    },
  },
  {
    method: 'GET',
    pattern: `${api}/statuscategory`,
    handle: ({ origin }) => ({
      status: 200,
      body: [
        noCategoryView(origin),
        ...(['new', 'indeterminate', 'done'] as const).map((key) => categoryView(key, origin)),
      ],
    }),
  },
  {
    method: 'GET',
    pattern: `${api}/statuses`,
    handle: (request, site) => {
      const ids = listParameter(request, 'id') ?? [];
      return { status: 200, body: site.jira.statuses.filter(({ id }) => ids.includes(id)).map(workflowStatusView) };
    },
  },
  {
    method: 'GET',
    pattern: `${api}/statuses/search`,
    handle: (request, site) => {
      const [projectId, category] = [request.query.get('projectId'), request.query.get('statusCategory')];
      const text = request.query.get('searchString')?.toLowerCase() ?? '';
      const matching = site.jira.statuses
        .filter(({ scopeProjectId }) => projectId === null || scopeProjectId === projectId)
        .filter(({ name }) => name.toLowerCase().includes(text))
        .filter((status) => category === null || workflowCategories[status.category] === category);
      const page = pageOf(matching, request, { byDefault: 200, atMost: 200 });
      return { status: 200, body: pageBody(request, page, workflowStatusView) };
    },
  },
  {
    method: 'GET',
    pattern: `${api}/label`,
    handle: (request, site) => {
      const page = pageOf(labels(request, site), request, { byDefault: 1000, atMost: 1000 });
      const { startAt, maxResults, total, isLast, values } = page;
      return { status: 200, body: { startAt, maxResults, total, isLast, values } };
    },
  },
];

function serverInfo(site: DemoSite): Record<string, unknown> {
  const now = site.now();
  return {
    baseUrl: site.url,
    displayUrl: site.url,
    version: '1001.0.0-SNAPSHOT',
    versionNumbers: [1001, 0, 0],
    deploymentType: 'Cloud',
    buildNumber: 100_283,
    buildDate: timeView(site, now - 86_400_000),
    serverTime: timeView(site, now),
    scmInfo: '0000000000000000000000000000000000000000',
    serverTitle: 'Nimbus (demo)',
    serverTimeZone: site.owner.timeZone,
  };
}

function found<T extends { readonly id: string }>(values: readonly T[], id: string | undefined, kind: string): T {
  const value = values.find((candidate) => candidate.id === id);
  if (!value) {
    throw jiraError(404, [`The ${kind} with id '${id ?? ''}' does not exist`]);
  }
  return value;
}

const workflowCategories = { new: 'TODO', indeterminate: 'IN_PROGRESS', done: 'DONE' } as const;

/** The newer endpoints about statuses have a shape of their own. */
function workflowStatusView(status: DemoStatus): Record<string, unknown> {
  return {
    id: status.id,
    name: status.name,
    description: '',
    statusCategory: workflowCategories[status.category],
    scope:
      status.scopeProjectId === undefined
        ? { type: 'GLOBAL' }
        : { type: 'PROJECT', project: { id: status.scopeProjectId } },
  };
}

function labels(request: DemoRequest, site: DemoSite): string[] {
  const hidden = new Set(
    site.jira.projects.filter((project) => !canBrowse(project, request.caller)).map(({ id }) => id),
  );
  const all = [...site.jira.issues.values()].filter(({ projectId }) => !hidden.has(projectId));
  return [...new Set(all.flatMap((issue) => issue.labels))].sort((a, b) => a.localeCompare(b, 'en'));
}

function globalConfiguration({ jira }: DemoSite) {
  return {
    votingEnabled: true,
    watchingEnabled: true,
    unassignedIssuesAllowed: true,
    subTasksEnabled: true,
    issueLinkingEnabled: true,
    timeTrackingEnabled: true,
    attachmentsEnabled: true,
    timeTrackingConfiguration: {
      workingHoursPerDay: jira.timeTracking.hoursPerDay,
      workingDaysPerWeek: jira.timeTracking.daysPerWeek,
      timeFormat: 'pretty',
      defaultUnit: 'minute',
    },
  };
}
