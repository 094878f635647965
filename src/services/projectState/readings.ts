import { type FailureCode, failureOf } from '#domain/errors.ts';
import type { Issue } from '#domain/issue.ts';
import type { Call, Connection, IssueFilter, OptionalIssueField, PageFilter } from '#domain/ports.ts';
import type { CitedQuery, Figure, FoundIssues, StateGap } from '#domain/projectState.ts';

/** What the parts of a project's state are read with. */
export interface Reading {
  readonly connection: Connection;
  readonly projectKey: string;
  readonly now: Date;
  readonly call: Call;
  readonly gaps: StateGap[];
}

/** Whole lists, as far as this: more is no team's work in hand. */
const mostIssues = 2000;
const perRequest = 500;

/** Every issue of the query with its own figure; `points` only with an estimate field. */
export async function readIssues(
  reading: Reading,
  filter: IssueFilter,
  wanted: { readonly fields: readonly OptionalIssueField[]; readonly estimateFieldId?: string | undefined },
): Promise<FoundIssues> {
  const { connection, call } = reading;
  const { estimateFieldId, fields } = wanted;
  const found = new Map<string, Issue>();
  let isAtLeast = false;
  for (let cursor: string | undefined; ; ) {
    const page = await connection.tracker.issues.search(
      { filter: { ...filter, orderBy: 'key' } },
      {
        ...call,
        limit: perRequest,
        fields: estimateFieldId === undefined ? fields : [...fields, 'storyPoints'],
        ...(estimateFieldId !== undefined && { estimateFieldId }),
        ...(cursor !== undefined && { cursor }),
      },
    );
    for (const issue of page.items) {
      found.set(issue.id, issue);
    }
    cursor = page.cursor;
    isAtLeast ||= page.isIncomplete;
    if (cursor === undefined || found.size >= mostIssues) {
      isAtLeast ||= cursor !== undefined;
      break;
    }
  }
  const issues = [...found.values()];
  return {
    ...figureOf(reading, filter, issues, { isEstimated: estimateFieldId !== undefined, isAtLeast }),
    found: issues,
  };
}

interface Counting {
  readonly isEstimated: boolean;
  readonly isAtLeast?: boolean | undefined;
}

export function figureOf(
  reading: Pick<Reading, 'connection'>,
  filter: IssueFilter,
  issues: readonly Issue[],
  { isEstimated, isAtLeast }: Counting,
): Figure {
  return {
    issues: issues.length,
    ...(isEstimated && { points: pointsOf(issues) }),
    query: citedJql(reading, filter),
    ...(isAtLeast && { isAtLeast }),
  };
}

export function foundOf(
  reading: Pick<Reading, 'connection'>,
  filter: IssueFilter,
  found: readonly Issue[],
  counting: Counting,
): FoundIssues {
  return { ...figureOf(reading, filter, found, counting), found };
}

/** Estimates may have decimals, whose sums should not show the noise of binary numbers. */
export function pointsOf(issues: readonly Issue[]): number {
  return Math.round(issues.reduce((sum, { storyPoints = 0 }) => sum + storyPoints, 0) * 1000) / 1000;
}

function citedJql({ connection }: Pick<Reading, 'connection'>, filter: IssueFilter): CitedQuery {
  const text = withoutOrder(connection.tracker.issues.toJql({ filter }));
  return { language: 'jql', text, url: `${connection.site.origin}/issues/?jql=${encodeURIComponent(text)}` };
}

export function citedCql({ connection }: Pick<Reading, 'connection'>, filter: PageFilter): CitedQuery {
  const text = withoutOrder(connection.knowledge.pages.toCql({ filter }));
  return { language: 'cql', text, url: `${connection.site.origin}/wiki/search?cql=${encodeURIComponent(text)}` };
}

/** No number depends on it. */
function withoutOrder(query: string): string {
  return query.replace(/ ORDER BY [\w ,]+$/, '');
}

/** Queries know no seconds: what is compared with an instant in one has to be cut to the minute before. */
export function minuteOf(instant: Date | string): string {
  const time = new Date(instant).getTime();
  return new Date(time - (time % 60_000)).toISOString();
}

/** A part that may be missing: then the gap says so. Failures that concern everything rise. */
export async function tryPart<T>(
  { gaps }: Pick<Reading, 'gaps'>,
  gap: Omit<StateGap, 'because'>,
  work: Promise<T>,
): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const code = failureOf(error)?.code;
    if (code === undefined || !partialFailures.has(code)) {
      throw error;
    }
    gaps.push({ ...gap, because: code });
    return undefined;
  }
}

const partialFailures: ReadonlySet<FailureCode> = new Set([
  'answerTooLarge',
  'forbidden',
  'invalidQuery',
  'missingScope',
  'notFound',
  'outsideAllowList',
  'rateLimited',
  'siteUnavailable',
  'timedOut',
  'unexpectedAnswer',
]);
