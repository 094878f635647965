import type { Issue } from '#domain/issue.ts';
import type { PageHit } from '#domain/page.ts';
import type { Period } from '#domain/period.ts';
import type { Connection, IssueQuery, IssueTracker } from '#domain/ports.ts';
import { type DecisionField, decisionFields, decisionsOfIssue } from './issueDecisions.ts';
import type { Located } from './located.ts';
import { type Gaps, reasonOf } from './notSearched.ts';
import { decisionsOfPage } from './pageDecisions.ts';
import { mapConcurrently } from './pool.ts';
import type { DecisionQuery, FindCall } from './query.ts';
import { pagesToRead } from './scope.ts';

/** Leaves room for what the user does meanwhile. */
const concurrency = 4;
const mostIssues = 150;
const issueFields = ['created', 'updated'] as const;

/** For those who keep what a sweep read. */
export interface SweepObserver {
  /** True for a page that was read as it is: it is left out. */
  isKnown(hit: PageHit): boolean;
  isKnownIssue(issue: Issue): boolean;
  /** A page was read; `wordings` are those of all decisions it holds now, absent where none of it changed. */
  onPage(page: PageHit, wordings: readonly string[] | undefined): void;
  /** An issue was read; comments beyond those that were read may hold more decisions unless it `isWhole`. */
  onIssue(issue: Issue, wordings: readonly string[], isWhole: boolean): void;
}

export interface Sweep {
  readonly located: readonly Located[];
  readonly pages: number;
  readonly issues: number;
  readonly cql: readonly string[];
  readonly jql: readonly string[];
}

/** Reads what was written in the period, pages first. */
export async function sweep(
  { knowledge, tracker }: Pick<Connection, 'knowledge' | 'tracker'>,
  query: DecisionQuery,
  period: Period,
  gaps: Gaps,
  call: FindCall,
  observer?: SweepObserver,
): Promise<Sweep> {
  call.onProgress?.({ step: 'searching', done: 0 });
  const isKnown = (hit: PageHit) => observer?.isKnown(hit) ?? false;
  const { chosen, cql } = await pagesToRead(knowledge, query, period, isKnown, gaps, siteCall(call));
  const tell = counter(call, 'pages', chosen.length);
  const found = await mapConcurrently(chosen, concurrency, call.signal, async (hit) => {
    const finding = await orGap(decisionsOfPage(knowledge.pages, hit, period, siteCall(call)), (why) => {
      gaps.add('pages', why, [hit.title]);
    });
    tell();
    if (finding && !finding.isComplete) {
      gaps.add('versions', 'truncated', [hit.title]);
    }
    if (finding) {
      observer?.onPage(hit, finding.wordings);
    }
    const located = finding?.located ?? [];
    return hit.isElsewhere ? located.filter((each) => concerns(each, query.projectKeys ?? [])) : located;
  });
  const inIssues = query.labels ? undefined : await readIssues(tracker, query, period, gaps, call, observer);
  return {
    located: [...found.flat(), ...(inIssues?.located ?? [])],
    pages: chosen.length,
    issues: inIssues?.count ?? 0,
    cql,
    jql: inIssues ? [inIssues.jql] : [],
  };
}

async function readIssues(
  tracker: IssueTracker,
  query: DecisionQuery,
  period: Period,
  gaps: Gaps,
  call: FindCall,
  observer: SweepObserver | undefined,
) {
  const { projectKeys, spaceKeys } = query;
  if (spaceKeys && !projectKeys) {
    return undefined;
  }
  const wanted = {
    filter: { ...(projectKeys && { projectKeys }), updatedSince: period.start, orderBy: 'updated' },
  } as const;
  const issues = await issuesToRead(tracker, wanted, (issue) => observer?.isKnownIssue(issue) ?? false, gaps, call);
  const fields = await fieldsOf(tracker, issues, call);
  const tell = counter(call, 'issues', issues.length);
  const found = await mapConcurrently(issues, concurrency, call.signal, async (issue) => {
    const own = fields.get(formOf(issue)) ?? [];
    const finding = await orGap(decisionsOfIssue(tracker, issue, own, period, siteCall(call)), (why) => {
      gaps.add('issues', why, [issue.key]);
    });
    tell();
    if (finding?.hasMoreComments) {
      gaps.add('issueComments', 'truncated', [issue.key]);
    }
    if (finding) {
      observer?.onIssue(issue, finding.wordings, finding.isWhole);
    }
    return finding?.located ?? [];
  });
  return { located: found.flat(), count: issues.length, jql: tracker.issues.toJql(wanted) };
}

async function issuesToRead(
  tracker: IssueTracker,
  query: IssueQuery,
  isKnown: (issue: Issue) => boolean,
  gaps: Gaps,
  call: FindCall,
): Promise<Issue[]> {
  const issues: Issue[] = [];
  for (let cursor: string | undefined; ; ) {
    const request = {
      ...siteCall(call),
      limit: mostIssues,
      fields: issueFields,
      ...(cursor !== undefined && { cursor }),
    };
    const page = await tracker.issues.search(query, request);
    issues.push(...page.items.filter((issue) => !isKnown(issue)));
    cursor = page.cursor;
    const isTooMany = issues.length > mostIssues || (issues.length === mostIssues && cursor !== undefined);
    if (page.isIncomplete || isTooMany) {
      gaps.add('issues', 'truncated');
    }
    if (cursor === undefined || isTooMany) {
      return issues.slice(0, mostIssues);
    }
  }
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
