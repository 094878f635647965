import type { Call, Connection } from '#domain/ports.ts';
import type { Event } from '#shared/event.ts';

/** Where use cases get the signed-in site from. */
export interface ConnectionSource {
  /** The current connection, made on first use; undefined when signed out. Rejects when the site cannot be reached. */
  current(call?: Call): Promise<Connection | undefined>;
  /** Fires on sign-in, sign-out and change of account. */
  readonly onDidChange: Event<void>;
}
