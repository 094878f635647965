import { type DemoRequest, jiraError, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { setItems } from '../changeItems.ts';
import { changeIssue } from '../changes.ts';
import { canBrowse, requireProject, statusOf } from '../lookup.ts';
import type { DemoIssue, DemoProject, DemoVersion } from '../model.ts';
import { listParameter, objectBody, pageBody, pageOf } from '../request.ts';
import { changedVersion, newVersion } from '../versionWrites.ts';
import { versionView } from '../views.ts';

const path = '/rest/api/3/version/{id}';
const inProject = '/rest/api/3/project/{projectIdOrKey}';

export const versionRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: `${inProject}/versions`,
    handle: (request, site) => {
      const project = requireProject(site, request.params['projectIdOrKey'] ?? '', request.caller);
      return { status: 200, body: project.versions.map((version) => fullView(site, project, version, request)) };
    },
  },
  {
    method: 'GET',
    pattern: `${inProject}/version`,
    handle: (request, site) => {
      const project = requireProject(site, request.params['projectIdOrKey'] ?? '', request.caller);
      const text = request.query.get('query')?.toLowerCase() ?? '';
      const states = listParameter(request, 'status');
      const found = project.versions
        .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(text))
        .filter((version) => !states || states.includes(stateOf(version)));
      const page = pageOf(ordered(found, request), request, { byDefault: 50, atMost: 50 });
      return { status: 200, body: pageBody(request, page, (version) => fullView(site, project, version, request)) };
    },
  },
  {
    method: 'POST',
    pattern: '/rest/api/3/version',
    handle: (request, site) => {
      const body = objectBody(request);
      const project = projectOfBody(body, request, site);
      const version = newVersion(project, body, String(site.nextId('version')));
      project.versions.push(version);
      return { status: 201, body: fullView(site, project, version, request) };
    },
  },
  {
    method: 'GET',
    pattern: path,
    handle: (request, site) => {
      const { project, version } = requireVersion(request, site);
      return { status: 200, body: fullView(site, project, version, request) };
    },
  },
  {
    method: 'PUT',
    pattern: path,
    handle: (request, site) => {
      const { project, version } = requireVersion(request, site);
      Object.assign(version, changedVersion(project, version, objectBody(request)));
      return { status: 200, body: fullView(site, project, version, request) };
    },
  },
  {
    method: 'GET',
    pattern: `${path}/unresolvedIssueCount`,
    handle: (request, site) => {
      const { version } = requireVersion(request, site);
      const issues = fixedIn(site, version);
      return {
        status: 200,
        body: {
          self: `${request.origin}${request.path}`,
          issuesUnresolvedCount: issues.filter(({ resolutionId }) => resolutionId === null).length,
          issuesCount: issues.length,
        },
      };
    },
  },
  {
    method: 'GET',
    pattern: `${path}/relatedIssueCounts`,
    handle: (request, site) => {
      const { version } = requireVersion(request, site);
      return {
        status: 200,
        body: {
          self: `${request.origin}${request.path}`,
          issuesFixedCount: fixedIn(site, version).length,
          issuesAffectedCount: 0, // the demo's issues have no affected versions
          issueCountWithCustomFieldsShowingVersion: 0,
          customFieldUsage: [],
        },
      };
    },
  },
  {
    method: 'POST',
    pattern: `${path}/removeAndSwap`,
    handle: (request, site) => {
      const { project, version } = requireVersion(request, site);
      const { moveFixIssuesTo } = objectBody(request);
      const target = project.versions.find(({ id }) => id === String(moveFixIssuesTo) && id !== version.id);
      if (moveFixIssuesTo !== undefined && !target) {
        throw jiraError(400, ['The version to move issues to is not a version of this project.']);
      }
      for (const issue of fixedIn(site, version)) {
        const left = issue.fixVersionIds.filter((id) => id !== version.id);
        const ids = target ? [...new Set([...left, target.id])] : left;
        const items = setItems('Fix Version', 'fixVersions', [version], target ? [target] : []);
        changeIssue(site, issue, request.caller, items, () => {
          issue.fixVersionIds = ids;
        });
      }
      project.versions.splice(project.versions.indexOf(version), 1);
      return { status: 204 };
    },
  },
];

function fullView(site: DemoSite, project: DemoProject, version: DemoVersion, request: DemoRequest) {
  const { released, releaseDate, startDate } = version;
  const today = new Date(site.now()).toISOString().slice(0, 10);
  return {
    ...versionView(version, request.origin),
    ...(startDate !== null && { startDate, userStartDate: userDate(startDate) }),
    ...(releaseDate !== null && { userReleaseDate: userDate(releaseDate) }),
    ...(!released && releaseDate !== null && { overdue: releaseDate < today }),
    ...(listParameter(request, 'expand')?.includes('issuesstatus') && {
      issuesStatusForFixVersion: statusCounts(site, fixedIn(site, version)),
    }),
    projectId: Number(project.id),
  };
}

function statusCounts(site: DemoSite, issues: readonly DemoIssue[]) {
  const count = (category: string) => issues.filter((issue) => statusOf(site, issue).category === category).length;
  return { unmapped: 0, toDo: count('new'), inProgress: count('indeterminate'), done: count('done') };
}

function fixedIn(site: DemoSite, { id }: DemoVersion): DemoIssue[] {
  return [...site.jira.issues.values()].filter(({ fixVersionIds }) => fixVersionIds.includes(id));
}

/** `24/Nov/26`, which is the vendor's standard format whatever the language. */
function userDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${day}/${months[Number(month) - 1] ?? ''}/${year.slice(2)}`;
}

function stateOf({ archived, released }: DemoVersion): string {
  return archived ? 'archived' : released ? 'released' : 'unreleased';
}

/** The order of the project (`sequence`) is that of its list. Versions without the date come last. */
function ordered(versions: readonly DemoVersion[], request: DemoRequest): DemoVersion[] {
  const [, sign, by] = /^([+-]?)(\w+)$/.exec(request.query.get('orderBy') ?? 'sequence') ?? [];
  const keyOf: Record<string, (version: DemoVersion) => string> = {
    name: ({ name }) => name.toLowerCase(),
    description: ({ description }) => description.toLowerCase(),
    startDate: ({ startDate }) => startDate ?? '9999',
    releaseDate: ({ releaseDate }) => releaseDate ?? '9999',
  };
  const key = keyOf[by ?? ''];
  if (!key && by !== 'sequence') {
    throw jiraError(400, [`The value '${request.query.get('orderBy')}' of orderBy is not valid.`]);
  }
  const sorted = key ? [...versions].sort((a, b) => key(a).localeCompare(key(b), 'en')) : [...versions];
  return sign === '-' ? sorted.reverse() : sorted;
}

function projectOfBody(body: Readonly<Record<string, unknown>>, request: DemoRequest, site: DemoSite): DemoProject {
  const wanted = body['projectId'] ?? body['project'];
  const project = site.jira.projects.find(({ id, key }) => id === String(wanted) || key === wanted);
  if (!project || !canBrowse(project, request.caller)) {
    throw jiraError(404, ['No project could be found with the given id or key.']);
  }
  return project;
}

/** @throws HttpError 404, the same for a missing version and one of a hidden project */
function requireVersion(request: DemoRequest, site: DemoSite) {
  for (const project of site.jira.projects) {
    const version = project.versions.find(({ id }) => id === request.params['id']);
    if (version && canBrowse(project, request.caller)) {
      return { project, version };
    }
  }
  throw jiraError(404, [`Could not find version for id '${request.params['id']}'`]);
}
