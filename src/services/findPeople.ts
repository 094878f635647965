import { failureOf } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import type { Call, PeopleOperations } from '#domain/ports.ts';
import { type PersonReason, resolveAnyone, resolveAssignee } from './people.ts';

export interface FoundPeople {
  /** The one person that the name means wherever a tool takes a name; absent when it means nobody or several. */
  readonly match?: { readonly person: Person; readonly because: PersonReason };
  /** Everybody whom the name fits; where nobody, those whose names are spelled alike. */
  readonly people: readonly Person[];
}

/** Whom a name fits, among those who can be assigned in the project or, without one, among everybody. */
export async function findPeople(
  people: PeopleOperations,
  query: string,
  { projectKey, ...call }: { readonly projectKey?: string } & Call,
): Promise<FoundPeople> {
  try {
    const { value, because } =
      projectKey === undefined
        ? await resolveAnyone(people, query, { projectKey: '', ...call })
        : await resolveAssignee(people, query, { projectKey, ...call });
    return { match: { person: value, because }, people: [value] };
  } catch (error) {
    const failure = failureOf(error);
    switch (failure?.code) {
      case 'severalPeopleFound':
        return { people: failure.candidates };
      case 'noPersonFound':
        return { people: failure.near };
      default:
        throw error;
    }
  }
}
