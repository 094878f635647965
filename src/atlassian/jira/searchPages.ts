import { fail } from '#domain/errors.ts';
import { answerList, answerObject, isObject, text, type WireObject } from '../wire.ts';

/** One page of an issue list that goes by `nextPageToken`. */
export interface TokenPage {
  readonly issues: readonly WireObject[];
  readonly nextPageToken?: string;
}

export function tokenPageFrom(answer: unknown): TokenPage {
  const page = answerObject(answer, 'issue list');
  const issues = answerList(page['issues'], 'issue list').filter(isObject);
  const token = page['isLast'] === true ? undefined : text(page['nextPageToken']);
  return { issues, ...(token !== undefined && { nextPageToken: token }) };
}

const mostPages = 200;
const mostWalks = 5;

/**
 * Every issue of a list, each once. Issues move between pages while one walks: what goes from a later page to an earlier
 * one is skipped. A list in several pages is therefore walked until two walks in a row find the same.
 * @throws unexpectedAnswer when tokens repeat or never end, or the list does not hold still; part of a list must not
 * pass for all of it
 */
export async function allPages(load: (token: string | undefined) => Promise<TokenPage>): Promise<WireObject[]> {
  let before: Walk | undefined;
  for (let walks = 0; walks < mostWalks; walks++) {
    const { issues, isOnePage } = await walk(load);
    if (isOnePage || (before && isSame(issues, before.issues))) {
      return [...issues.values()];
    }
    before = { issues, isOnePage };
  }
  return fail({ code: 'unexpectedAnswer', detail: 'an issue list changes while it is read: it would be incomplete' });
}

function isSame(issues: Walk['issues'], others: Walk['issues']): boolean {
  return issues.size === others.size && [...issues.keys()].every((id) => others.has(id));
}

interface Walk {
  readonly issues: ReadonlyMap<string, WireObject>;
  readonly isOnePage: boolean;
}

async function walk(load: (token: string | undefined) => Promise<TokenPage>): Promise<Walk> {
  const issues = new Map<string, WireObject>();
  const tokens = new Set<string>();
  let page = await load(undefined);
  for (let count = 1; ; count++) {
    for (const issue of page.issues) {
      issues.set(text(issue['id']) ?? '', issue);
    }
    const token = page.nextPageToken;
    if (token === undefined) {
      return { issues, isOnePage: count === 1 };
    }
    if (tokens.has(token) || count >= mostPages) {
      fail({
        code: 'unexpectedAnswer',
        detail: 'the pages of an issue list repeat: the list would be incomplete',
      });
    }
    tokens.add(token);
    page = await load(token);
  }
}
