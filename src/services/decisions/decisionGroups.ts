import type { DecisionState } from '#domain/decision.ts';
import type { RegisteredDecision } from './registered.ts';
import { byWeek } from './registerSearch.ts';

export type DecisionGrouping = 'week' | 'space' | 'state';

/** Decisions that belong together, newest first. */
export interface DecisionGroup {
  /** First day of the week (`yyyy-mm-dd`), key of the space, or the state; empty where it is not known. */
  readonly key: string;
  readonly decisions: readonly RegisteredDecision[];
}

const states: readonly string[] = ['decided', 'proposed', 'superseded', 'rejected'] satisfies readonly DecisionState[];

/** Weeks from the latest on, spaces by key, states from decided to rejected; what is not known comes last. */
export function groupDecisions(
  decisions: readonly RegisteredDecision[],
  by: DecisionGrouping,
  place: { readonly zone: string; readonly locale: string },
): readonly DecisionGroup[] {
  switch (by) {
    case 'week':
      return byWeek(decisions, place).map((each) => ({ key: each.week?.firstDay ?? '', decisions: each.decisions }));
    case 'space':
      return groups(decisions, ({ spaceKey }) => spaceKey ?? '').sort(
        (a, b) => Number(a.key === '') - Number(b.key === '') || a.key.localeCompare(b.key),
      );
    case 'state':
      return groups(decisions, ({ state }) => state).sort((a, b) => states.indexOf(a.key) - states.indexOf(b.key));
  }
}

function groups(decisions: readonly RegisteredDecision[], keyOf: (decision: RegisteredDecision) => string) {
  return [...Map.groupBy(decisions, keyOf)].map(([key, members]): DecisionGroup => ({ key, decisions: members }));
}
