import type { DecisionState } from '#domain/decision.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import type { DecisionGrouping } from './decisionGroups.ts';

/** Which decisions are listed; absent members leave nothing out. */
export interface DecisionFilter {
  readonly text?: string;
  readonly states?: readonly DecisionState[];
  readonly spaceKeys?: readonly string[];
}

interface Arrangement {
  readonly grouping: DecisionGrouping;
  readonly filter: DecisionFilter;
}

/** Where it is kept between sessions: plain JSON. */
export interface ArrangementStore {
  load(): readonly Arrangement[];
  save(arrangements: readonly Arrangement[]): Promise<void>;
}

const initial: Arrangement = { grouping: 'week', filter: {} };

/** How the user wants decisions listed in this workspace. */
export class DecisionArrangement {
  private readonly store: ArrangementStore;
  private readonly changed = new EventEmitter<void>();

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(store: ArrangementStore) {
    this.store = store;
  }

  get grouping(): DecisionGrouping {
    return this.current.grouping;
  }

  get filter(): DecisionFilter {
    return this.current.filter;
  }

  get isFiltered(): boolean {
    return Object.keys(this.filter).length > 0;
  }

  async groupBy(grouping: DecisionGrouping): Promise<void> {
    await this.keep({ ...this.current, grouping });
  }

  async show(filter: DecisionFilter): Promise<void> {
    await this.keep({ ...this.current, filter });
  }

  private get current(): Arrangement {
    return this.store.load()[0] ?? initial;
  }

  private async keep(arrangement: Arrangement): Promise<void> {
    await this.store.save([arrangement]);
    this.changed.fire();
  }
}
