import type { Issue } from '#domain/issue.ts';
import type { Disposable } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import type { SprintBoard } from './sprintBoard.ts';
import type { SprintStore } from './sprintStore.ts';

/** What differs between two looks at the sprint. */
export interface SprintChange {
  /** Issues that came, went, or say something else. */
  readonly issueKeys: readonly string[];
  readonly isSprintChanged: boolean;
}

/** Tells what changed each time the store has loaded anew. */
export class SprintChanges implements Disposable {
  private readonly changed = new EventEmitter<SprintChange>();
  private readonly subscription: Disposable;
  private last: SprintBoard | undefined;

  readonly onDidChange: Event<SprintChange> = this.changed.event;

  constructor(store: SprintStore) {
    this.subscription = store.onDidChange(() => {
      const { state } = store;
      if (state.kind !== 'ready' || state.content === this.last) {
        return;
      }
      const change = this.last && differenceOf(this.last, state.content);
      this.last = state.content;
      if (change?.isSprintChanged) {
        this.changed.fire(change);
      }
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

export function differenceOf(before: SprintBoard, after: SprintBoard): SprintChange {
  const [old, current] = [issuesOf(before), issuesOf(after)];
  const keys = [...new Set([...old.keys(), ...current.keys()])];
  const issueKeys = keys.filter((key) => traceOf(old.get(key)) !== traceOf(current.get(key)));
  const isOther = before.sprint?.id !== after.sprint?.id || before.sprint?.goal !== after.sprint?.goal;
  return { issueKeys, isSprintChanged: isOther || issueKeys.length > 0 };
}

function issuesOf({ groups }: SprintBoard): Map<string, Issue> {
  return new Map(groups.flatMap(({ issues }) => issues.map((issue) => [issue.key, issue] as const)));
}

/** Every change moves `updated`, but a link's or a blocker's need not. */
function traceOf(issue: Issue | undefined): string {
  return issue ? JSON.stringify([issue.updated, issue.status.id, issue.isFlagged, issue.links]) : '';
}
