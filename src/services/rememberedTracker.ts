import type { Issue } from '#domain/issue.ts';
import type { IssueTracker, PageRequest } from '#domain/ports.ts';

/**
 * For one job about many issues, which asks the same of the site for each of them: people once by name, edit forms
 * once by project, type and status, which is what they depend on. Only what is read is remembered.
 */
export function rememberedTracker(tracker: IssueTracker, issues: readonly Issue[]): IssueTracker {
  const { people, forms } = tracker;
  const kinds = new Map(issues.map((issue) => [issue.key, `${issue.projectKey} ${issue.type.id} ${issue.status.id}`]));
  return {
    ...tracker,
    people: {
      ...people,
      me: remembered(people.me, () => ''),
      get: remembered(people.get, (accountId) => accountId),
      search: remembered(people.search, (text, request) => JSON.stringify([text, pageOf(request)])),
      searchAssignable: remembered(people.searchAssignable, (projectKey, text, request) =>
        JSON.stringify([projectKey, text, pageOf(request)]),
      ),
    },
    forms: { ...forms, editFields: remembered(forms.editFields, (key) => kinds.get(key) ?? key) },
  };
}

function remembered<Asked extends readonly unknown[], T>(
  ask: (...asked: Asked) => Promise<T>,
  nameOf: (...asked: Asked) => string,
): (...asked: Asked) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (...asked) => {
    const name = nameOf(...asked);
    const answer = answers.get(name) ?? ask(...asked);
    answers.set(name, answer);
    return answer;
  };
}

function pageOf(request: PageRequest | undefined): unknown {
  return [request?.limit, request?.cursor, request?.isFresh];
}
