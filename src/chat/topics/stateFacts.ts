import type { FailureCode } from '#domain/errors.ts';
import type { Blocker, Issue } from '#domain/issue.ts';
import type { PeriodRequest } from '#domain/period.ts';
import type { BlockedIssue, Figure, ProjectState, StateGap } from '#domain/projectState.ts';
import { readProjectState } from '#services/projectState/projectState.ts';
import type { Translate } from '#shared/l10n.ts';
import type { Statement } from '../facts.ts';
import type { Language } from '../language.ts';
import { SourceList } from '../sources.ts';
import { daysSince, daysText, instantText } from '../when.ts';
import { projectOf, type TopicRequest } from './topicRequest.ts';

/** Where a project stands, ready to be told with its sources. */
export interface ToldState {
  readonly state: ProjectState;
  readonly projectKey: string;
  readonly sources: SourceList;
  readonly language: Language;
  readonly t: Translate;
  readonly now: number;
}

export async function readState(request: TopicRequest, period: PeriodRequest): Promise<ToldState> {
  const { turn, parts, connection, progress } = request;
  const { t, language, signal } = turn;
  const { now, zone } = parts.today();
  progress(t('Reading sprints, issues and their histories…'));
  const projectKey = await projectOf(request);
  const defaults = parts.defaults();
  const boardId = defaults.projectKey === projectKey ? defaults.boardId : undefined;
  const state = await readProjectState(
    connection,
    {
      projectKey,
      ...(boardId !== undefined && { boardId }),
      ...{ period, zone, locale: parts.locale, isWithoutWiki: true },
      blockedStatuses: parts.blockedStatuses(),
      now: new Date(now),
    },
    { signal },
  );
  return { state, projectKey, sources: new SourceList(connection.site.origin), language, t, now };
}

/** A number with the query that gives it. */
export function figureStatement({ sources }: ToldState, text: string, ...figures: readonly Figure[]): Statement {
  const ids = figures.flatMap(
    ({ query }) => sources.add(`${query.language.toUpperCase()}: ${query.text}`, query.url) ?? [],
  );
  return { text, sources: [...new Set(ids)] };
}

export function issueStatement({ sources, t }: ToldState, issue: Issue, ...details: readonly string[]): Statement {
  const id = sources.add(`${issue.key} ${issue.summary}`, issue.url);
  const who = issue.assignee?.displayName ?? t('nobody assigned');
  return {
    text: [`${issue.key} ${issue.summary}`, issue.status.name, who, ...details].join(' · '),
    sources: id === undefined ? [] : [id],
  };
}

export function blockedStatement(told: ToldState, { issue, reasons, since }: BlockedIssue): Statement {
  const { t, language, state, now } = told;
  const why = reasons.map((reason) => reasonText(reason, t));
  const day = since === undefined ? undefined : instantText(since, state.period.zone, language);
  const days = since === undefined ? 0 : daysSince(since, now);
  const age =
    day === undefined ? [] : [days === 0 ? t('since {0}', day) : t('since {0} ({1})', day, daysText(days, language))];
  return issueStatement(told, issue, [...why, ...age].join(', '));
}

function reasonText(reason: Blocker, t: Translate): string {
  switch (reason.kind) {
    case 'flag':
      return t('flagged as impediment');
    case 'status':
      return t('in status {0}', reason.status.name);
    case 'link':
      return t('waits for {0}', reason.key);
  }
}

/** Numbers that are only known to be at least so much say so. */
export function countText({ issues, isAtLeast }: Figure, t: Translate): string {
  return isAtLeast ? t('at least {0}', issues) : String(issues);
}

export function gapNotes({ state, t }: ToldState): string[] {
  return state.gaps.map((gap) => {
    const part = partText(gap.part, t);
    return gap.of === undefined
      ? t('Not known: {0} ({1}).', part, becauseText(gap.because, t))
      : t('Not known: {0} of {1} ({2}).', part, gap.of, becauseText(gap.because, t));
  });
}

function partText(part: StateGap['part'], t: Translate): string {
  switch (part) {
    case 'boards':
      return t('the boards');
    case 'sprints':
      return t('the sprints');
    case 'issues':
      return t('the issues');
    case 'scopeChange':
      return t('the scope change');
    case 'throughput':
      return t('the pace');
    case 'blockedSince':
      return t('since when issues are blocked');
    case 'recentlyDone':
      return t('what was finished lately');
    case 'spaces':
      return t('the spaces');
    case 'pageChanges':
      return t('the changed pages');
    case 'decisions':
      return t('the decisions');
  }
}

function becauseText(because: FailureCode | 'tooMany', t: Translate): string {
  switch (because) {
    case 'tooMany':
      return t('too many to read');
    case 'forbidden':
    case 'notFound':
    case 'missingScope':
    case 'outsideAllowList':
      return t('not visible to this account or these settings');
    default:
      return t('the site did not answer');
  }
}
