import type { Decision, DecisionReport } from '#domain/decision.ts';
import type { Issue } from '#domain/issue.ts';
import { type Period, resolvePeriod } from '#domain/period.ts';
import type { Connection, IssueTracker } from '#domain/ports.ts';
import { type DecisionField, decisionFields, decisionsOfIssue } from './issueDecisions.ts';
import type { Located } from './located.ts';
import { mergeDecisions } from './merge.ts';
import { Gaps, reasonOf } from './notSearched.ts';
import { decisionsOfPage } from './pageDecisions.ts';
import { mapConcurrently } from './pool.ts';
import type { DecisionQuery, FindCall } from './query.ts';
import { type ChosenPage, pagesToRead } from './scope.ts';

/** Leaves room for what the user does meanwhile. */
const concurrency = 4;
const mostIssues = 150;
const issueFields = ['created', 'updated'] as const;

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
  call.onProgress?.({ step: 'searching', done: 0 });
  const { chosen, cql } = await pagesToRead(connection.knowledge, query, period, gaps, call);
  const inPages = await readPages(connection, chosen, query, period, gaps, call);
  const inIssues = query.labels ? undefined : await readIssues(connection.tracker, query, period, gaps, call);
  gaps.add('pages', 'noPermission');
  gaps.add('pageComments', 'notRead');
  gaps.add('archivedPages', 'notListed');
  gaps.add('drafts', 'notListed');
  const decisions = mergeDecisions([...inPages, ...(inIssues?.located ?? [])], period);
  return {
    decisions: decisions.filter((decision) => isBy(decision, query.authors)),
    period,
    asOf: new Date(now).toISOString(),
    searched: { pages: chosen.length, issues: inIssues?.count ?? 0, cql, jql: inIssues ? [inIssues.jql] : [] },
    notSearched: gaps.list(),
  };
}

async function readPages(
  { knowledge }: Pick<Connection, 'knowledge'>,
  chosen: readonly ChosenPage[],
  { projectKeys }: DecisionQuery,
  period: Period,
  gaps: Gaps,
  call: FindCall,
): Promise<Located[]> {
  const tell = counter(call, 'pages', chosen.length);
  const found = await mapConcurrently(chosen, concurrency, call.signal, async (hit) => {
    const finding = await orGap(decisionsOfPage(knowledge.pages, hit, period, siteCall(call)), (why) => {
      gaps.add('pages', why, [hit.title]);
    });
    tell();
    if (finding && !finding.isComplete) {
      gaps.add('versions', 'truncated', [hit.title]);
    }
    const located = finding?.located ?? [];
    return hit.isElsewhere ? located.filter((each) => concerns(each, projectKeys ?? [])) : located;
  });
  return found.flat();
}

async function readIssues(tracker: IssueTracker, query: DecisionQuery, period: Period, gaps: Gaps, call: FindCall) {
  const { projectKeys, spaceKeys } = query;
  if (spaceKeys && !projectKeys) {
    return undefined;
  }
  const wanted = {
    filter: { ...(projectKeys && { projectKeys }), updatedSince: period.start, orderBy: 'updated' },
  } as const;
  const page = await tracker.issues.search(wanted, { ...siteCall(call), limit: mostIssues, fields: issueFields });
  if (page.cursor !== undefined || page.isIncomplete) {
    gaps.add('issues', 'truncated');
  }
  const fields = await fieldsOf(tracker, page.items, call);
  const tell = counter(call, 'issues', page.items.length);
  const found = await mapConcurrently(page.items, concurrency, call.signal, async (issue) => {
    const own = fields.get(formOf(issue)) ?? [];
    const finding = await orGap(decisionsOfIssue(tracker, issue, own, period, siteCall(call)), (why) => {
      gaps.add('issues', why, [issue.key]);
    });
    tell();
    if (finding?.hasMoreComments) {
      gaps.add('issueComments', 'truncated', [issue.key]);
    }
    return finding?.located ?? [];
  });
  return { located: found.flat(), count: page.items.length, jql: tracker.issues.toJql(wanted) };
}

/** Issues of one type in one project have the same form: one of them tells for all. */
async function fieldsOf(
  tracker: IssueTracker,
  issues: readonly Issue[],
  call: FindCall,
): Promise<ReadonlyMap<string, readonly DecisionField[]>> {
  const examples = new Map(issues.map((issue) => [formOf(issue), issue.key]));
  const fields = await mapConcurrently([...examples], concurrency, call.signal, async ([form, key]) => {
    const own = await orGap(decisionFields(tracker, key, siteCall(call)), () => {});
    return [form, own ?? []] as const;
  });
  return new Map(fields);
}

function formOf({ projectKey, type }: Issue): string {
  return `${projectKey} ${type.id}`;
}

async function orGap<T>(
  work: Promise<T>,
  note: (why: NonNullable<ReturnType<typeof reasonOf>>) => void,
): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const why = reasonOf(error);
    if (why === undefined) {
      throw error;
    }
    note(why);
    return undefined;
  }
}

function siteCall({ signal, isFresh }: FindCall) {
  return { ...(signal && { signal }), ...(isFresh !== undefined && { isFresh }) };
}

function counter({ onProgress }: FindCall, step: 'pages' | 'issues', total: number): () => void {
  let done = 0;
  return () => {
    done += 1;
    onProgress?.({ step, done, total });
  };
}

function concerns({ candidate, source }: Located, projectKeys: readonly string[]): boolean {
  const names = projectKeys.map((key) => new RegExp(`\\b${key.replace(/\W/g, '')}\\b`));
  const projects = candidate.issueKeys.map((key) => key.slice(0, key.lastIndexOf('-')));
  return (
    projectKeys.some((key) => projects.includes(key)) ||
    names.some((name) => name.test(source.title) || name.test(candidate.text))
  );
}

function isBy({ who, sources }: Decision, authors: readonly string[] | undefined): boolean {
  const people = [...who, ...sources.flatMap(({ author }) => author ?? [])];
  return (
    authors === undefined || people.some(({ accountId }) => accountId !== undefined && authors.includes(accountId))
  );
}
