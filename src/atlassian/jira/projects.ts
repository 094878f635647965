import { getProject, searchProjects } from 'jira.js/cloud';
import type { ProjectOperations } from '#domain/ports.ts';
import type { Project } from '#domain/project.ts';
import { cursorOffset, pageSize, projectKey } from '../arguments.ts';
import { Cached } from '../cached.ts';
import { answerObject, optional, required, text, type WireObject } from '../wire.ts';
import { offsetPageFrom } from './offsetPages.ts';
import type { JiraSite } from './site.ts';

const mostPerPage = 100;
const ttlMs = 5 * 60_000;

export function projectOperations({ transport, origin }: JiraSite): ProjectOperations {
  const known = new Cached<Project>(ttlMs, { now: transport.now });
  return {
    async list(request = {}) {
      const startAt = cursorOffset(request.cursor);
      const answer: unknown = await searchProjects(transport.client(request, { entity: 'project' }), {
        startAt,
        maxResults: pageSize(request.limit, mostPerPage, mostPerPage),
        ...optional('query', request.text?.trim() || undefined),
      });
      const { values, cursor } = offsetPageFrom(answer, 'projects', startAt);
      return { items: values.map((wire) => projectFrom(wire, origin)), ...optional('cursor', cursor) };
    },

    async get(key, call) {
      const id = projectKey(key);
      const load = async () => {
        const client = transport.client(undefined, { entity: 'project', id });
        const answer: unknown = await getProject(client, { projectIdOrKey: id });
        return projectFrom(answerObject(answer, 'project'), origin);
      };
      return known.get(id, load, call);
    },
  };
}

export function projectFrom(wire: WireObject, origin: string): Project {
  const key = required(text(wire['key']), 'project.key');
  return {
    id: required(text(wire['id']), 'project.id'),
    key,
    name: text(wire['name']) ?? key,
    style: wire['style'] === 'next-gen' || wire['simplified'] === true ? 'team-managed' : 'company-managed',
    url: `${origin}/browse/${encodeURIComponent(key)}`,
  };
}
