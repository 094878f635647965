import type { ConsentKind } from '#domain/consent.ts';
import { type Event, EventEmitter } from '#shared/event.ts';

export interface StandingConsent extends ConsentKind {
  /** As the client called itself that asked first; the consent holds for all clients. */
  readonly client: string;
  /** ISO 8601. */
  readonly grantedAt: string;
}

/** Where they are kept between sessions: plain JSON. */
export interface ConsentStore {
  load(): readonly StandingConsent[];
  save(consents: readonly StandingConsent[]): Promise<void>;
}

const mostConsents = 200;

/** What agents may write without asking again, until the user revokes it. */
export class StandingConsents {
  private readonly store: ConsentStore;
  private readonly now: () => number;
  private readonly changed = new EventEmitter<void>();

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(store: ConsentStore, now: () => number = Date.now) {
    this.store = store;
    this.now = now;
  }

  list(): readonly StandingConsent[] {
    return this.store.load();
  }

  allows(kind: ConsentKind): boolean {
    return this.store.load().some((consent) => isSame(consent, kind));
  }

  async grant(kind: ConsentKind, client: string): Promise<void> {
    const { origin, tool, scope } = kind;
    const others = this.store.load().filter((consent) => !isSame(consent, kind));
    const granted = { origin, tool, scope, client, grantedAt: new Date(this.now()).toISOString() };
    await this.store.save([granted, ...others].slice(0, mostConsents));
    this.changed.fire();
  }

  async revoke(kinds: readonly ConsentKind[]): Promise<void> {
    await this.store.save(this.store.load().filter((consent) => !kinds.some((kind) => isSame(consent, kind))));
    this.changed.fire();
  }
}

function isSame(a: ConsentKind, b: ConsentKind): boolean {
  return a.origin === b.origin && a.tool === b.tool && a.scope === b.scope;
}
