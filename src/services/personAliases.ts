import type { Person } from '#domain/person.ts';
import type { Connection, PersonAlias } from '#domain/ports.ts';
import { foldText } from '#shared/text.ts';
import { wordsOf } from './resolve/personNames.ts';

/** Where aliases are kept between sessions: plain JSON. */
export interface AliasStore {
  load(): readonly StoredAlias[];
  save(aliases: readonly StoredAlias[]): Promise<void>;
}

export interface StoredAlias extends PersonAlias {
  readonly origin: string;
  readonly projectKey: string;
  /** Folded. */
  readonly name: string;
}

const mostAliases = 200;

/**
 * Whom a name means in a project, once a human has said so: "Paul" is Paul Martin from then on. Learnt from a person's
 * own choice in the editor only; what an agent guesses is never remembered.
 */
export class PersonAliases {
  private readonly store: AliasStore;

  constructor(store: AliasStore) {
    this.store = store;
  }

  find(origin: string, projectKey: string, name: string): PersonAlias | undefined {
    const wanted = aliasName(name);
    return this.store
      .load()
      .find((alias) => alias.name === wanted && alias.origin === origin && alias.projectKey === projectKey);
  }

  /** Takes note of a choice; what was typed counts only where it is part of the name in whole words. */
  async remember(origin: string, projectKey: string, typed: string, person: Person): Promise<void> {
    const name = aliasName(typed);
    const names = wordsOf(foldText(person.displayName));
    const words = wordsOf(name);
    const isPart = words.length > 0 && words.length < names.length && words.every((word) => names.includes(word));
    if (!isPart) {
      return;
    }
    const { accountId, displayName } = person;
    const others = this.store
      .load()
      .filter((alias) => alias.name !== name || alias.origin !== origin || alias.projectKey !== projectKey);
    await this.store.save([{ origin, projectKey, name, accountId, displayName }, ...others].slice(0, mostAliases));
  }
}

/** The connection, knowing whom names mean. */
export function withAliases(connection: Connection, aliases: PersonAliases): Connection {
  const { site, tracker } = connection;
  const aliasOf = (projectKey: string, name: string) => aliases.find(site.origin, projectKey, name);
  return { ...connection, tracker: { ...tracker, people: { ...tracker.people, aliasOf } } };
}

function aliasName(name: string): string {
  return wordsOf(foldText(name).replace(/^@/, '')).join(' ');
}
