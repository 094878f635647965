import type { Decision, DecisionReport } from '#domain/decision.ts';
import { resolvePeriod } from '#domain/period.ts';
import type { Connection } from '#domain/ports.ts';
import { mergeDecisions } from './merge.ts';
import { Gaps } from './notSearched.ts';
import type { DecisionQuery, FindCall } from './query.ts';
import { sweep } from './sweep.ts';

/**
 * The decisions that were written down, given another state or reworded in the period: computed from the differences
 * of the pages' versions and from issues, each with its sources. Says what was not looked at.
 * @throws invalidArgument for a period or zone that means nothing; whatever the site's search rejects with
 */
export async function findDecisions(
  connection: Pick<Connection, 'knowledge' | 'tracker'>,
  query: DecisionQuery,
  call: FindCall = {},
): Promise<DecisionReport> {
  const now = call.now ?? Date.now();
  const period = resolvePeriod(query.period, { now, zone: query.zone, locale: query.locale });
  const gaps = new Gaps();
  const { located, ...searched } = await sweep(connection, query, period, gaps, call);
  gaps.addNeverSearched();
  const decisions = mergeDecisions(located, period);
  return {
    decisions: decisions.filter((decision) => isBy(decision, query.authors)),
    period,
    asOf: new Date(now).toISOString(),
    searched,
    notSearched: gaps.list(),
  };
}

function isBy({ who, sources }: Decision, authors: readonly string[] | undefined): boolean {
  const people = [...who, ...sources.flatMap(({ author }) => author ?? [])];
  return (
    authors === undefined || people.some(({ accountId }) => accountId !== undefined && authors.includes(accountId))
  );
}
