import type { StoredField } from '#domain/fieldValue.ts';
import type { Person } from '#domain/person.ts';

/** People as the journal keeps them. */
export function peopleField(people: readonly Person[]): StoredField {
  return {
    ids: people.map(({ accountId }) => accountId),
    text: people.map(({ displayName }) => displayName).join(', '),
  };
}
