import type { DecisionSource } from '#domain/decision.ts';
import { fail } from '#domain/errors.ts';
import type { KnownDecisions } from '#services/decisions/decisionStore.ts';
import type { RegisteredDecision } from '#services/decisions/registered.ts';
import type { CommandContext } from './context.ts';

interface Argument {
  readonly origin: string;
  readonly decision: RegisteredDecision;
  /** The one that was clicked on, else the clearest. */
  readonly source: DecisionSource;
}

/** Reads a row of the decisions view, or the id of a decision; what counts is what the register holds. */
export function decisionArgument({ decisions }: Pick<CommandContext, 'decisions'>, argument: unknown): Argument {
  const known = decisions.store.known({ standings: ['current', 'removed', 'unreachable'] });
  const row = isRecord(argument) ? argument : {};
  const url = isRecord(row['source']) ? row['source']['url'] : undefined;
  const id = isRecord(row['decision']) ? row['decision']['id'] : (row['decisionId'] ?? argument);
  const found = known?.decisions.flatMap((decision) =>
    decision.sources.flatMap((source, index) =>
      (url === undefined ? decision.id === id && index === 0 : source.url === url) ? [{ decision, source }] : [],
    ),
  )[0];
  return known && found
    ? { origin: known.origin, ...found }
    : fail({ code: 'invalidArgument', argument: 'decision', reason: 'is not in the list (any more)' });
}

/** Where the source stands on the site; an address anywhere else is not followed. */
export function addressOf({ origin }: Pick<KnownDecisions, 'origin'>, { url, id }: DecisionSource): string {
  return url.startsWith(`${origin}/`) ? url : fail({ code: 'notFound', entity: 'page', id });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
