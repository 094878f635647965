import type { DecisionState } from '#domain/decision.ts';
import type { Period } from '#domain/period.ts';
import { resolvePeriod } from '#domain/period.ts';
import { dateIn, startOfDate } from '#domain/zonedDate.ts';
import { wordsKey } from './candidate.ts';
import type { RegisteredDecision } from './registered.ts';

export interface RegisterFilter {
  /** All of its words, in any order, in what was decided, its sources, people or issues. */
  readonly text?: string;
  readonly spaceKeys?: readonly string[];
  readonly projectKeys?: readonly string[];
  readonly states?: readonly DecisionState[];
  /** Current ones alone when not given. */
  readonly standings?: readonly RegisteredDecision['standing'][];
  /** Days (`yyyy-mm-dd`) in `zone`, both included. */
  readonly firstDay?: string;
  readonly lastDay?: string;
  /** IANA zone; UTC when not given. */
  readonly zone?: string;
}

/** Those that match, in the order given. */
export function matching(decisions: readonly RegisteredDecision[], filter: RegisterFilter): RegisteredDecision[] {
  const { spaceKeys, projectKeys, states, standings = ['current'], firstDay, lastDay, zone = 'UTC' } = filter;
  const words = wordsKey(filter.text ?? '')
    .split(' ')
    .filter(Boolean);
  return decisions.filter((decision) => {
    const day = dayOf(decision, zone);
    const spaces = decision.sources.flatMap(({ spaceKey }) => spaceKey ?? []);
    const projects = [
      ...decision.issueKeys.map((key) => key.slice(0, key.lastIndexOf('-'))),
      decision.projectKey ?? '',
    ];
    return (
      standings.includes(decision.standing) &&
      (states?.includes(decision.state) ?? true) &&
      (spaceKeys?.some((key) => spaces.includes(key)) ?? true) &&
      (projectKeys?.some((key) => projects.includes(key)) ?? true) &&
      (firstDay === undefined || day >= firstDay) &&
      (lastDay === undefined || day <= lastDay) &&
      hasWords(decision, words)
    );
  });
}

function hasWords(decision: RegisteredDecision, words: readonly string[]): boolean {
  if (words.length === 0) {
    return true;
  }
  const { text, topic = '', who, issueKeys, sources } = decision;
  const told = sources.flatMap(({ title, section, quote }) => [title, ...section, quote]);
  const all = wordsKey([text, topic, ...who.map(({ name }) => name), ...issueKeys, ...told].join(' '));
  return words.every((word) => all.includes(word));
}

/** The day of a decision: when it was taken, else when it was written down. Empty when neither is known. */
export function dayOf(
  { takenOn, appearedAt }: Pick<RegisteredDecision, 'takenOn' | 'appearedAt'>,
  zone: string,
): string {
  const time = Date.parse(appearedAt ?? '');
  return takenOn ?? (Number.isNaN(time) ? '' : dateIn(time, zone));
}

export interface DecisionWeek {
  /** Absent for those of no known day. */
  readonly week?: Pick<Period, 'firstDay' | 'lastDay' | 'week' | 'zone'>;
  readonly decisions: readonly RegisteredDecision[];
}

/** By week of the user's zone and locale, newest first. */
export function byWeek(
  decisions: readonly RegisteredDecision[],
  { zone, locale }: { readonly zone: string; readonly locale: string },
): DecisionWeek[] {
  const weeks = new Map<string, { week?: DecisionWeek['week']; decisions: RegisteredDecision[] }>();
  for (const decision of decisions) {
    const day = dayOf(decision, zone);
    const period =
      day === '' ? undefined : resolvePeriod({ kind: 'thisWeek' }, { now: startOfDate(day, zone), zone, locale });
    const key = period?.firstDay ?? '';
    const entry = weeks.get(key) ?? { ...(period && { week: weekOf(period) }), decisions: [] };
    entry.decisions.push(decision);
    weeks.set(key, entry);
  }
  return [...weeks]
    .sort(([a], [b]) => b.localeCompare(a))
    .map(([, { week, decisions: own }]) => ({ ...(week && { week }), decisions: own }));
}

function weekOf({ firstDay, lastDay, week, zone }: Period): NonNullable<DecisionWeek['week']> {
  return { firstDay, lastDay, zone, ...(week && { week }) };
}
