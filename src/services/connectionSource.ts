import type { Call, Connection } from '#domain/ports.ts';
import type { Event } from '#shared/event.ts';

/**
 * `account`: sign-in, sign-out, another account; what is on screen belongs to somebody else. `credential`: the same
 * account with a renewed token; what is on screen stays valid.
 */
export type ConnectionChange = 'account' | 'credential';

/** Where use cases get the signed-in site from. */
export interface ConnectionSource {
  /**
   * The current connection, made on first use; undefined when signed out. Rejects when the site cannot be reached, and
   * without asking the site when it refused this very token a moment ago (`isFresh` asks all the same).
   */
  current(call?: Call): Promise<Connection | undefined>;
  readonly onDidChange: Event<ConnectionChange>;
}
