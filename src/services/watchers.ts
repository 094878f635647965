import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { Person } from '#domain/person.ts';
import type { Call, Connection, IssueTracker } from '#domain/ports.ts';
import type { RecordWrite } from './journal/recordWrite.ts';
import { resolveAnyone, resolveAssignee } from './people.ts';
import { peopleField } from './peopleField.ts';

export interface WatcherChange {
  readonly add: readonly Person[];
  readonly remove: readonly Person[];
  /** Named, but it is so already. */
  readonly unchanged: readonly Person[];
}

/**
 * Whom the names mean: who comes is looked for among those who can work in the project, then among everybody; who goes
 * among those who watch. @throws severalPeopleFound, noPersonFound
 */
export async function resolveWatchers(
  { people }: Pick<IssueTracker, 'people'>,
  request: {
    readonly issueKey: string;
    readonly watchers: readonly Person[];
    readonly add: readonly string[];
    readonly remove: readonly string[];
  },
  call: Call,
): Promise<WatcherChange> {
  const { issueKey, watchers } = request;
  const where = { projectKey: issueKey.replace(/-\d+$/, ''), ...call };
  const watching = new Set(watchers.map(({ accountId }) => accountId));
  const onlyWatchers = { ...people, search: async () => watchers };
  const coming = request.add.map(async (name) => {
    const anyone = () => resolveAnyone(people, name, where).catch(ifNobody((near) => notFound(name, near)));
    return (await resolveAssignee(people, name, where).catch(ifNobody(anyone))).value;
  });
  const going = request.remove.map(async (name) => {
    const nobody = () => notWatching(name, watchers);
    return (await resolveAnyone(onlyWatchers, name, where).catch(ifNobody(nobody))).value;
  });
  const [add, remove] = [unique(await Promise.all(coming)), unique(await Promise.all(going))];
  const both = add.find(({ accountId }) => remove.some((other) => other.accountId === accountId));
  if (both) {
    fail({ code: 'invalidArgument', argument: 'remove', reason: `${both.displayName} is in \`add\` too` });
  }
  const isWatching = ({ accountId }: Person) => watching.has(accountId);
  return {
    add: add.filter((person) => !isWatching(person)),
    remove: remove.filter(isWatching),
    unchanged: [...add.filter(isWatching), ...remove.filter((person) => !isWatching(person))],
  };
}

export interface ChangedWatchers {
  readonly added: readonly Person[];
  readonly removed: readonly Person[];
  readonly failed: ReadonlyArray<{ readonly person: Person; readonly failure: Failure }>;
}

/** One by one, as the site takes them; what fails for one is told and stops nobody else. Rejects when nothing was done. */
export async function changeWatchers(
  connection: Connection,
  change: Pick<WatcherChange, 'add' | 'remove'> & { readonly issue: IssueDetail; readonly watchers: readonly Person[] },
  record: RecordWrite,
): Promise<ChangedWatchers> {
  const { issue, watchers: before, add, remove } = change;
  const { key, projectKey, summary, url } = issue;
  if (add.length + remove.length === 0) {
    return { added: [], removed: [], failed: [] };
  }
  const { watchers } = connection.tracker;
  const write = async (): Promise<ChangedWatchers> => {
    const failed: { person: Person; failure: Failure }[] = [];
    const each = async (people: readonly Person[], change: (accountId: string) => Promise<void>) => {
      const done: Person[] = [];
      for (const person of people) {
        try {
          await change(person.accountId);
          done.push(person);
        } catch (error) {
          const failure = failureOf(error);
          if (!failure || failed.length + 1 === add.length + remove.length) throw error;
          failed.push({ person, failure });
        }
      }
      return done;
    };
    const added = await each(add, (accountId) => watchers.add(key, accountId));
    return { added, removed: await each(remove, (accountId) => watchers.remove(key, accountId)), failed };
  };
  const target = { entity: 'issue', id: key, title: summary, url } as const;
  return record(connection, { kind: 'watchIssue', projectKey, summary, target }, write, ({ added, removed }) => {
    const left = before.filter(({ accountId }) => !removed.some((person) => person.accountId === accountId));
    return { changes: [{ field: 'watchers', before: peopleField(before), after: peopleField([...left, ...added]) }] };
  });
}

/** Goes on where nobody was found; `near` are names like it. */
function ifNobody<T>(goOn: (near: readonly Person[]) => T): (error: unknown) => T {
  return (error) => {
    const failure = failureOf(error);
    if (failure?.code !== 'noPersonFound') throw error;
    return goOn(failure.near);
  };
}

/** Anybody may watch: that they cannot be assigned is beside the point. */
function notFound(query: string, near: readonly Person[]): never {
  return fail({ code: 'noPersonFound', query, near });
}

function notWatching(name: string, watchers: readonly Person[]): never {
  const allowedValues = watchers.map(({ accountId, displayName }) => ({ id: accountId, name: displayName }));
  return fail({ code: 'unknownName', argument: 'remove', name, allowedValues });
}

function unique(people: readonly Person[]): Person[] {
  return [...new Map(people.map((person) => [person.accountId, person])).values()];
}
