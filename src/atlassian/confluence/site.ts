import type { Person } from '#domain/person.ts';
import type { Cached } from '../cached.ts';
import type { Transport } from '../transport.ts';

/** What the groups of operations share. */
export interface ConfluenceSite {
  readonly transport: Transport;
  readonly origin: string;
  readonly timeZone: string;
  /** The signed-in user. */
  readonly account: Person;
  /** Space keys by id. */
  readonly spaceKeys: Cached<string | undefined>;
  /** People by account id. */
  readonly people: Cached<Person | undefined>;
}
