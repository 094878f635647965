import {
  findAssignableUsers,
  findUsers,
  getUser,
  searchAndReconsileIssuesUsingJqlPost as searchIssues,
} from 'jira.js/cloud';
import { fail } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import type { PeopleOperations } from '#domain/ports.ts';
import { pageSize, projectKey } from '../arguments.ts';
import { Cached } from '../cached.ts';
import { personFrom } from '../person.ts';
import { answerList, object } from '../wire.ts';
import { tokenPageFrom } from './searchPages.ts';
import type { JiraSite } from './site.ts';

const standardPage = 50;
const mostPerPage = 1000;
const mostRecent = 50;
const ttlMs = 5 * 60_000;

export function peopleOperations({ transport, account, writes }: JiraSite): PeopleOperations {
  // People who join are looked for when nobody was found before: that answer is not kept.
  const isKept = (people: readonly Person[]) => people.length > 0;
  const assignable = new Cached<readonly Person[]>(ttlMs, { now: transport.now, isKept });
  const recent = new Cached<readonly Person[]>(ttlMs, { now: transport.now });
  return {
    me: () => Promise.resolve(account),

    async get(accountId, call) {
      const client = transport.client(call, { entity: 'person', id: accountId });
      const person = personFrom(await getUser(client, { accountId }));
      return person ?? fail({ code: 'notFound', entity: 'person', id: accountId });
    },

    searchAssignable(project, text, request = {}) {
      const id = projectKey(project);
      const limit = pageSize(request.limit, standardPage, mostPerPage);
      const query = text.trim();
      const client = transport.client(undefined, { entity: 'project', id });
      // Jira takes this many matching users first and drops those who cannot be assigned afterwards.
      const maxResults = Math.max(limit, 200);
      const load = async () =>
        peopleFrom(await findAssignableUsers(client, { project: id, query, maxResults })).slice(0, limit);
      return assignable.get(JSON.stringify([id, query, limit]), load, request);
    },

    async search(text, request = {}) {
      const maxResults = pageSize(request.limit, standardPage, mostPerPage);
      const answer: unknown = await findUsers(transport.client(request, { entity: 'person' }), {
        query: text.trim(),
        maxResults,
      });
      return peopleFrom(answer).slice(0, maxResults);
    },

    async recentlyAssigned(project, call) {
      const id = projectKey(project);
      const jql = `project = "${id}" AND assignee is not EMPTY AND updated >= -60d ORDER BY updated DESC`;
      const client = transport.client(undefined, { entity: 'project', id, query: jql });
      const load = async () => {
        const answer: unknown = await searchIssues(client, { jql, fields: ['assignee'], maxResults: 100 });
        return peopleFrom(tokenPageFrom(answer).issues.map((issue) => object(issue['fields'])['assignee']));
      };
      return writes.ownFirst(id, await recent.get(id, load, call)).slice(0, mostRecent);
    },
  };
}

/** Each person once, without apps: they cannot be meant by a name. */
export function peopleFrom(answer: unknown): Person[] {
  const people = answerList(answer, 'people').flatMap((user) => personFrom(user) ?? []);
  const byId = new Map(people.map((person) => [person.accountId, person]));
  return [...byId.values()].filter(({ kind }) => kind !== 'app');
}
