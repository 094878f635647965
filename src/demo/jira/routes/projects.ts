import { type DemoRequest, jiraError, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { personView } from '../activityViews.ts';
import { canBrowse, requireProject } from '../lookup.ts';
import type { DemoProject } from '../model.ts';
import { listParameter, pageBody, pageOf } from '../request.ts';
import { componentView, projectView, statusView, typesOf, typeView, versionView } from '../views.ts';

const path = '/rest/api/3/project/{projectIdOrKey}';

export const projectRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/rest/api/3/project',
    handle: (request, site) => ({
      status: 200,
      body: visible(request, site).map((project) => summaryView(site, project, request)),
    }),
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/project/recent',
    handle: (request, site) => ({
      status: 200,
      body: visible(request, site).map((project) => summaryView(site, project, request)),
    }),
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/project/search',
    handle: (request, site) => {
      const { query } = request;
      const text = query.get('query')?.toLowerCase() ?? '';
      const [keys, ids, types] = ['keys', 'id', 'typeKey'].map((name) => listParameter(request, name));
      const found = visible(request, site)
        .filter(({ key, name }) => key.toLowerCase().includes(text) || name.toLowerCase().includes(text))
        .filter(({ key, id }) => (!keys || keys.includes(key)) && (!ids || ids.includes(id)))
        .filter(() => !types || types.includes('software'))
        .sort(orderOf(query.get('orderBy') ?? 'key'));
      const page = pageOf(found, request, { byDefault: 50, atMost: 100 });
      return { status: 200, body: pageBody(request, page, (project) => summaryView(site, project, request)) };
    },
  },
  {
    method: 'GET',
    pattern: path,
    handle: (request, site) => {
      const project = projectOfRequest(request, site);
      return {
        status: 200,
        body: {
          ...summaryView(site, project, request),
          description: project.description,
          lead: personView(site, project.leadAccountId, request.origin),
          components: project.components.map((component) => componentView(component, request.origin)),
          versions: project.versions.map((version) => versionView(version, request.origin)),
          issueTypes: typesOf(site, project).map((type) => typeView(type, request.origin)),
          assigneeType: 'UNASSIGNED',
          roles: {},
        },
      };
    },
  },
  {
    method: 'GET',
    pattern: `${path}/statuses`,
    handle: (request, site) => {
      const project = projectOfRequest(request, site);
      const ids = new Set((site.jira.workflows[project.id] ?? []).map(({ toStatusId }) => toStatusId));
      const statuses = site.jira.statuses.filter(({ id }) => ids.has(id));
      return {
        status: 200,
        body: typesOf(site, project).map((type) => ({
          self: `${request.origin}/rest/api/3/issuetype/${type.id}`,
          id: type.id,
          name: type.name,
          subtask: type.subtask,
          statuses: statuses.map((status) => statusView(status, request.origin)),
        })),
      };
    },
  },
  {
    method: 'GET',
    pattern: `${path}/components`,
    handle: (request, site) => {
      const project = projectOfRequest(request, site);
      return { status: 200, body: project.components.map((component) => fullComponent(project, component, request)) };
    },
  },
  {
    method: 'GET',
    pattern: `${path}/component`,
    handle: (request, site) => {
      const project = projectOfRequest(request, site);
      const text = request.query.get('query')?.toLowerCase() ?? '';
      const found = project.components.filter(({ name }) => name.toLowerCase().includes(text));
      const page = pageOf(found, request, { byDefault: 50, atMost: 1000 });
      return {
        status: 200,
        body: pageBody(request, page, (component) => ({
          ...fullComponent(project, component, request),
          issueCount: [...site.jira.issues.values()].filter(({ componentIds }) => componentIds.includes(component.id))
            .length,
        })),
      };
    },
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/component/{id}',
    handle: (request, site) => {
      for (const project of visible(request, site)) {
        const component = project.components.find(({ id }) => id === request.params['id']);
        if (component) {
          return { status: 200, body: fullComponent(project, component, request) };
        }
      }
      throw jiraError(404, [`The component with id ${request.params['id']} does not exist.`]);
    },
  },
];

function visible(request: DemoRequest, site: DemoSite): DemoProject[] {
  return site.jira.projects.filter((project) => canBrowse(project, request.caller));
}

function projectOfRequest(request: DemoRequest, site: DemoSite): DemoProject {
  return requireProject(site, request.params['projectIdOrKey'] ?? '', request.caller);
}

function summaryView(site: DemoSite, project: DemoProject, request: DemoRequest): Record<string, unknown> {
  const expand = listParameter(request, 'expand') ?? [];
  return {
    expand: 'description,lead,issueTypes,url,projectKeys,permissions,insight',
    ...projectView(project, request.origin),
    style: project.style,
    isPrivate: project.visibleTo !== undefined,
    properties: {},
    ...(expand.includes('description') && { description: project.description }),
    ...(expand.includes('lead') && { lead: personView(site, project.leadAccountId, request.origin) }),
    ...(expand.includes('issueTypes') && {
      issueTypes: typesOf(site, project).map((type) => typeView(type, request.origin)),
    }),
  };
}

function fullComponent(project: DemoProject, component: DemoProject['components'][number], request: DemoRequest) {
  return {
    ...componentView(component, request.origin),
    assigneeType: 'PROJECT_DEFAULT',
    realAssigneeType: 'PROJECT_DEFAULT',
    isAssigneeTypeValid: false,
    project: project.key,
    projectId: Number(project.id),
  };
}

function orderOf(orderBy: string): (a: DemoProject, b: DemoProject) => number {
  const [, sign, by] = /^([+-]?)(key|name)$/.exec(orderBy.trim()) ?? ['', '', 'key'];
  const factor = sign === '-' ? -1 : 1;
  return (a, b) => factor * (by === 'name' ? a.name.localeCompare(b.name, 'fr') : a.key.localeCompare(b.key, 'en'));
}
