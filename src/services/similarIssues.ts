import { fail, failureOf } from '#domain/errors.ts';
import type { Issue } from '#domain/issue.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { Call, IssueTracker } from '#domain/ports.ts';
import { foldText } from '#shared/text.ts';

export interface SimilarIssues {
  /** Not done, and with the same words in the same order. */
  readonly same: readonly Issue[];
  /** Not done, with all words of the summary somewhere. */
  readonly others: readonly Issue[];
}

/** Open issues of the project that may be about the same as one that is to be created. */
export async function findSimilarIssues(
  tracker: IssueTracker,
  { projectKey, summary }: { readonly projectKey: string; readonly summary: string },
  call: Call = {},
): Promise<SimilarIssues> {
  const wanted = wordsOf(summary);
  if (wanted === '') {
    return { same: [], others: [] };
  }
  // Words only: what else stands in a summary would be operators of the site's text search.
  const query = {
    filter: {
      text: wanted.split(' ').slice(0, 20).join(' '),
      projectKeys: [projectKey],
      statusCategories: ['new', 'indeterminate'],
    },
  } as const;
  const { items } = await tracker.issues.search(query, { ...call, limit: 20, fields: ['assignee'] });
  const isSame = (issue: Issue) => wordsOf(issue.summary) === wanted;
  return { same: items.filter(isSame), others: items.filter((issue) => !isSame(issue)) };
}

const none: SimilarIssues = { same: [], others: [] };

/** The same for a creation that is not to fail for it: a search that does not work finds nothing. */
export async function similarIssuesIfAny(...search: Parameters<typeof findSimilarIssues>): Promise<SimilarIssues> {
  try {
    return await findSimilarIssues(...search);
  } catch (error) {
    const code = failureOf(error)?.code;
    if (code === undefined || code === 'cancelled') {
      throw error;
    }
    return none;
  }
}

/** @throws invalidArgument that names the open issue with the same summary */
export function refuseDuplicate({ same }: SimilarIssues): void {
  const [first] = same;
  if (first) {
    const { key, summary, status } = first;
    const reason = `${key} "${summary}" (${status.name}) is open: work on that one, or set this to true for another`;
    fail({ code: 'invalidArgument', argument: 'allowDuplicate', reason });
  }
}

const repeatWindowMs = 600_000;

/** Those that were not created from here just now: a call that is repeated finds what it made itself. */
export function withoutOwn(
  { same, others }: SimilarIssues,
  records: readonly OperationRecord[],
  now: number,
): SimilarIssues {
  const own = new Set(
    records
      .filter(({ kind, startedAt }) => kind === 'createIssue' && Date.parse(startedAt) >= now - repeatWindowMs)
      .map(({ issueKey }) => issueKey),
  );
  return { same: same.filter(({ key }) => !own.has(key)), others };
}

/** The words of a summary without case, accents and punctuation. */
function wordsOf(summary: string): string {
  return (foldText(summary).match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}
