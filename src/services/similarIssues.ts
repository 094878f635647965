import type { Issue } from '#domain/issue.ts';
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

/** The words of a summary without case, accents and punctuation. */
function wordsOf(summary: string): string {
  return (foldText(summary).match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}
