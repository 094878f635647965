import {
  createVersion,
  deleteAndReplaceVersion,
  getProjectVersionsPaginated,
  getVersion,
  getVersionUnresolvedIssues,
  updateVersion,
} from 'jira.js/cloud';
import { fail } from '#domain/errors.ts';
import type { Call, ProjectOperations, VersionOperations } from '#domain/ports.ts';
import type { Version, VersionChange } from '#domain/version.ts';
import { cursorOffset, invalid, numericId, pageSize } from '../arguments.ts';
import { withoutSignal } from '../settle.ts';
import { answerObject, isObject, number, object, optional, required, text, type WireObject } from '../wire.ts';
import { checkedDate } from './fieldsToWire.ts';
import { offsetPageFrom } from './offsetPages.ts';
import type { JiraSite } from './site.ts';

const mostPerPage = 50;
const longestName = 255;
/** Of bytes; the vendor's limit. */
const longestDescription = 16_384;
const progress = 'issuesstatus';

export function versionOperations({ transport, origin }: JiraSite, projects: ProjectOperations): VersionOperations {
  const clientFor = (id: string, call: Call | undefined, operation?: string) =>
    transport.client(call, { entity: 'version', id, ...optional('operation', operation) });

  /** Versions are asked for by their own ids alone, so that their project has to be compared. */
  async function get(projectKey: string, versionId: string, call?: Call): Promise<Version> {
    const id = String(numericId(versionId, 'versionId'));
    const reading: Promise<unknown> = getVersion(clientFor(id, call), { id, expand: progress });
    const [project, answer] = await Promise.all([projects.get(projectKey, call), reading]);
    const wire = answerObject(answer, 'version');
    return text(wire['projectId']) === project.id
      ? versionFrom(wire, { origin, projectKey: project.key })
      : fail({ code: 'notFound', entity: 'version', id });
  }

  return {
    get,

    async list(projectKey, request = {}) {
      const startAt = cursorOffset(request.cursor);
      const { key } = await projects.get(projectKey, request);
      const client = transport.client(request, { entity: 'project', id: key });
      const answer: unknown = await getProjectVersionsPaginated(client, {
        projectIdOrKey: key,
        startAt,
        maxResults: pageSize(request.limit, mostPerPage, mostPerPage),
        orderBy: '-sequence',
        expand: progress,
        ...optional('status', request.states?.join(',')),
      });
      const { values, cursor } = offsetPageFrom(answer, 'versions', startAt);
      return {
        items: values.map((wire) => versionFrom(wire, { origin, projectKey: key })),
        ...optional('cursor', cursor),
      };
    },

    async issueCounts(projectKey, versionId, call) {
      const { id } = await get(projectKey, versionId, call);
      const answer = answerObject(await getVersionUnresolvedIssues(clientFor(id, call), { id }), 'issue counts');
      return {
        unresolved: required(number(answer['issuesUnresolvedCount']), 'issuesUnresolvedCount'),
        total: required(number(answer['issuesCount']), 'issuesCount'),
      };
    },

    async create(projectKey, draft, call) {
      const project = await projects.get(projectKey, call);
      const context = { entity: 'project', id: project.key, operation: 'create a version' } as const;
      const body = { ...changeToWire(draft), name: draft.name, projectId: Number(project.id) };
      const client = transport.client(withoutSignal(call), context);
      const answer: unknown = await createVersion(client, body);
      return versionFrom(answerObject(answer, 'version'), { origin, projectKey: project.key });
    },

    async update(projectKey, versionId, change, call) {
      const { id } = await get(projectKey, versionId, call);
      const client = clientFor(id, withoutSignal(call), `change version ${id}`);
      const answer: unknown = await updateVersion(client, { id, body: changeToWire(change) });
      return versionFrom(answerObject(answer, 'version'), { origin, projectKey });
    },

    async remove(projectKey, versionId, call) {
      const { id } = await get(projectKey, versionId, call);
      await deleteAndReplaceVersion(clientFor(id, withoutSignal(call), `delete version ${id}`), { id });
    },
  };
}

export function versionFrom(
  wire: WireObject,
  { origin, projectKey }: { readonly origin: string; readonly projectKey: string },
): Version {
  const id = required(text(wire['id']), 'version.id');
  const counts = wire['issuesStatusForFixVersion'];
  const count = (category: string) => number(object(counts)[category]) ?? 0;
  return {
    id,
    name: text(wire['name']) ?? '',
    description: text(wire['description']) ?? '',
    isReleased: wire['released'] === true,
    isArchived: wire['archived'] === true,
    isOverdue: wire['overdue'] === true,
    ...optional('startDate', text(wire['startDate'])),
    ...optional('releaseDate', text(wire['releaseDate'])),
    url: `${origin}/projects/${encodeURIComponent(projectKey)}/versions/${encodeURIComponent(id)}`,
    // Statuses without a category are shown by Jira among those to do.
    ...(isObject(counts) && {
      progress: { toDo: count('toDo') + count('unmapped'), inProgress: count('inProgress'), done: count('done') },
    }),
  };
}

function changeToWire({ name, description, startDate, releaseDate, isReleased, isArchived }: VersionChange) {
  if (name !== undefined && (name.trim() === '' || name.length > longestName)) {
    invalid('name', `has to have 1 to ${longestName} characters`);
  }
  if (description !== undefined && Buffer.byteLength(description) > longestDescription) {
    invalid('description', `is longer than ${longestDescription} bytes`);
  }
  return {
    ...optional('name', name),
    ...optional('description', description),
    ...optional('startDate', startDate && checkedDate('startDate', startDate)),
    ...optional('releaseDate', releaseDate && checkedDate('releaseDate', releaseDate)),
    ...optional('released', isReleased),
    ...optional('archived', isArchived),
  };
}
