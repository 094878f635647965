import { findAssignableUsers, findUsers } from 'jira.js/cloud';
import type { Person } from '#domain/person.ts';
import type { PeopleOperations } from '#domain/ports.ts';
import { pageSize, projectKey } from '../arguments.ts';
import { personFrom } from '../person.ts';
import { answerList } from '../wire.ts';
import type { JiraSite } from './site.ts';

const standardPage = 50;
const mostPerPage = 1000;

export function peopleOperations({ transport, account }: JiraSite): PeopleOperations {
  return {
    me: () => Promise.resolve(account),

    async searchAssignable(project, text, request = {}) {
      const id = projectKey(project);
      const limit = pageSize(request.limit, standardPage, mostPerPage);
      const client = transport.client(request, { entity: 'project', id });
      // Jira takes this many matching users first and drops those who cannot be assigned afterwards.
      const maxResults = Math.max(limit, 200);
      const answer: unknown = await findAssignableUsers(client, { project: id, query: text.trim(), maxResults });
      return peopleFrom(answer).slice(0, limit);
    },

    async search(text, request = {}) {
      const maxResults = pageSize(request.limit, standardPage, mostPerPage);
      const answer: unknown = await findUsers(transport.client(request, { entity: 'person' }), {
        query: text.trim(),
        maxResults,
      });
      return peopleFrom(answer).slice(0, maxResults);
    },
  };
}

/** Each person once, without apps: they cannot be meant by a name. */
export function peopleFrom(answer: unknown): Person[] {
  const people = answerList(answer, 'people').flatMap((user) => personFrom(user) ?? []);
  const byId = new Map(people.map((person) => [person.accountId, person]));
  return [...byId.values()].filter(({ kind }) => kind !== 'app');
}
