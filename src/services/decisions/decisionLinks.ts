import type { CodeLink } from '#domain/codeLink.ts';
import { type Event, EventEmitter } from '#shared/event.ts';

/** A decision and code it is about. */
export interface DecisionLink {
  /** Origin of the site the decision is from. */
  readonly origin: string;
  readonly decisionId: string;
  readonly code: CodeLink;
}

/** Where they are kept between sessions: plain JSON. */
export interface DecisionLinkStore {
  load(): readonly DecisionLink[];
  save(links: readonly DecisionLink[]): Promise<void>;
}

const mostLinks = 500;

/** Which code the user linked decisions to, in this workspace. */
export class DecisionLinks {
  private readonly store: DecisionLinkStore;
  private readonly changed = new EventEmitter<void>();

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(store: DecisionLinkStore) {
    this.store = store;
  }

  of(origin: string, decisionId: string): readonly CodeLink[] {
    return this.store
      .load()
      .filter((link) => link.origin === origin && link.decisionId === decisionId)
      .map(({ code }) => code);
  }

  /** The newest first; the same lines are linked once. */
  async add(link: DecisionLink): Promise<void> {
    const others = this.store.load().filter((each) => !isSame(each, link));
    await this.store.save([link, ...others].slice(0, mostLinks));
    this.changed.fire();
  }

  async remove(link: DecisionLink): Promise<void> {
    await this.store.save(this.store.load().filter((each) => !isSame(each, link)));
    this.changed.fire();
  }
}

function isSame(a: DecisionLink, b: DecisionLink): boolean {
  return (
    a.origin === b.origin &&
    a.decisionId === b.decisionId &&
    a.code.uri === b.code.uri &&
    a.code.firstLine === b.code.firstLine
  );
}
